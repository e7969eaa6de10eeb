import type { DType } from './dtype.ts'
import type { ReduceOp } from './kernel.ts'
import type { BinaryOp } from './scalar.ts'

const lowest: Readonly<Record<DType, number>> = {
  bool: 0,
  uint32: 0,
  int32: -2147483648,
  float32: -Infinity,
  float64: -Infinity,
}
const highest: Readonly<Record<DType, number>> = {
  bool: 1,
  uint32: 4294967295,
  int32: 2147483647,
  float32: Infinity,
  float64: Infinity,
}

/** The value that a reduction of nothing has. */
export const reductionIdentity = (op: ReduceOp, dtype: DType): number => {
  switch (op) {
    case 'prod':
      return 1
    case 'max':
      return lowest[dtype]
    case 'min':
      return highest[dtype]
    case 'and':
      return dtype === 'int32' ? -1 : highest[dtype]
    default:
      return 0
  }
}

/** How a reduction combines two values. */
export const combiner = (op: ReduceOp): BinaryOp =>
  op === 'sum' ? 'add' : op === 'prod' ? 'mul' : op

import { type DType, isSigned, rangeOf } from './dtype.ts'
import type { ReduceOp } from './kernel.ts'
import type { BinaryOp } from './scalar.ts'

/** The value that a reduction of nothing has. */
export const reductionIdentity = (op: ReduceOp, dtype: DType): number => {
  const [lowest, highest] = rangeOf(dtype)
  switch (op) {
    case 'prod':
      return 1
    case 'max':
      return lowest
    case 'min':
      return highest
    case 'and':
      return isSigned(dtype) ? -1 : highest
    default:
      return 0
  }
}

/** How a reduction combines two values. */
export const combiner = (op: ReduceOp): BinaryOp =>
  op === 'sum' ? 'add' : op === 'prod' ? 'mul' : op

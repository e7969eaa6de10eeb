import { type DType, isSigned } from '../../../../core/dtype.ts'
import { unreachable } from '../../../../core/errors.ts'
import type { ReduceOp } from '../../../../core/kernel.ts'
import { reductionIdentity } from '../../../../core/reduction.ts'
import type { FunctionBuilder, Local } from '../../encoder/index.ts'

export type VectorOp = Parameters<FunctionBuilder['op']>[0]

const floatOps: Partial<Readonly<Record<ReduceOp, 'add' | 'mul' | 'max' | 'min'>>> = {
  sum: 'add',
  prod: 'mul',
  max: 'max',
  min: 'min',
}

/** The instruction that combines two vectors of values. */
export const combineOp = (op: ReduceOp, dtype: DType): VectorOp => {
  if (dtype === 'bool') {
    return op === 'sum' || op === 'max' || op === 'or' ? 'v128.or' : 'v128.and'
  }
  if (op === 'and' || op === 'or') return `v128.${op}`
  const name = floatOps[op] ?? unreachable(op)
  if (dtype === 'float32') return `f32x4.${name}`
  if (dtype === 'float64') return `f64x2.${name}`
  if (name === 'add' || name === 'mul') return `i32x4.${name}`
  return `i32x4.${name}_${isSigned(dtype) ? 's' : 'u'}`
}

/** The sixteen bytes of an identity in every lane. */
export const identityBytes = (op: ReduceOp, dtype: DType): Uint8Array => {
  const value = reductionIdentity(op, dtype)
  if (dtype === 'float64') return new Uint8Array(new Float64Array(2).fill(value).buffer)
  if (dtype === 'float32') return new Uint8Array(new Float32Array(4).fill(value).buffer)
  return new Uint8Array(new Int32Array(4).fill(dtype === 'bool' ? -value : value).buffer)
}

const halvesSwapped = [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7]
const neighboursSwapped = [4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11]

/** Combines all lanes of `register` in place; every lane gets the outcome. */
export const combineLanes = (
  f: FunctionBuilder,
  combine: VectorOp,
  dtype: DType,
  register: Local,
): void => {
  for (const order of dtype === 'float64' ? [halvesSwapped] : [halvesSwapped, neighboursSwapped]) {
    f.get(register).get(register).get(register).shuffle(order).op(combine).set(register)
  }
}

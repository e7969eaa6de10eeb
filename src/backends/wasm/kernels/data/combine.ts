import { type DType, isByte, isSigned } from '../../../../core/dtype.ts'
import type { FunctionBuilder, Local } from '../../encoder/index.ts'

export type CombineOp = 'add' | 'mul' | 'min' | 'max'

/** Pushes one of two integers by their order. */
const pushExtreme = (
  f: FunctionBuilder,
  op: 'min' | 'max',
  dtype: DType,
  a: Local,
  b: Local,
): void => {
  const less = isSigned(dtype) ? 'i32.lt_s' : 'i32.lt_u'
  const more = isSigned(dtype) ? 'i32.gt_s' : 'i32.gt_u'
  f.get(a).get(b).get(a).get(b)
  f.op(op === 'min' ? less : more).op('select')
}

const boolOps = { add: 'or', max: 'or', mul: 'and', min: 'and' } as const

/** Pushes the combination of two elements. */
export const combineElements = (
  f: FunctionBuilder,
  op: CombineOp,
  dtype: DType,
  a: Local,
  b: Local,
): void => {
  if (dtype === 'float32') f.get(a).get(b).op(`f32.${op}`)
  else if (dtype === 'float64') f.get(a).get(b).op(`f64.${op}`)
  else if (dtype === 'bool') f.get(a).get(b).op(`i32.${boolOps[op]}`)
  else if (op === 'min' || op === 'max') pushExtreme(f, op, dtype, a, b)
  else f.get(a).get(b).op(`i32.${op}`)
}

/** Whether vectors of the dtype can be combined: of bytes there is no product. */
export const combinesVectors = (op: CombineOp, dtype: DType): boolean =>
  op !== 'mul' || dtype === 'bool' || !isByte(dtype)

/** Combines two vectors on the stack. */
export const combineVectors = (f: FunctionBuilder, op: CombineOp, dtype: DType): void => {
  if (dtype === 'float32') f.op(`f32x4.${op}`)
  else if (dtype === 'float64') f.op(`f64x2.${op}`)
  else if (dtype === 'bool') f.op(`v128.${boolOps[op]}`)
  else if (op === 'min' || op === 'max')
    f.op(`${isByte(dtype) ? 'i8x16' : 'i32x4'}.${op}_${isSigned(dtype) ? 's' : 'u'}`)
  else if (op === 'add') f.op(isByte(dtype) ? 'i8x16.add' : 'i32x4.add')
  else f.op(`i32x4.${op}`)
}

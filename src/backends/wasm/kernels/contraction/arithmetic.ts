import type { DType } from '../../../../core/dtype.ts'
import type { ModuleContext } from '../../context.ts'
import type { MemoryOp, Op } from '../../encoder/function.ts'
import type { FunctionBuilder, Local } from '../../encoder/index.ts'

/** How products are formed: in vectors of which one or two hold four elements. */
export interface Arithmetic {
  /** Bytes of an element in registers and in packed memory. */
  readonly bytes: 4 | 8
  /** Elements of a vector. */
  readonly lanes: 4 | 2
  /** Vectors of four elements. */
  readonly vectors: 1 | 2
  readonly splat: MemoryOp
  readonly add: Op
  readonly mul: Op
  /** Multiplies and adds in one; its last argument is what is added to. */
  readonly madd?: Op
}

/** Bytes are integers of 32 bits here, and booleans are counted: some product is true where the count is not 0. */
export const arithmeticOf = (context: ModuleContext, dtype: DType): Arithmetic => {
  if (dtype === 'float64') {
    const wide = {
      bytes: 8,
      lanes: 2,
      vectors: 2,
      splat: 'v128.load64_splat',
      add: 'f64x2.add',
      mul: 'f64x2.mul',
    } as const
    return context.relaxed ? { ...wide, madd: 'f64x2.relaxed_madd' } : wide
  }
  const narrow = { bytes: 4, lanes: 4, vectors: 1, splat: 'v128.load32_splat' } as const
  if (dtype !== 'float32') return { ...narrow, add: 'i32x4.add', mul: 'i32x4.mul' }
  const single = { ...narrow, add: 'f32x4.add', mul: 'f32x4.mul' } as const
  return context.relaxed ? { ...single, madd: 'f32x4.relaxed_madd' } : single
}

/** Appends `sum += a * b`. */
export const multiplyAdd = (
  f: FunctionBuilder,
  { add, mul, madd }: Arithmetic,
  sum: Local,
  a: Local,
  b: Local,
): void => {
  if (madd === undefined) f.get(sum).get(a).get(b).op(mul).op(add).set(sum)
  else f.get(a).get(b).get(sum).op(madd).set(sum)
}

import { type DType, shortName, type Typed } from './dtype.ts'

/** A tensor's shape: sizes of its axes. */
export type Shape = readonly number[]

/** What is known of a value while tracing: its shape, dtype and whether its dtype gives way (`weakType`). */
export interface Aval extends Typed {
  readonly shape: Shape
}

export const makeAval = (shape: Shape, dtype: DType, weakType = false): Aval => ({
  shape,
  dtype,
  weakType,
})

/** The abstract part of a tensor: what outlives the tensor holds that alone, and does not keep it alive. */
export const avalOf = (value: Aval & { readonly aval?: Aval }): Aval => value.aval ?? value

/** Prints `f32[3,4]`, as JAX does. */
export const showAval = (value: Aval): string => {
  const { shape, dtype } = avalOf(value)
  return `${shortName(dtype)}[${shape.join(',')}]`
}

/** As `showAval`, with where a traced value comes from, if that is known: `f32[3,4] (args[0].w of f)`. */
export const showOperand = (aval: Aval & { readonly origin?: () => string | null }): string => {
  const origin = aval.origin?.() ?? null
  return origin === null ? showAval(aval) : `${showAval(aval)} (${origin})`
}

/** Operands as messages name them. */
export const showAvals = (avals: readonly Aval[]): string => avals.map(showOperand).join(', ')

export const sizeOf = (shape: Shape): number => {
  let size = 1
  for (const n of shape) size *= n
  return size
}

/** Strides of the row-major layout. */
export const rowMajor = (shape: Shape): number[] => {
  const strides = new Array<number>(shape.length)
  let step = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step
    step *= shape[axis]!
  }
  return strides
}

export const sameShape = (a: Shape, b: Shape): boolean => {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

export const sameAval = (a: Aval, b: Aval): boolean =>
  a.dtype === b.dtype && sameShape(avalOf(a).shape, avalOf(b).shape)

/** Sizes after removing the axes in `axes`. */
export const withoutAxes = (shape: Shape, axes: readonly number[]): Shape =>
  shape.filter((_, axis) => !axes.includes(axis))

export const range = (n: number, start = 0): readonly number[] =>
  Array.from({ length: n }, (_, i) => i + start)

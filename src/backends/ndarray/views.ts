import { type Shape, sizeOf } from '../../core/aval.ts'
import type { DType } from '../../core/dtype.ts'
import { copyOf, denseView, isDense, type NdBuffer, view } from './buffer.ts'

/** Repeats along new or grown axes by a stride of 0. */
export const broadcast = (
  dtype: DType,
  x: NdBuffer,
  shape: Shape,
  dims: readonly number[],
): NdBuffer => {
  const stride = new Array<number>(shape.length).fill(0)
  for (let axis = 0; axis < dims.length; axis++)
    if (x.shape[axis] === shape[dims[axis]!]) stride[dims[axis]!] = x.stride[axis]!
  return view(dtype, x.data, shape, stride, x.offset)
}

export const transpose = (dtype: DType, x: NdBuffer, permutation: readonly number[]): NdBuffer => {
  const { shape, stride } = x
  if (shape.length === 2) {
    const [first, second] = permutation as [number, number]
    return view(
      dtype,
      x.data,
      [shape[first]!, shape[second]!],
      [stride[first]!, stride[second]!],
      x.offset,
    )
  }
  return view(
    dtype,
    x.data,
    permutation.map((axis) => shape[axis]!),
    permutation.map((axis) => stride[axis]!),
    x.offset,
  )
}

export const reverse = (dtype: DType, x: NdBuffer, axes: readonly number[]): NdBuffer => {
  const stride = [...x.stride]
  let offset = x.offset
  for (const axis of axes) {
    const n = x.shape[axis]!
    if (n > 0) offset += (n - 1) * stride[axis]!
    stride[axis] = -stride[axis]!
  }
  return view(dtype, x.data, x.shape, stride, offset)
}

/** Every `steps[axis]`-th element from `start` on, of a result of the given shape. */
export const slice = (
  dtype: DType,
  x: NdBuffer,
  shape: Shape,
  start: Shape,
  steps: Shape,
): NdBuffer => {
  const stride = new Array<number>(shape.length)
  let offset = x.offset
  for (let axis = 0; axis < shape.length; axis++) {
    stride[axis] = x.stride[axis]! * steps[axis]!
    offset += x.stride[axis]! * start[axis]!
  }
  return view(dtype, x.data, shape, stride, offset)
}

/**
 * Strides with which `shape` reads the elements of `x` in row-major order, or `undefined` if there are
 * none. Axes are matched in groups of equal size, each of which must be evenly strided.
 */
const reshapedStrides = (x: NdBuffer, shape: Shape): number[] | undefined => {
  const axes = x.shape.flatMap((n, axis) => (n === 1 ? [] : [axis]))
  const sizes = axes.map((axis) => x.shape[axis]!)
  const strides = axes.map((axis) => x.stride[axis]!)
  const result = new Array<number>(shape.length).fill(0)
  let from = 0
  let to = 0
  while (from < sizes.length && to < shape.length) {
    let fromEnd = from + 1
    let toEnd = to + 1
    let oldSize = sizes[from]!
    let newSize = shape[to]!
    while (oldSize !== newSize)
      if (newSize < oldSize) newSize *= shape[toEnd++]!
      else oldSize *= sizes[fromEnd++]!
    for (let i = from; i < fromEnd - 1; i++)
      if (strides[i] !== strides[i + 1]! * sizes[i + 1]!) return undefined
    let step = strides[fromEnd - 1]!
    for (let i = toEnd - 1; i >= to; i--) {
      result[i] = step
      step *= shape[i]!
    }
    from = fromEnd
    to = toEnd
  }
  return result
}

/** A view where the strides allow, else a copy. */
export const reshape = (dtype: DType, x: NdBuffer, shape: Shape): NdBuffer => {
  if (isDense(x)) return denseView(dtype, x.data, shape, x.offset)
  if (sizeOf(shape) > 0) {
    const strides = reshapedStrides(x, shape)
    if (strides !== undefined) return view(dtype, x.data, shape, strides, x.offset)
  }
  const copy = copyOf(dtype, x)
  return denseView(dtype, copy.data, shape, copy.offset)
}

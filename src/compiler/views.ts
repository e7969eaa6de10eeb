import { rowMajor, type Shape } from '../core/aval.ts'
import type { ViewKernel } from '../core/kernel-kinds.ts'
import type { Buffer, View } from './kernels.ts'

export { rowMajor }

/** An array in memory: a view with the sizes of its axes. */
export interface ArrayView extends View {
  readonly shape: Shape
}

/** All of a buffer in row-major order. */
export const denseView = (buffer: Buffer, shape: Shape): ArrayView => ({
  buffer,
  offset: 0,
  strides: rowMajor(shape),
  shape,
})

/** Whether the elements lie in row-major order without gaps; axes of size 1 may have any step. */
export const isRowMajor = (shape: Shape, strides: readonly number[]): boolean => {
  let step = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const n = shape[axis]!
    if (n === 0) return true
    if (n !== 1 && strides[axis] !== step) return false
    step *= n
  }
  return true
}

/** Whether the view is all of its buffer in row-major order. */
export const isWholeBuffer = ({ buffer, offset, shape, strides }: ArrayView): boolean =>
  offset === 0 &&
  isRowMajor(shape, strides) &&
  shape.reduce((size, n) => size * n, 1) === buffer.size

/**
 * Steps with which `shape` reads, in row-major order, the elements that `strides` reads of `from`, or `undefined` if
 * there are none. Axes are matched in groups of equal size, each of which must be evenly strided.
 */
export const reshapeStrides = (
  from: Shape,
  strides: readonly number[],
  shape: Shape,
): number[] | undefined => {
  if (from.includes(0)) return rowMajor(shape)
  const axes = from.flatMap((n, axis) => (n === 1 ? [] : [axis]))
  const result = new Array<number>(shape.length).fill(0)
  let at = 0
  let to = 0
  while (at < axes.length && to < shape.length) {
    let end = at + 1
    let toEnd = to + 1
    let oldSize = from[axes[at]!]!
    let newSize = shape[to]!
    while (oldSize !== newSize)
      if (newSize < oldSize) newSize *= shape[toEnd++]!
      else oldSize *= from[axes[end++]!]!
    for (let i = at; i < end - 1; i++)
      if (strides[axes[i]!] !== strides[axes[i + 1]!]! * from[axes[i + 1]!]!) return undefined
    let step = strides[axes[end - 1]!]!
    for (let axis = toEnd - 1; axis >= to; axis--) {
      if (shape[axis] === 1) continue
      result[axis] = step
      step *= shape[axis]!
    }
    at = end
    to = toEnd
  }
  return result
}

/** The result of a kernel as a view of its operand's memory; `undefined` where a reshape needs a copy. */
export const applyView = (
  kernel: ViewKernel,
  source: ArrayView,
  shape: Shape,
): ArrayView | undefined => {
  const { buffer } = source
  let { offset } = source
  switch (kernel.kind) {
    case 'broadcast': {
      const strides = new Array<number>(shape.length).fill(0)
      kernel.dims.forEach((dim, axis) => {
        if (source.shape[axis] === shape[dim]) strides[dim] = source.strides[axis]!
      })
      return { buffer, offset, strides, shape }
    }
    case 'transpose':
      return {
        buffer,
        offset,
        strides: kernel.permutation.map((axis) => source.strides[axis]!),
        shape,
      }
    case 'reverse': {
      const strides = [...source.strides]
      for (const axis of kernel.axes) {
        offset += Math.max(0, shape[axis]! - 1) * strides[axis]!
        strides[axis] = -strides[axis]!
      }
      return { buffer, offset, strides, shape }
    }
    case 'slice': {
      kernel.start.forEach((start, axis) => {
        offset += start * source.strides[axis]!
      })
      const strides = source.strides.map((step, axis) => step * kernel.strides[axis]!)
      // A slice of nothing may start past the end.
      return { buffer, offset: shape.includes(0) ? 0 : offset, strides, shape }
    }
    case 'reshape': {
      const strides = reshapeStrides(source.shape, source.strides, shape)
      return strides && { buffer, offset, strides, shape }
    }
  }
}

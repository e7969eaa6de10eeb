import type { Shape } from '../core/aval.ts'
import type { ArrayView } from './views.ts'

/** The part of an array that a padded result shows, and its place in the result. */
export const paddedParts = (
  source: ArrayView,
  target: ArrayView,
  { low, interior }: { readonly low: Shape; readonly interior: Shape },
): readonly [ArrayView, ArrayView] => {
  const shape: number[] = []
  let fromOffset = source.offset
  let toOffset = target.offset
  source.shape.forEach((n, axis) => {
    const step = interior[axis]! + 1
    const first = low[axis]! >= 0 ? 0 : Math.ceil(-low[axis]! / step)
    const last = Math.min(n - 1, Math.floor((target.shape[axis]! - 1 - low[axis]!) / step))
    shape.push(Math.max(0, last - first + 1))
    fromOffset += first * source.strides[axis]!
    toOffset += (low[axis]! + first * step) * target.strides[axis]!
  })
  const steps = target.strides.map((stride, axis) => stride * (interior[axis]! + 1))
  return [
    { ...source, shape, offset: fromOffset },
    { ...target, shape, offset: toOffset, strides: steps },
  ]
}

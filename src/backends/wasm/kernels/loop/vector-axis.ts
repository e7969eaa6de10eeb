import type { Loop, View } from '../../../../compiler/kernels.ts'
import { sizeOf } from '../../../../core/aval.ts'
import { workOf } from './weight.ts'

/** Instructions that access four elements of a view along an axis. */
const accessCost = ({ buffer, strides }: View, axis: number): number => {
  const stride = strides[axis]!
  if (stride === 0) return 0
  return stride === 1 ? (buffer.dtype === 'float64' ? 2 : 1) : 5
}

/** Instructions that combine the lanes of one value, and store it. */
const combineCost = 10

/** Rows this long are vectorized along without further thought. */
const longEnough = 8

/**
 * Which of the given axes to vectorize: the last one, unless it is so short that lanes along another,
 * though further apart, serve better.
 */
export const vectorAxis = (loop: Loop, axes: readonly number[]): number | undefined => {
  const last = axes.at(-1)
  if (last === undefined || axes.length === 1 || loop.shape[last]! >= longEnough) return last
  const points = sizeOf(loop.shape)
  const { weight } = workOf(loop)
  const reductions = loop.results.filter(({ reduce }) => reduce !== undefined).length
  const costOf = (axis: number): number => {
    const n = loop.shape[axis]!
    let vector = weight
    for (const operand of loop.operands) {
      if ('buffer' in operand) vector += accessCost(operand, axis)
    }
    for (const { view } of loop.results) vector += accessCost(view, axis)
    const vectors = (points / n) * Math.ceil(n / 4)
    if (!loop.reduced[axis]) return vectors * vector
    const outputs = axes.reduce((size, a) => (loop.reduced[a] ? size : size * loop.shape[a]!), 1)
    return vectors * vector + outputs * reductions * combineCost
  }
  let best = last
  let least = costOf(last)
  for (const axis of axes) {
    const cost = costOf(axis)
    if (cost < least) {
      best = axis
      least = cost
    }
  }
  return best
}

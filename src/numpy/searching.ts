import { makeAval } from '../core/aval.ts'
import { asTensor, fromData, type TensorLike } from '../core/convert.ts'
import { allocate } from '../core/dtype.ts'
import { ArgumentError } from '../core/errors.ts'
import type { Tensor } from '../core/tensor.ts'
import { withOneAxis } from './at-least.ts'
import { maskPositions } from './index-entries.ts'
import { stack } from './joining.ts'
import { select3, truth } from './logic.ts'
import { ravel } from './shape.ts'

/** What `where` gives: a choice of elements, or without elements the positions of true conditions. */
export type Where<X> = X extends undefined ? readonly Tensor[] : Tensor

/**
 * `x` where the condition is true, `y` elsewhere; without them `nonzero(condition)`. Tangents are
 * selected too: where a branch that is not taken has an infinite derivative, make its argument harmless.
 *
 * Shapes: `condition[s], x[t], y[u] → z[s, t and u broadcast]`.
 *
 * @throws ShapeError if the shapes do not broadcast
 * @throws ArgumentError for one of `x` and `y` without the other
 * @throws TracerError for a traced condition without `x` and `y`
 * @example
 * np.where(np.array([true, false]), np.array([1, 2]), 0) // => [1, 0]
 */
export const where = <X extends TensorLike | undefined = undefined>(
  condition: TensorLike,
  x?: X,
  y?: TensorLike,
): Where<X> => {
  if ((x === undefined) !== (y === undefined))
    throw new ArgumentError('where', 'expected both x and y or neither, got one of them')
  const result = x === undefined ? nonzero(condition) : select3(condition, x, y as TensorLike)
  return result as Where<X>
}

/**
 * The positions of elements other than 0, one list an axis. Needs concrete values.
 *
 * Shapes: `x[s] → rank lists i32[n]`.
 *
 * @throws TracerError for a traced value, since the number of positions is not known
 * @example
 * np.nonzero(np.array([0, 3, 0, 1])) // => [[1, 3]]
 */
export const nonzero = (x: TensorLike): readonly Tensor[] =>
  maskPositions(truth('nonzero', withOneAxis('nonzero', x)), 'nonzero')

/**
 * The positions of elements other than 0 in the flattened tensor. Needs concrete values.
 *
 * @throws TracerError for a traced value
 * @example
 * np.flatnonzero(np.array([[0, 3], [0, 1]])) // => [1, 3]
 */
export const flatnonzero = (x: TensorLike): Tensor => nonzero(ravel(x))[0] as Tensor

/**
 * The positions of elements other than 0, one row each. Needs concrete values.
 *
 * Shapes: `x[s] → i32[n, rank]`.
 *
 * @throws TracerError for a traced value
 * @example
 * np.argwhere(np.array([[0, 3], [1, 0]])) // => [[0, 1], [1, 0]]
 */
export const argwhere = (x: TensorLike): Tensor => {
  const tensor = asTensor(x, 'argwhere')
  if (tensor.ndim > 0) return stack(nonzero(tensor), { axis: 1 })
  const count = truth('argwhere', tensor).concrete('argwhere').item() === true ? 1 : 0
  return fromData(allocate('int32', 0), makeAval([count, 0], 'int32'))
}

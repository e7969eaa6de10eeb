import { makeAval } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { asTensor, fromData, isTensorLike, type TensorLike } from '../core/convert.ts'
import { allocate } from '../core/dtype.ts'
import { ArgumentError } from '../core/errors.ts'
import { isTensor, type Tensor } from '../core/tensor.ts'
import { full } from '../primitives/structural.ts'
import { withOneAxis } from './at-least.ts'
import { maskPositions } from './index-entries.ts'
import { stack } from './joining.ts'
import { select3, truth } from './logic.ts'
import { checkSized, type SizeOptions, sizeAdvice, sizedPositions } from './positions.ts'
import { ravel } from './shape.ts'

export interface NonzeroOptions extends Omit<SizeOptions, 'fillValue'> {
  /** What to fill up with, in all axes or in each. Default 0. */
  readonly fillValue?: TensorLike | readonly TensorLike[]
}

/** What `where` gives: a choice of elements, or without elements the positions of true conditions. */
export type Where<X> = X extends undefined | NonzeroOptions
  ? X extends TensorLike
    ? Tensor
    : readonly Tensor[]
  : Tensor

/**
 * `x` where the condition is true, `y` elsewhere; without them `nonzero(condition)`, with its options in
 * their place. Tangents are selected too: where a branch that is not taken has an infinite derivative, make
 * its argument harmless.
 *
 * Shapes: `condition[s], x[t], y[u] → z[s, t and u broadcast]`.
 *
 * @throws ShapeError if the shapes do not broadcast
 * @throws ArgumentError for one of `x` and `y` without the other, or for an unknown option
 * @throws TracerError for a traced condition without `x` and `y`, unless a size is given
 * @example
 * np.where(np.array([true, false]), np.array([1, 2]), 0) // => [1, 0]
 * @example
 * np.where(np.array([true, false, true]), { size: 3, fillValue: -1 }) // => [[0, 2, -1]]
 */
export const where = /*@__PURE__*/ checked(
  'where(condition, x?, y?)',
  <X extends TensorLike | NonzeroOptions | undefined = undefined>(
    condition: TensorLike,
    x?: X,
    y?: TensorLike,
  ): Where<X> => {
    const isRecord = typeof x === 'object' && !isTensor(x) && !isTensorLike(x)
    if (!isRecord && (x === undefined) !== (y === undefined))
      throw new ArgumentError('where', 'expected both x and y or neither, got one of them')
    if (isRecord && y !== undefined)
      checkSized('where', { ...x, y } as NonzeroOptions as SizeOptions)
    const result =
      x === undefined || isRecord
        ? positionsOf('where', condition, x as NonzeroOptions | undefined)
        : select3(condition, x as TensorLike, y as TensorLike)
    return result as Where<X>
  },
)

const positionsOf = (
  op: string,
  x: TensorLike,
  options: NonzeroOptions | undefined,
): readonly Tensor[] => {
  checkSized(op, options as SizeOptions | undefined)
  const mask = truth(op, withOneAxis(op, x))
  return options?.size === undefined
    ? maskPositions(mask, `np.${op}`, sizeAdvice(op))
    : sizedPositions(op, mask, options.size, options.fillValue)
}

/**
 * The positions of elements other than 0, one list an axis. Needs concrete values, or a size.
 *
 * Shapes: `x[s] → rank lists i32[n]`, or `i32[size]`.
 *
 * @throws TracerError for a traced value without a size, since the number of positions is not known
 * @throws ArgumentError for an unknown option
 * @example
 * np.nonzero(np.array([0, 3, 0, 1])) // => [[1, 3]]
 * @example
 * jit((x: Tensor) => np.nonzero(x, { size: 3, fillValue: -1 }))(np.array([0, 3, 0, 1])) // => [[1, 3, -1]]
 */
export const nonzero = /*@__PURE__*/ checked(
  'nonzero(x, options?)',
  (x: TensorLike, options?: NonzeroOptions): readonly Tensor[] =>
    positionsOf('nonzero', x, options),
)

/**
 * The positions of elements other than 0 in the flattened tensor. Needs concrete values, or a size.
 *
 * Shapes: `x[s] → i32[n]`, or `i32[size]`.
 *
 * @throws TracerError for a traced value without a size
 * @throws ArgumentError for an unknown option
 * @example
 * np.flatnonzero(np.array([[0, 3], [0, 1]])) // => [1, 3]
 */
export const flatnonzero = /*@__PURE__*/ checked(
  'flatnonzero(x, options?)',
  (x: TensorLike, options?: NonzeroOptions): Tensor => {
    checkSized('flatnonzero', options as SizeOptions | undefined)
    return positionsOf('flatnonzero', ravel(x), options)[0] as Tensor
  },
)

/**
 * The positions of elements other than 0, one row each. Needs concrete values, or a size.
 *
 * Shapes: `x[s] → i32[n, rank]`, or `i32[size, rank]`.
 *
 * @throws TracerError for a traced value without a size
 * @throws ArgumentError for an unknown option
 * @example
 * np.argwhere(np.array([[0, 3], [1, 0]])) // => [[0, 1], [1, 0]]
 */
export const argwhere = /*@__PURE__*/ checked(
  'argwhere(x, options?)',
  (x: TensorLike, options?: NonzeroOptions): Tensor => {
    checkSized('argwhere', options as SizeOptions | undefined)
    const tensor = asTensor(x, 'argwhere')
    if (tensor.ndim > 0) return stack(positionsOf('argwhere', tensor, options), { axis: 1 })
    if (options?.size !== undefined) return full([options.size, 0], 0, 'int32')
    const count =
      truth('argwhere', tensor).concrete('np.argwhere', sizeAdvice('argwhere')).item() === 1 ? 1 : 0
    return fromData(allocate('int32', 0), makeAval([count, 0], 'int32'))
  },
)

import { showAval } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { asTensor, type TensorLike } from '../core/convert.ts'
import type { DType } from '../core/dtype.ts'
import { ArgumentError, AxisError } from '../core/errors.ts'
import { checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { axesOfRank, axisOf, axisOfRank } from '../numpy/axes.ts'
import { convertElementType } from '../primitives/arithmetic.ts'
import * as cumulative from '../primitives/cumulative.ts'
import * as reduction from '../primitives/reduction.ts'
import { iota, rev, sliceInDim } from '../primitives/slicing.ts'
import { sort as sortTensors } from '../primitives/sort.ts'
import { reduceSum as sumTensor } from '../primitives/structural.ts'
import { integers } from './operands.ts'

const reduce = (
  op: string,
  f: (x: Tensor, axes: readonly number[]) => Tensor,
): ((x: TensorLike, axes: readonly number[]) => Tensor) =>
  checked(`${op}(x, axes)`, (x: TensorLike, axes: readonly number[]): Tensor => {
    const tensor = asTensor(x, op)
    return f(tensor, axesOfRank(op, integers(op, 'axes', axes), tensor.ndim))
  })

/** Sum over axes. */
export const reduceSum = /*@__PURE__*/ reduce('reduceSum', sumTensor)
/** Maximum over axes; ties share the gradient. */
export const reduceMax = /*@__PURE__*/ reduce('reduceMax', reduction.reduceMax)
/** Minimum over axes; ties share the gradient. */
export const reduceMin = /*@__PURE__*/ reduce('reduceMin', reduction.reduceMin)
/** Product over axes. */
export const reduceProd = /*@__PURE__*/ reduce('reduceProd', reduction.reduceProd)
/** Whether all are true, over axes; of integers the bits that all have. */
export const reduceAnd = /*@__PURE__*/ reduce('reduceAnd', reduction.reduceAnd)
/** Whether any is true, over axes; of integers the bits that any has. */
export const reduceOr = /*@__PURE__*/ reduce('reduceOr', reduction.reduceOr)

/** Index of the first largest element along an axis. */
export const argmax = /*@__PURE__*/ checked(
  'argmax(x, axis, indexDtype)',
  (x: TensorLike, axis: number, indexDtype: DType): Tensor => {
    const tensor = asTensor(x, 'argmax')
    return convertElementType(reduction.argmax(tensor, axisOf('argmax', axis, tensor)), indexDtype)
  },
)

/** Index of the first smallest element along an axis. */
export const argmin = /*@__PURE__*/ checked(
  'argmin(x, axis, indexDtype)',
  (x: TensorLike, axis: number, indexDtype: DType): Tensor => {
    const tensor = asTensor(x, 'argmin')
    return convertElementType(reduction.argmin(tensor, axisOf('argmin', axis, tensor)), indexDtype)
  },
)

export interface CumulativeOptions {
  /** Default 0. */
  readonly axis?: number
  /** Whether to go from the end. Default false. */
  readonly reverse?: boolean
}

const cumulate = (
  op: string,
  f: (x: Tensor, axis: number, reverse?: boolean) => Tensor,
): ((x: TensorLike, options?: CumulativeOptions) => Tensor) =>
  checked(`${op}(x, options?)`, (x: TensorLike, options: CumulativeOptions = {}): Tensor => {
    checkOptions(op, options, ['axis', 'reverse'])
    const tensor = asTensor(x, op)
    const axis = axisOf(op, options.axis ?? 0, tensor)
    if (axis < 0 || axis >= tensor.ndim)
      throw new AxisError(op, `expected an axis of ${showAval(tensor)}, got ${options.axis ?? 0}`)
    return f(tensor, axis, options.reverse === true)
  })

/** Cumulative sum along an axis. */
export const cumsum = /*@__PURE__*/ cumulate('cumsum', cumulative.cumsum)
/** Cumulative product along an axis. */
export const cumprod = /*@__PURE__*/ cumulate('cumprod', cumulative.cumprod)
/** Cumulative maximum along an axis. */
export const cummax = /*@__PURE__*/ cumulate('cummax', cumulative.cummax)
/** Cumulative minimum along an axis. */
export const cummin = /*@__PURE__*/ cumulate('cummin', cumulative.cummin)
/** Cumulative `log(Σ exp x)` along an axis, without overflow. */
export const cumlogsumexp = /*@__PURE__*/ cumulate('cumlogsumexp', cumulative.cumlogsumexp)

export interface SortOptions {
  /** Default: the last axis. */
  readonly dimension?: number
  /** How many of several operands to compare by, the first ones. Default 1. */
  readonly numKeys?: number
}

/**
 * Sorts along an axis, ascending and stably, NaN last. Of a list all operands move as the first ones sort.
 *
 * @example
 * lax.sort(np.array([3, 1, 2])) // => [1, 2, 3]
 */
export const sort = /*@__PURE__*/ checked(
  'sort(x, options?)',
  <X extends TensorLike | readonly TensorLike[]>(
    x: X,
    options: SortOptions = {},
  ): X extends readonly TensorLike[] ? readonly Tensor[] : Tensor => {
    checkOptions('sort', options, ['dimension', 'numKeys'])
    const list = Array.isArray(x) ? (x as readonly TensorLike[]) : [x as TensorLike]
    const tensors = list.map((v, i) => asTensor(v, 'sort', `operand ${i}`))
    const rank = tensors[0]?.ndim ?? 0
    const sorted = sortTensors(
      tensors,
      axisOfRank('sort', options.dimension ?? -1, rank),
      options.numKeys ?? 1,
    )
    // The condition of the type asks what Array.isArray has answered.
    return (Array.isArray(x) ? sorted : sorted[0]) as never
  },
)

/** Sorts keys along an axis, and values with them. */
export const sortKeyVal = /*@__PURE__*/ checked(
  'sortKeyVal(keys, values, options?)',
  (
    keys: TensorLike,
    values: TensorLike,
    options: { readonly dimension?: number } = {},
  ): readonly [Tensor, Tensor] => {
    checkOptions('sortKeyVal', options, ['dimension'])
    return sort([keys, values], options) as unknown as readonly [Tensor, Tensor]
  },
)

/**
 * The `k` largest elements of an axis, by default the last, descending, and their indices.
 *
 * @throws ArgumentError for a `k` below 0 or above the size of the axis
 * @throws AxisError for an axis that the value does not have
 * @example
 * lax.topK(np.array([1, 4, 2]), 2)[1] // => [1, 2]
 */
export const topK = /*@__PURE__*/ checked(
  'topK(x, k, options?)',
  (
    x: TensorLike,
    k: number,
    options: { readonly axis?: number } = {},
  ): readonly [values: Tensor, indices: Tensor] => {
    checkOptions('topK', options, ['axis'])
    const tensor = asTensor(x, 'topK')
    const axis = axisOf('topK', options.axis ?? -1, tensor)
    const size = tensor.shape[axis] as number
    if (!Number.isInteger(k) || k < 0 || k > size)
      throw new ArgumentError('topK', `expected 0 ≤ k ≤ ${size}, got ${k} for ${showAval(tensor)}`)
    // Sorting reversed elements and reversing the result puts equal ones in their original order.
    const indices = iota('int32', tensor.shape, axis)
    const [values, order] = sortTensors(
      [rev(tensor, [axis]), rev(indices, [axis])],
      axis,
      1,
    ) as readonly [Tensor, Tensor]
    return [sliceInDim(rev(values, [axis]), 0, k, axis), sliceInDim(rev(order, [axis]), 0, k, axis)]
  },
)

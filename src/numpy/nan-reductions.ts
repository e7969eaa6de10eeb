import { checked } from '../core/checked.ts'
import { asTensor, type TensorLike } from '../core/convert.ts'
import { isFloat } from '../core/dtype.ts'
import { checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { divide, square, subtract } from './arithmetic.ts'
import { greater, isnan, logicalNot, logicalOr, select3 } from './logic.ts'
import { sqrt } from './math.ts'
import { cast, inexact } from './promotion.ts'
import {
  type ArgReduceOptions,
  all,
  argmax,
  argmin,
  type ExtremumOptions,
  max,
  min,
  prod,
  type ReduceOptions,
  type SumOptions,
  sum,
  sumOptions,
} from './reductions.ts'

const reduceOptions = ['axis', 'keepdims']

const without = (x: Tensor, value: number): Tensor =>
  isFloat(x.dtype) ? select3(isnan(x), value, x) : x

/**
 * The sum of elements that are not NaN.
 *
 * Shapes: `x[s] → y[s without axis]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @example
 * np.nansum(np.array([1, NaN])) // => 1
 */
export const nansum = /*@__PURE__*/ checked(
  'nansum(x, options?)',
  (x: TensorLike, options?: SumOptions): Tensor => {
    checkOptions('nansum', options, sumOptions)
    return sum(without(asTensor(x, 'nansum'), 0), options)
  },
)

/**
 * The product of elements that are not NaN.
 *
 * Shapes: `x[s] → y[s without axis]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @example
 * np.nanprod(np.array([2, NaN])) // => 2
 */
export const nanprod = /*@__PURE__*/ checked(
  'nanprod(x, options?)',
  (x: TensorLike, options?: SumOptions): Tensor => {
    checkOptions('nanprod', options, sumOptions)
    return prod(without(asTensor(x, 'nanprod'), 1), options)
  },
)

const nanExtremum = (
  op: string,
  x: TensorLike,
  options: ExtremumOptions | undefined,
  worst: number,
  reduce: (x: Tensor, options?: ExtremumOptions) => Tensor,
): Tensor => {
  checkOptions(op, options, [...reduceOptions, 'initial', 'where'])
  const tensor = asTensor(x, op)
  if (!isFloat(tensor.dtype)) return reduce(tensor, options)
  const { initial, where: _, ...axes } = options ?? {}
  if (initial !== undefined) return reduce(without(tensor, worst), options)
  return select3(all(isnan(tensor), axes), Number.NaN, reduce(without(tensor, worst), options))
}

/**
 * The largest element that is not NaN; NaN, or the initial value, where all are.
 *
 * Shapes: `x[s] → y[s without axis]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @example
 * np.nanmax(np.array([1, NaN])) // => 1
 */
export const nanmax = /*@__PURE__*/ checked(
  'nanmax(x, options?)',
  (x: TensorLike, options?: ExtremumOptions): Tensor =>
    nanExtremum('nanmax', x, options, Number.NEGATIVE_INFINITY, max),
)

/**
 * The smallest element that is not NaN; NaN, or the initial value, where all are.
 *
 * Shapes: `x[s] → y[s without axis]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @example
 * np.nanmin(np.array([1, NaN])) // => 1
 */
export const nanmin = /*@__PURE__*/ checked(
  'nanmin(x, options?)',
  (x: TensorLike, options?: ExtremumOptions): Tensor =>
    nanExtremum('nanmin', x, options, Number.POSITIVE_INFINITY, min),
)

export interface NanMeanOptions extends ReduceOptions {
  /** Elements to include; all unless given. */
  readonly where?: TensorLike
}

const meanOptions = [...reduceOptions, 'where']

/** How many elements are not NaN, in the dtype of the values. */
const countOf = (x: Tensor, options: NanMeanOptions | undefined): Tensor =>
  cast(sum(logicalNot(isnan(x)), options), x.dtype)

/**
 * The mean of elements that are not NaN.
 *
 * Shapes: `x[s] → f[s without axis]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @example
 * np.nanmean(np.array([1, NaN, 3])) // => 2
 */
export const nanmean = /*@__PURE__*/ checked(
  'nanmean(x, options?)',
  (x: TensorLike, options?: NanMeanOptions): Tensor => {
    checkOptions('nanmean', options, meanOptions)
    const values = inexact('nanmean', x)
    return divide(nansum(values, options), countOf(values, options))
  },
)

export interface NanVarOptions extends NanMeanOptions {
  /** What is subtracted from the number of elements before dividing. Default 0. */
  readonly ddof?: number
}

/**
 * The variance of elements that are not NaN; NaN where there are no more than `ddof`.
 *
 * Shapes: `x[s] → f[s without axis]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @example
 * np.nanvar(np.array([1, NaN, 3])) // => 1
 */
export const nanvar = /*@__PURE__*/ checked(
  'nanvar(x, options?)',
  (x: TensorLike, options?: NanVarOptions): Tensor => {
    checkOptions('nanvar', options, [...meanOptions, 'ddof'])
    return nanVariance('nanvar', x, options)
  },
)

const nanVariance = (op: string, x: TensorLike, options: NanVarOptions | undefined): Tensor => {
  const { ddof = 0, ...rest } = options ?? {}
  const { where, ...axes } = rest
  const values = inexact(op, x)
  const center = nanmean(values, { ...rest, keepdims: true })
  const isMissing =
    where === undefined ? isnan(values) : logicalOr(isnan(values), logicalNot(where))
  // Masked before they are squared, since the derivative of a square has the deviation for a factor.
  const deviations = select3(isMissing, 0, subtract(values, center))
  const freedom = subtract(countOf(values, rest), ddof)
  const isEnough = greater(freedom, 0)
  const total = select3(isEnough, sum(square(deviations), axes), Number.NaN)
  return divide(total, select3(isEnough, freedom, 1))
}

/**
 * The standard deviation of elements that are not NaN.
 *
 * Shapes: `x[s] → f[s without axis]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @example
 * np.nanstd(np.array([1, NaN, 3])) // => 1
 */
export const nanstd = /*@__PURE__*/ checked(
  'nanstd(x, options?)',
  (x: TensorLike, options?: NanVarOptions): Tensor => {
    checkOptions('nanstd', options, [...meanOptions, 'ddof'])
    return sqrt(nanVariance('nanstd', x, options))
  },
)

const nanArg = (
  op: string,
  x: TensorLike,
  options: ArgReduceOptions | undefined,
  worst: number,
  search: (x: Tensor, options?: ArgReduceOptions) => Tensor,
): Tensor => {
  checkOptions(op, options, reduceOptions)
  const tensor = asTensor(x, op)
  if (!isFloat(tensor.dtype)) return search(tensor, options)
  const areNan = all(isnan(tensor), options)
  return select3(areNan, -1, search(without(tensor, worst), options))
}

/**
 * The index of the first largest element that is not NaN; -1 where all are.
 *
 * Shapes: `x[s] → i32[s without axis]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @example
 * np.nanargmax(np.array([NaN, 1, 2])) // => 2
 */
export const nanargmax = /*@__PURE__*/ checked(
  'nanargmax(x, options?)',
  (x: TensorLike, options?: ArgReduceOptions): Tensor =>
    nanArg('nanargmax', x, options, Number.NEGATIVE_INFINITY, argmax),
)

/**
 * The index of the first smallest element that is not NaN; -1 where all are.
 *
 * Shapes: `x[s] → i32[s without axis]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @example
 * np.nanargmin(np.array([NaN, 1, 2])) // => 1
 */
export const nanargmin = /*@__PURE__*/ checked(
  'nanargmin(x, options?)',
  (x: TensorLike, options?: ArgReduceOptions): Tensor =>
    nanArg('nanargmin', x, options, Number.POSITIVE_INFINITY, argmin),
)

import { range, sizeOf, withoutAxes } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { asTensor, scalar, type TensorLike } from '../core/convert.ts'
import { type DType, sumDtype } from '../core/dtype.ts'
import { ArgumentError } from '../core/errors.ts'
import { checkOptions } from '../core/options.ts'
import { isTensor, type Tensor } from '../core/tensor.ts'
import * as basic from '../primitives/arithmetic.ts'
import * as reduction from '../primitives/reduction.ts'
import { full, reduceSum, reshape } from '../primitives/structural.ts'
import { add, maximum, minimum, multiply } from './arithmetic.ts'
import { type AxisLike, axesOf, axisOf } from './axes.ts'
import { checkDtype } from './dtypes.ts'
import { select3, truth } from './logic.ts'
import { cast, floatOf } from './promotion.ts'

export interface ReduceOptions {
  /** Axes to reduce; all unless given. */
  readonly axis?: AxisLike
  /** Whether reduced axes stay, with size 1. Default false. */
  readonly keepdims?: boolean
}

export interface SumOptions extends ReduceOptions {
  /** The dtype in which to compute. */
  readonly dtype?: DType
  /** A value to start from, converted to the dtype of the elements. */
  readonly initial?: TensorLike
  /** Elements to include; all unless given. */
  readonly where?: TensorLike
}

const reduceOptions = ['axis', 'keepdims']
export const sumOptions = [...reduceOptions, 'dtype', 'initial', 'where']

/** Puts reduced axes back with size 1, if asked for. */
const keepAxes = (
  reduced: Tensor,
  x: Tensor,
  axes: readonly number[],
  options: ReduceOptions | undefined,
): Tensor =>
  options?.keepdims === true
    ? reshape(
        reduced,
        x.aval.shape.map((n, i) => (axes.includes(i) ? 1 : n)),
      )
    : reduced

interface Reduction {
  readonly reduce: (x: Tensor, axes: readonly number[]) => Tensor
  /** What excluded elements become; `undefined` where `initial` has to say so. */
  readonly identity?: number
  readonly combine: (x: TensorLike, y: TensorLike) => Tensor
}

const reduceWith = (
  op: string,
  x: Tensor,
  options: SumOptions | undefined,
  { reduce, identity, combine }: Reduction,
): Tensor => {
  const axes = axesOf(op, options?.axis, x)
  if (options === undefined) return reduce(x, axes)
  const { where, initial } = options
  // In the dtype of the elements, which neither decides the dtype of the result.
  const first = initial === undefined ? undefined : cast(asTensor(initial, op), x.dtype)
  let included = x
  if (where !== undefined) {
    const excluded = identity ?? first
    if (excluded === undefined)
      throw new ArgumentError(op, 'expected an initial value beside where, got none; set initial')
    included = cast(select3(where, x, excluded), x.dtype)
  }
  const reduced = reduce(included, axesOf(op, options.axis, included))
  const kept = keepAxes(reduced, included, axes, options)
  return first === undefined ? kept : combine(kept, first)
}

/** Booleans and bytes as integers of 32 bits, or the dtype asked for. */
const summable = (op: string, x: TensorLike, dtype: DType | undefined): Tensor => {
  const tensor = isTensor(x) ? x : asTensor(x, op)
  if (dtype === 'bool') return cast(cast(tensor, dtype), 'int32')
  if (dtype !== undefined) return cast(tensor, checkDtype(op, dtype))
  return cast(tensor, sumDtype(tensor.dtype))
}

/** A sum or product of `summable` elements in the dtype asked for. */
const summed = (x: Tensor, dtype: DType | undefined): Tensor =>
  dtype === 'bool' ? cast(x, dtype) : x

const sums: Reduction = { reduce: reduceSum, identity: 0, combine: add }
const products: Reduction = { reduce: reduction.reduceProd, identity: 1, combine: multiply }
const maxima: Reduction = { reduce: reduction.reduceMax, combine: maximum }
const minima: Reduction = { reduce: reduction.reduceMin, combine: minimum }

/**
 * The sum of elements; booleans are counted.
 *
 * Shapes: `x[s] → y[s without axis]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @throws ArgumentError for an unknown option
 * @example
 * np.sum(np.array([[1, 2], [3, 4]]), { axis: 0 }) // => [4, 6]
 */
export const sum = /*@__PURE__*/ checked(
  'sum(x, options?)',
  (x: TensorLike, options?: SumOptions): Tensor => {
    checkOptions('sum', options, sumOptions)
    const { dtype } = options ?? {}
    return summed(reduceWith('sum', summable('sum', x, dtype), options, sums), dtype)
  },
)

/**
 * The product of elements; its gradient is right where elements are 0.
 *
 * Shapes: `x[s] → y[s without axis]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @throws ArgumentError for an unknown option
 * @example
 * np.prod(np.array([[1, 2], [3, 4]]), { axis: 1 }) // => [2, 12]
 */
export const prod = /*@__PURE__*/ checked(
  'prod(x, options?)',
  (x: TensorLike, options?: SumOptions): Tensor => {
    checkOptions('prod', options, sumOptions)
    const { dtype } = options ?? {}
    return summed(reduceWith('prod', summable('prod', x, dtype), options, products), dtype)
  },
)

export type ExtremumOptions = Omit<SumOptions, 'dtype'>

const extremumOptions = [...reduceOptions, 'initial', 'where']

/**
 * The largest element; NaN if there is one. The gradient is shared evenly by all that are largest.
 *
 * Shapes: `x[s] → y[s without axis]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @throws ShapeError for no elements, unless `initial` is given
 * @throws ArgumentError for an unknown option
 * @example
 * np.max(np.array([[1, 2], [3, 4]]), { axis: 1 }) // => [2, 4]
 */
export const max = /*@__PURE__*/ checked(
  'max(x, options?)',
  (x: TensorLike, options?: ExtremumOptions): Tensor => extremum('max', x, options, maxima),
)

/**
 * The smallest element; NaN if there is one. The gradient is shared evenly by all that are smallest.
 *
 * Shapes: `x[s] → y[s without axis]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @throws ShapeError for no elements, unless `initial` is given
 * @throws ArgumentError for an unknown option
 * @example
 * np.min(np.array([[1, 2], [3, 4]]), { axis: 1 }) // => [1, 3]
 */
export const min = /*@__PURE__*/ checked(
  'min(x, options?)',
  (x: TensorLike, options?: ExtremumOptions): Tensor => extremum('min', x, options, minima),
)

/** As `max`. */
/** As `min`. */
export { max as amax, min as amin }

const extremum = (
  op: string,
  x: TensorLike,
  options: ExtremumOptions | undefined,
  rules: Reduction,
): Tensor => {
  checkOptions(op, options, extremumOptions)
  const tensor = asTensor(x, op)
  const axes = axesOf(op, options?.axis, tensor)
  const initial = options?.initial
  if (initial === undefined || !axes.some((axis) => tensor.aval.shape[axis] === 0))
    return reduceWith(op, tensor, options, rules)
  const empty = full(withoutAxes(tensor.aval.shape, axes), 0, tensor.dtype)
  const kept = keepAxes(empty, tensor, axes, options)
  return select3(false, kept, cast(asTensor(initial, op), tensor.dtype))
}

/**
 * The largest element minus the smallest.
 *
 * Shapes: `x[s] → y[s without axis]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @example
 * np.ptp(np.array([3, 1, 7])) // => 6
 */
export const ptp = /*@__PURE__*/ checked(
  'ptp(x, options?)',
  (x: TensorLike, options?: ReduceOptions): Tensor => {
    checkOptions('ptp', options, reduceOptions)
    return basic.sub(max(x, options), min(x, options))
  },
)

export type MeanOptions = Omit<SumOptions, 'initial'>

const meanOptions = [...reduceOptions, 'dtype', 'where']

const pickAxes = ({ axis, keepdims }: ReduceOptions): ReduceOptions => ({
  ...(axis === undefined ? {} : { axis }),
  ...(keepdims === undefined ? {} : { keepdims }),
})

/**
 * The mean of elements; of integers as `float32`.
 *
 * Shapes: `x[s] → f[s without axis]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @throws ArgumentError for an unknown option
 * @example
 * np.mean(np.array([[1, 2], [3, 5]]), { axis: 1 }) // => [1.5, 4]
 */
export const mean = /*@__PURE__*/ checked(
  'mean(x, options?)',
  (x: TensorLike, options?: MeanOptions): Tensor => {
    checkOptions('mean', options, meanOptions)
    const tensor = isTensor(x) ? x : asTensor(x, 'mean')
    const dtype =
      options?.dtype === undefined ? floatOf(tensor.dtype) : checkDtype('mean', options.dtype)
    const values = cast(tensor, dtype)
    const axes = axesOf('mean', options?.axis, values)
    const total = reduceWith('mean', values, options, sums)
    if (options?.where === undefined) {
      const count = sizeOf(axes.map((axis) => values.aval.shape[axis] as number))
      return basic.div(total, scalar(count, dtype))
    }
    const included = sum(select3(options.where, ones(values), 0), pickAxes(options))
    return basic.div(total, included)
  },
)

const ones = (x: Tensor): Tensor => full(x.aval.shape, 1, x.dtype)

export interface TruthOptions extends ReduceOptions {
  /** Elements to include; all unless given. */
  readonly where?: TensorLike
}

const truthOptions = [...reduceOptions, 'where']

/**
 * Whether all elements are true, that is, not 0.
 *
 * Shapes: `x[s] → bool[s without axis]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @throws ArgumentError for an unknown option
 * @example
 * np.all(np.array([[1, 0], [1, 1]]), { axis: 1 }) // => [false, true]
 */
export const all = /*@__PURE__*/ checked(
  'all(x, options?)',
  (x: TensorLike, options?: TruthOptions): Tensor => {
    checkOptions('all', options, truthOptions)
    return reduceWith('all', truth('all', x), options, {
      reduce: reduction.reduceAnd,
      identity: 1,
      combine: multiply,
    })
  },
)

/**
 * Whether any element is true, that is, not 0.
 *
 * Shapes: `x[s] → bool[s without axis]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @throws ArgumentError for an unknown option
 * @example
 * np.any(np.array([[0, 0], [0, 1]]), { axis: 1 }) // => [false, true]
 */
export const any = /*@__PURE__*/ checked(
  'any(x, options?)',
  (x: TensorLike, options?: TruthOptions): Tensor => {
    checkOptions('any', options, truthOptions)
    return reduceWith('any', truth('any', x), options, {
      reduce: reduction.reduceOr,
      identity: 0,
      combine: add,
    })
  },
)

/**
 * How many elements are not 0.
 *
 * Shapes: `x[s] → i32[s without axis]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @example
 * np.countNonzero(np.array([0, 3, 0, 1])) // => 2
 */
export const countNonzero = /*@__PURE__*/ checked(
  'countNonzero(x, options?)',
  (x: TensorLike, options?: ReduceOptions): Tensor => {
    checkOptions('countNonzero', options, reduceOptions)
    return sum(truth('countNonzero', x), options)
  },
)

export interface ArgReduceOptions {
  /** The axis to search; the flattened tensor unless given. */
  readonly axis?: number | null
  /** Whether the axis stays, with size 1. Default false. */
  readonly keepdims?: boolean
}

const argReduce = (
  op: string,
  x: TensorLike,
  options: ArgReduceOptions | undefined,
  search: (x: Tensor, axis: number) => Tensor,
): Tensor => {
  checkOptions(op, options, reduceOptions)
  const tensor = asTensor(x, op)
  const axis = options?.axis ?? null
  if (axis === null) {
    const index = search(reshape(tensor, [tensor.size]), 0)
    return keepAxes(index, tensor, range(tensor.ndim), options)
  }
  const place = axisOf(op, axis, tensor)
  return keepAxes(search(tensor, place), tensor, [place], options)
}

/**
 * The index of the first largest element, or of the first NaN.
 *
 * Shapes: `x[s] → i32[s without axis]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @throws ShapeError for no elements
 * @example
 * np.argmax(np.array([[1, 3, 3], [9, 1, 2]]), { axis: 1 }) // => [1, 0]
 */
export const argmax = /*@__PURE__*/ checked(
  'argmax(x, options?)',
  (x: TensorLike, options?: ArgReduceOptions): Tensor =>
    argReduce('argmax', x, options, reduction.argmax),
)

/**
 * The index of the first smallest element, or of the first NaN.
 *
 * Shapes: `x[s] → i32[s without axis]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @throws ShapeError for no elements
 * @example
 * np.argmin(np.array([[1, 3, 3], [9, 1, 2]]), { axis: 1 }) // => [0, 1]
 */
export const argmin = /*@__PURE__*/ checked(
  'argmin(x, options?)',
  (x: TensorLike, options?: ArgReduceOptions): Tensor =>
    argReduce('argmin', x, options, reduction.argmin),
)

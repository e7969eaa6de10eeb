import { range } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { asTensor, scalar, type TensorLike } from '../core/convert.ts'
import { type DType, sumDtype } from '../core/dtype.ts'
import { ArgumentError } from '../core/errors.ts'
import { checkInteger, checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import * as basic from '../primitives/arithmetic.ts'
import * as cumulative from '../primitives/cumulative.ts'
import { concatenate, sliceInDim } from '../primitives/slicing.ts'
import { full, reduceSum, reshape } from '../primitives/structural.ts'
import { add, multiply } from './arithmetic.ts'
import { axisOf } from './axes.ts'
import { broadcastTo } from './broadcasting.ts'
import { zerosLike } from './creation.ts'
import { checkDtype } from './dtypes.ts'
import { notEqual } from './logic.ts'
import { cast, inexact, promoteAll, promotePair } from './promotion.ts'
import { moveaxis, ravel } from './shape.ts'

export interface CumulativeOptions {
  /** The axis to accumulate along; the flattened tensor unless given. */
  readonly axis?: number | null
  readonly dtype?: DType
}

const accumulate = (
  op: string,
  x: TensorLike,
  options: CumulativeOptions | undefined,
  apply: (x: Tensor, axis: number) => Tensor,
): Tensor => {
  checkOptions(op, options, ['axis', 'dtype'])
  const axis = options?.axis ?? null
  const tensor = axis === null ? ravel(x) : asTensor(x, op)
  const dtype =
    options?.dtype === undefined
      ? tensor.dtype === 'bool'
        ? 'int32'
        : tensor.dtype
      : checkDtype(op, options.dtype)
  const place = axis === null ? 0 : axisOf(op, axis, tensor)
  if (dtype !== 'bool') return apply(cast(tensor, dtype), place)
  return cast(apply(cast(cast(tensor, dtype), 'int32'), place), dtype)
}

/**
 * Sums of the elements up to each one, flattened unless an axis is given.
 *
 * Shapes: `x[s] → y[s]` with an axis, else `x[s] → y[size]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @example
 * np.cumsum(np.array([1, 2, 3])) // => [1, 3, 6]
 */
export const cumsum = /*@__PURE__*/ checked(
  'cumsum(x, options?)',
  (x: TensorLike, options?: CumulativeOptions): Tensor =>
    accumulate('cumsum', x, options, cumulative.cumsum),
)

/**
 * Products of the elements up to each one, flattened unless an axis is given.
 *
 * Shapes: `x[s] → y[s]` with an axis, else `x[s] → y[size]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @example
 * np.cumprod(np.array([1, 2, 3])) // => [1, 2, 6]
 */
export const cumprod = /*@__PURE__*/ checked(
  'cumprod(x, options?)',
  (x: TensorLike, options?: CumulativeOptions): Tensor =>
    accumulate('cumprod', x, options, cumulative.cumprod),
)

export interface CumulativeSumOptions {
  /** The axis to accumulate along; needed unless there is just one. */
  readonly axis?: number
  readonly dtype?: DType
  /** Whether to begin with 0. Default false. */
  readonly includeInitial?: boolean
}

/**
 * Sums of the elements up to each one along an axis.
 *
 * Shapes: `x[s] → y[s]`, one more along the axis with `includeInitial`.
 *
 * @throws ArgumentError without an axis where there are several
 * @example
 * np.cumulativeSum(np.array([1, 2]), { includeInitial: true }) // => [0, 1, 3]
 */
export const cumulativeSum = /*@__PURE__*/ checked(
  'cumulativeSum(x, options?)',
  (x: TensorLike, options?: CumulativeSumOptions): Tensor => {
    checkOptions('cumulativeSum', options, ['axis', 'dtype', 'includeInitial'])
    const tensor = asTensor(x, 'cumulativeSum')
    if (options?.axis === undefined && tensor.ndim !== 1)
      throw new ArgumentError(
        'cumulativeSum',
        `expected an axis of the ${tensor.ndim} axes, got none; give axis`,
      )
    const axis = axisOf('cumulativeSum', options?.axis ?? 0, tensor)
    const sums = cumsum(tensor, { axis, dtype: options?.dtype ?? sumDtype(tensor.dtype) })
    if (options?.includeInitial !== true) return sums
    const first = sums.shape.map((n, i) => (i === axis ? 1 : n))
    return concatenate([full(first, 0, sums.dtype), sums], axis)
  },
)

export interface DiffOptions {
  /** How many times to take differences. Default 1. */
  readonly n?: number
  /** The axis. Default -1. */
  readonly axis?: number
  /** Values before the first, and after the last. */
  readonly prepend?: TensorLike
  readonly append?: TensorLike
}

/**
 * Differences of neighbours along an axis.
 *
 * Shapes: `x[…,n] → y[…,n-1]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @example
 * np.diff(np.array([1, 4, 9])) // => [3, 5]
 */
export const diff = /*@__PURE__*/ checked(
  'diff(x, options?)',
  (x: TensorLike, options?: DiffOptions): Tensor => {
    checkOptions('diff', options, ['n', 'axis', 'prepend', 'append'])
    const { n = 1, prepend, append } = options ?? {}
    checkInteger('diff', 'n', n, 0)
    const given = asTensor(x, 'diff')
    const axis = axisOf('diff', options?.axis ?? -1, given)
    const edge = (value: TensorLike): TensorLike => {
      const tensor = promotePair('diff', value, given)[0]
      return tensor.ndim > 0
        ? tensor
        : broadcastTo(
            tensor,
            given.shape.map((size, i) => (i === axis ? 1 : size)),
          )
    }
    const parts = [
      ...(prepend === undefined ? [] : [edge(prepend)]),
      given,
      ...(append === undefined ? [] : [edge(append)]),
    ]
    let out = concatenate(promoteAll('diff', parts), axis)
    // Of an axis without elements no more than that is left.
    const times = Math.min(n, out.shape[axis] as number)
    for (let i = 0; i < times; i++) {
      const size = out.shape[axis] as number
      const later = sliceInDim(out, Math.min(1, size), size, axis)
      const earlier = sliceInDim(out, 0, Math.max(0, size - 1), axis)
      out = out.dtype === 'bool' ? notEqual(later, earlier) : basic.sub(later, earlier)
    }
    return out
  },
)

/**
 * Differences of neighbours in the flattened tensor.
 *
 * @example
 * np.ediff1d(np.array([1, 4, 9])) // => [3, 5]
 */
export const ediff1d = /*@__PURE__*/ checked(
  'ediff1d(x, options?)',
  (
    x: TensorLike,
    options?: { readonly toBegin?: TensorLike; readonly toEnd?: TensorLike },
  ): Tensor => {
    checkOptions('ediff1d', options, ['toBegin', 'toEnd'])
    const differences = diff(ravel(x))
    const { toBegin, toEnd } = options ?? {}
    const parts = [
      ...(toBegin === undefined ? [] : [toBegin]),
      differences,
      ...(toEnd === undefined ? [] : [toEnd]),
    ]
    return concatenate(
      parts.map((part) => cast(ravel(part), differences.dtype)),
      0,
    )
  },
)

export interface TrapezoidOptions {
  /** Where the values are taken; evenly spaced by `dx` unless given. */
  readonly x?: TensorLike
  /** The spacing. Default 1. */
  readonly dx?: TensorLike
  /** The axis. Default -1. */
  readonly axis?: number
}

/**
 * The integral of values along an axis by the trapezoidal rule.
 *
 * Shapes: `y[…,n] → z[…]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @example
 * np.trapezoid(np.array([1, 2, 3])) // => 4
 */
export const trapezoid = /*@__PURE__*/ checked(
  'trapezoid(y, options?)',
  (y: TensorLike, options?: TrapezoidOptions): Tensor => {
    checkOptions('trapezoid', options, ['x', 'dx', 'axis'])
    const values = moveaxis(inexact('trapezoid', y), options?.axis ?? -1, -1)
    const n = values.shape[values.ndim - 1] as number
    const last = values.ndim - 1
    const pairs = add(sliceInDim(values, 1, n, last), sliceInDim(values, 0, n - 1, last))
    const width =
      options?.x === undefined ? (options?.dx ?? 1) : widths(options.x, options.axis ?? -1)
    const areas = multiply(pairs, width)
    return multiply(0.5, reduceSum(areas, [areas.ndim - 1]))
  },
)

const widths = (x: TensorLike, axis: number): Tensor => {
  const places = asTensor(x, 'trapezoid')
  return diff(places.ndim === 1 ? places : moveaxis(places, axis, -1))
}

/**
 * The polynomial with the given coefficients, highest power first, at `x`.
 *
 * Shapes: `p[n], x[s] → y[s]`.
 *
 * @example
 * np.polyval(np.array([1, 0, 2]), np.array([3])) // => [11]
 */
export const polyval = /*@__PURE__*/ checked(
  'polyval(p, x)',
  (p: TensorLike, x: TensorLike): Tensor => {
    const coefficients = asTensor(p, 'polyval')
    const [first, ...rest] = range(coefficients.shape[0] ?? 0).map((i) =>
      reshape(sliceInDim(coefficients, i, i + 1, 0), coefficients.shape.slice(1)),
    )
    const start = add(zerosLike(x), first ?? scalar(0, coefficients.dtype))
    return rest.reduce<Tensor>((sum, c) => add(multiply(sum, x), c), start)
  },
)

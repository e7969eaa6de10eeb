import { range, showAval } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { asTensor, scalar, type TensorLike } from '../core/convert.ts'
import { ShapeError } from '../core/errors.ts'
import { checkChoice, checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import * as basic from '../primitives/arithmetic.ts'
import { reduceOr } from '../primitives/reduction.ts'
import { sort } from '../primitives/sort.ts'
import { broadcastTo, reshape, transpose } from '../primitives/structural.ts'
import { divide } from './arithmetic.ts'
import { axesOf } from './axes.ts'
import { asDtype, cast, inexact } from './promotion.ts'
import type { ReduceOptions } from './reductions.ts'
import { take } from './take.ts'

/** What is taken between two neighbours. */
export type QuantileMethod = 'linear' | 'lower' | 'higher' | 'midpoint' | 'nearest'

const methods: readonly QuantileMethod[] = ['linear', 'lower', 'higher', 'midpoint', 'nearest']

export interface QuantileOptions extends ReduceOptions {
  /** Default `'linear'`. */
  readonly method?: QuantileMethod
}

const quantileOptions = ['axis', 'keepdims', 'method']

/** The reduced axes as one first axis, sorted; NaN everywhere along it if there is one. */
const sortedFirst = (x: Tensor, axes: readonly number[]): Tensor => {
  const others = range(x.ndim).filter((i) => !axes.includes(i))
  const rest = others.map((i) => x.shape[i] as number)
  const n = axes.reduce((size, i) => size * (x.shape[i] as number), 1)
  const columns = reshape(transpose(x, [...axes, ...others]), [n, ...rest])
  const hasNan = broadcastTo(reduceOr(basic.ne(columns, columns), [0]), columns.shape)
  const marked = basic.select(hasNan, columns, scalar(Number.NaN, x.dtype))
  return sort([marked], 0)[0] as Tensor
}

const interpolate = (low: Tensor, high: Tensor, share: Tensor, method: QuantileMethod): Tensor => {
  const literal = (value: number): Tensor => scalar(value, low.dtype)
  const weighted = (): Tensor =>
    basic.add(basic.mul(low, basic.sub(literal(1), share)), basic.mul(high, share))
  switch (method) {
    case 'linear':
      return weighted()
    case 'lower':
      return low
    case 'higher':
      return high
    case 'midpoint':
      return basic.mul(basic.add(low, high), literal(0.5))
    case 'nearest':
      return basic.select(basic.le(share, literal(0.5)), high, low)
  }
}

const quantileOf = (
  op: string,
  x: TensorLike,
  q: Tensor,
  options: QuantileOptions | undefined,
): Tensor => {
  const method = options?.method ?? 'linear'
  checkChoice(op, 'method', method, methods)
  const given = inexact(op, x)
  const dtype = q.dtype === 'float64' ? q.dtype : given.dtype
  const values = cast(given, dtype)
  const axes = axesOf(op, options?.axis, values)
  if (axes.some((axis) => values.shape[axis] === 0))
    throw new ShapeError(op, `expected at least one element, got ${showAval(values)}`)
  const sorted = sortedFirst(values, axes)
  const last = (sorted.shape[0] as number) - 1
  const place = basic.mul(cast(q, dtype), scalar(last, dtype))
  const below = basic.round(place, 'floor')
  const at = (position: Tensor): Tensor =>
    take(sorted, cast(position, 'int32'), { axis: 0, mode: 'clip' })
  const [low, high] = [at(below), at(basic.round(place, 'ceil'))]
  const share = broadcastTo(basic.sub(place, below), low.shape, range(q.ndim))
  const out = interpolate(low, high, share, method)
  if (options?.keepdims !== true) return out
  const kept = values.shape.map((n, i) => (axes.includes(i) ? 1 : n))
  return reshape(out, [...q.shape, ...kept])
}

/**
 * The value below which a share `q` of the elements lies. NaN if there is one.
 *
 * Shapes: `x[s], q[t] → f[t, s without axis]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @throws ArgumentError for an unknown option or method
 * @example
 * np.quantile(np.array([1, 2, 3, 5]), 0.5) // => 2.5
 */
export const quantile = /*@__PURE__*/ checked(
  'quantile(x, q, options?)',
  (x: TensorLike, q: TensorLike, options?: QuantileOptions): Tensor => {
    checkOptions('quantile', options, quantileOptions)
    return quantileOf('quantile', x, shareOf('quantile', x, q), options)
  },
)

/** A share in the dtype of the values, which a plain number takes. */
const shareOf = (op: string, x: TensorLike, q: TensorLike): Tensor =>
  typeof q === 'number' ? asDtype(op, q, inexact(op, x).dtype) : inexact(op, q)

/**
 * The value below which `q` percent of the elements lie. NaN if there is one.
 *
 * Shapes: `x[s], q[t] → f[t, s without axis]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @throws ArgumentError for an unknown option or method
 * @example
 * np.percentile(np.array([1, 2, 3]), 50) // => 2
 */
export const percentile = /*@__PURE__*/ checked(
  'percentile(x, q, options?)',
  (x: TensorLike, q: TensorLike, options?: QuantileOptions): Tensor => {
    checkOptions('percentile', options, quantileOptions)
    return quantileOf('percentile', x, divide(shareOf('percentile', x, q), 100), options)
  },
)

/**
 * The value in the middle: half of the elements are below. NaN if there is one.
 *
 * Shapes: `x[s] → f[s without axis]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @throws ArgumentError for an unknown option
 * @example
 * np.median(np.array([3, 1, 2])) // => 2
 */
export const median = /*@__PURE__*/ checked(
  'median(x, options?)',
  (x: TensorLike, options?: ReduceOptions): Tensor => {
    checkOptions('median', options, ['axis', 'keepdims'])
    const tensor = asTensor(x, 'median')
    return quantileOf('median', tensor, shareOf('median', tensor, 0.5), {
      ...options,
      method: 'midpoint',
    })
  },
)

import { sizeOf } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { asTensor, scalar, type TensorLike } from '../core/convert.ts'
import { ShapeError } from '../core/errors.ts'
import { checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import * as basic from '../primitives/arithmetic.ts'
import * as lax from '../primitives/elementwise.ts'
import { reshape } from '../primitives/structural.ts'
import { abs, clip, divide, multiply, subtract } from './arithmetic.ts'
import { withTwoAxes } from './at-least.ts'
import { axesOf, axisOf } from './axes.ts'
import { broadcastTo } from './broadcasting.ts'
import { checkDtype } from './dtypes.ts'
import { concatenate } from './joining.ts'
import { greater, select3 } from './logic.ts'
import { matmul, outer } from './products.ts'
import { cast, floatOf, promoteAllInexact } from './promotion.ts'
import { type MeanOptions, mean, type ReduceOptions, sum } from './reductions.ts'
import { matrixTranspose, squeeze } from './shape.ts'
import { diagonal } from './triangular.ts'

export interface VarOptions extends MeanOptions {
  /** What is subtracted from the number of elements before dividing. Default 0. */
  readonly ddof?: number
}

const varOptions = ['axis', 'keepdims', 'dtype', 'where', 'ddof']

/**
 * The mean of squared deviations from the mean; NaN of no more than `ddof` elements. In the namespace it is
 * `np.var`.
 *
 * Shapes: `x[s] → f[s without axis]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @throws ArgumentError for an unknown option
 * @example
 * np.var(np.array([1, 2, 3, 4]), { ddof: 0 }) // => 1.25
 */
export const variance = /*@__PURE__*/ checked(
  'var(x, options?)',
  (x: TensorLike, options?: VarOptions): Tensor => {
    checkOptions('var', options, varOptions)
    return varianceOf('var', x, options)
  },
)

const varianceOf = (op: string, x: TensorLike, options: VarOptions | undefined): Tensor => {
  const tensor = asTensor(x, op)
  const dtype = options?.dtype === undefined ? floatOf(tensor.dtype) : checkDtype(op, options.dtype)
  const values = cast(tensor, dtype)
  const { where, ddof = 0 } = options ?? {}
  const axes = forSumAxes(options)
  const center = mean(values, {
    ...axes,
    keepdims: true,
    ...(where === undefined ? {} : { where }),
  })
  const deviations = subtract(values, center)
  if (where === undefined) {
    const squares = lax.integerPow(deviations, 2)
    if (ddof === 0) return mean(squares, axes)
    const reduced = axesOf(op, options?.axis, values)
    const freedom = sizeOf(reduced.map((i) => values.shape[i] as number)) - ddof
    const total = sum(squares, axes)
    return divide(total, freedom > 0 ? freedom : Number.NaN)
  }
  // Masked before they are squared, since the derivative of a square has the deviation for a factor.
  const squares = lax.integerPow(select3(where, deviations, 0), 2)
  const count = sum(cast(broadcastTo(where, squares.shape), dtype), axes)
  const freedom = ddof === 0 ? count : subtract(count, ddof)
  return divide(sum(squares, axes), select3(greater(freedom, 0), freedom, Number.NaN))
}

/** The options of a reduction over the same axes. */
const forSumAxes = (options: ReduceOptions | undefined): ReduceOptions => ({
  ...(options?.axis === undefined ? {} : { axis: options.axis }),
  ...(options?.keepdims === undefined ? {} : { keepdims: options.keepdims }),
})

/**
 * The standard deviation: the square root of the variance.
 *
 * Shapes: `x[s] → f[s without axis]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @throws ArgumentError for an unknown option
 * @example
 * np.std(np.array([1, 3])) // => 1
 */
export const std = /*@__PURE__*/ checked(
  'std(x, options?)',
  (x: TensorLike, options?: VarOptions): Tensor => {
    checkOptions('std', options, varOptions)
    return lax.sqrt(varianceOf('std', x, options))
  },
)

export interface AverageOptions extends ReduceOptions {
  /** A weight for each element, or for each place along the axis. */
  readonly weights?: TensorLike
}

/**
 * The mean of elements, each counted by its weight.
 *
 * Shapes: `x[s] → f[s without axis]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @throws ShapeError if the weights do not fit
 * @example
 * np.average(np.array([1, 2]), { weights: np.array([3, 1]) }) // => 1.25
 */
export const average = /*@__PURE__*/ checked(
  'average(x, options?)',
  (x: TensorLike, options?: AverageOptions): Tensor => {
    checkOptions('average', options, ['axis', 'keepdims', 'weights'])
    const { weights, ...rest } = options ?? {}
    if (weights === undefined) return mean(x, rest)
    const [values, given] = promoteAllInexact('average', [x, weights]) as [Tensor, Tensor]
    const full = weightsFor(values, given, rest)
    return divide(sum(multiply(values, full), rest), sum(full, rest))
  },
)

const weightsFor = (x: Tensor, weights: Tensor, { axis }: ReduceOptions): Tensor => {
  if (weights.shape.join() === x.shape.join()) return weights
  const place = typeof axis === 'number' ? axisOf('average', axis, x) : undefined
  if (weights.ndim !== 1 || place === undefined || weights.size !== x.shape[place])
    throw new ShapeError(
      'average',
      `expected weights of the shape [${x.shape.join(', ')}], or of one axis that is given, ` +
        `got [${weights.shape.join(', ')}]`,
    )
  const column = x.shape.map((_, i) => (i === place ? weights.size : 1))
  return broadcastTo(reshape(weights, column), x.shape)
}

export interface CovOptions {
  /** More variables, as further rows. */
  readonly y?: TensorLike
  /** Whether variables are rows and observations columns. Default true. */
  readonly rowvar?: boolean
  /** Whether to divide by the number of observations, rather than by one less. Default false. */
  readonly bias?: boolean
  /** What is subtracted from the number of observations; overrides `bias`. */
  readonly ddof?: number
  /** How often each observation was made. */
  readonly fweights?: TensorLike
  /** How much each observation counts. */
  readonly aweights?: TensorLike
}

/**
 * Covariances of variables, of which each row holds the observations.
 *
 * Shapes: `x[m,n] → f[m,m]`, `x[n] → f[]`.
 *
 * @throws ShapeError for more than two axes
 * @example
 * np.cov(np.array([[1, 2, 3], [6, 4, 2]])) // => [[1, -2], [-2, 4]]
 */
export const cov = /*@__PURE__*/ checked(
  'cov(x, options?)',
  (x: TensorLike, options?: CovOptions): Tensor => {
    checkOptions('cov', options, ['y', 'rowvar', 'bias', 'ddof', 'fweights', 'aweights'])
    const { y, rowvar = true, bias = false, fweights, aweights } = options ?? {}
    const given = promoteAllInexact('cov', y === undefined ? [x] : [x, y])
    if (given.some((t) => t.ndim > 2))
      throw new ShapeError('cov', 'expected at most two axes, variables and observations')
    const rows = given.map((t) => {
      const matrix = withTwoAxes('cov', t)
      return !rowvar && t.ndim === 2 ? matrixTranspose(matrix) : matrix
    })
    const data = concatenate(rows)
    const ddof = options?.ddof ?? (bias ? 0 : 1)
    const n = data.shape[1] as number
    const weights = [fweights, aweights].filter((w) => w !== undefined)
    if (weights.length === 0) {
      const centered = subtract(data, mean(data, { axis: 1, keepdims: true }))
      const total = matmul(centered, matrixTranspose(centered))
      return squeeze(divide(total, n - ddof))
    }
    const weight = weights
      .map((w) => basic.abs(cast(asTensor(w, 'cov'), data.dtype)))
      .reduce(basic.mul)
    const mass = sum(weight)
    const center = divide(sum(multiply(data, weight), { axis: 1, keepdims: true }), mass)
    const centered = subtract(data, center)
    const correction =
      aweights === undefined
        ? scalar(ddof, data.dtype)
        : multiply(ddof, divide(sum(multiply(weight, abs(aweights))), mass))
    const total = matmul(multiply(centered, weight), matrixTranspose(centered))
    return squeeze(divide(total, subtract(mass, correction)))
  },
)

/**
 * Correlations of variables, of which each row holds the observations.
 *
 * Shapes: `x[m,n] → f[m,m]`, `x[n] → f[]`.
 *
 * @throws ShapeError for more than two axes
 * @example
 * np.corrcoef(np.array([[1, 2, 3], [6, 4, 2]])) // => [[1, -1], [-1, 1]]
 */
export const corrcoef = /*@__PURE__*/ checked(
  'corrcoef(x, options?)',
  (x: TensorLike, options?: Pick<CovOptions, 'y' | 'rowvar'>): Tensor => {
    checkOptions('corrcoef', options, ['y', 'rowvar'])
    const covariance = cov(x, options)
    if (covariance.ndim === 0) return divide(covariance, covariance)
    const deviations = lax.sqrt(diagonal(covariance))
    return clip(divide(covariance, outer(deviations, deviations)), -1, 1)
  },
)

import { checked } from '../../core/checked.ts'
import type { TensorLike } from '../../core/convert.ts'
import { checkOptions } from '../../core/options.ts'
import type { Tensor } from '../../core/tensor.ts'
import { add, divide, multiply, negative, square, subtract } from '../../numpy/arithmetic.ts'
import { exp, log } from '../../numpy/math.ts'
import { promoteAllInexact } from '../../numpy/promotion.ts'
import { logNdtr, ndtr, ndtri } from '../special/normal.ts'

export interface NormOptions {
  /** The mean. Default 0. */
  readonly loc?: TensorLike
  /** The standard deviation. Default 1. */
  readonly scale?: TensorLike
}

type Triple = readonly [x: Tensor, loc: Tensor, scale: Tensor]

/** The argument and the parameters in their common dtype. */
const promoted = (op: string, x: TensorLike, options: NormOptions | undefined): Triple => {
  checkOptions(op, options, ['loc', 'scale'])
  const { loc = 0, scale = 1 } = options ?? {}
  return promoteAllInexact(op, [x, loc, scale]) as unknown as Triple
}

/** The distance from the mean in standard deviations. */
const standardized = (op: string, given: TensorLike, options: NormOptions | undefined): Tensor => {
  const [x, loc, scale] = promoted(op, given, options)
  return divide(subtract(x, loc), scale)
}

/**
 * The logarithm of the density.
 *
 * Shapes: `x[s] → y[s broadcast with loc and scale]`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * scipy.stats.norm.logpdf(0, { scale: 1 / Math.sqrt(2 * Math.PI) }).round({ decimals: 5 }) // => 0
 */
export const logpdf = /*@__PURE__*/ checked(
  'logpdf(x, options?)',
  (x: TensorLike, options?: NormOptions): Tensor => {
    const [value, loc, scale] = promoted('norm.logpdf', x, options)
    const normalizer = log(multiply(square(scale), 2 * Math.PI))
    return divide(add(normalizer, square(divide(subtract(value, loc), scale))), -2)
  },
)

/**
 * The density.
 *
 * Shapes: `x[s] → y[s broadcast with loc and scale]`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * scipy.stats.norm.pdf(0).round({ decimals: 4 }) // => 0.3989
 */
export const pdf = /*@__PURE__*/ checked(
  'pdf(x, options?)',
  (x: TensorLike, options?: NormOptions): Tensor => exp(logpdf(x, options)),
)

/**
 * The distribution function.
 *
 * Shapes: `x[s] → p[s broadcast with loc and scale]`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * scipy.stats.norm.cdf(3, { loc: 3 }) // => 0.5
 */
export const cdf = /*@__PURE__*/ checked(
  'cdf(x, options?)',
  (x: TensorLike, options?: NormOptions): Tensor => ndtr(standardized('norm.cdf', x, options)),
)

/**
 * The logarithm of the distribution function, without underflow.
 *
 * Shapes: `x[s] → y[s broadcast with loc and scale]`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * scipy.stats.norm.logcdf(Infinity) // => 0
 */
export const logcdf = /*@__PURE__*/ checked(
  'logcdf(x, options?)',
  (x: TensorLike, options?: NormOptions): Tensor =>
    logNdtr(standardized('norm.logcdf', x, options)),
)

/**
 * The survival function `1 − cdf(x)`, accurate in the upper tail.
 *
 * Shapes: `x[s] → p[s broadcast with loc and scale]`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * scipy.stats.norm.sf(3, { loc: 3 }) // => 0.5
 */
export const sf = /*@__PURE__*/ checked(
  'sf(x, options?)',
  (x: TensorLike, options?: NormOptions): Tensor =>
    ndtr(negative(standardized('norm.sf', x, options))),
)

/**
 * The logarithm of the survival function, without underflow.
 *
 * Shapes: `x[s] → y[s broadcast with loc and scale]`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * scipy.stats.norm.logsf(-Infinity) // => 0
 */
export const logsf = /*@__PURE__*/ checked(
  'logsf(x, options?)',
  (x: TensorLike, options?: NormOptions): Tensor =>
    logNdtr(negative(standardized('norm.logsf', x, options))),
)

/**
 * The quantile function, the inverse of `cdf`.
 *
 * Shapes: `p[s] → x[s broadcast with loc and scale]`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * scipy.stats.norm.ppf(0.5, { loc: 3 }) // => 3
 */
export const ppf = /*@__PURE__*/ checked(
  'ppf(p, options?)',
  (p: TensorLike, options?: NormOptions): Tensor => {
    const [value, loc, scale] = promoted('norm.ppf', p, options)
    return add(multiply(ndtri(value), scale), loc)
  },
)

/**
 * The inverse of the survival function.
 *
 * Shapes: `p[s] → x[s broadcast with loc and scale]`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * scipy.stats.norm.isf(0.5, { loc: 3 }) // => 3
 */
export const isf = /*@__PURE__*/ checked(
  'isf(p, options?)',
  (p: TensorLike, options?: NormOptions): Tensor => {
    const [value, loc, scale] = promoted('norm.isf', p, options)
    return subtract(loc, multiply(ndtri(value), scale))
  },
)

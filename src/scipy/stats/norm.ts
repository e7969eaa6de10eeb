import type { TensorLike } from '../../core/convert.ts'
import type { Tensor } from '../../core/tensor.ts'
import { add, divide, multiply, negative, square, subtract } from '../../numpy/arithmetic.ts'
import { exp, log } from '../../numpy/math.ts'
import { checkOptions } from '../../numpy/options.ts'
import { inexact } from '../../numpy/promotion.ts'
import { logNdtr, ndtr, ndtri } from '../special/normal.ts'

export interface NormOptions {
  /** The mean. Default 0. */
  readonly loc?: TensorLike
  /** The standard deviation. Default 1. */
  readonly scale?: TensorLike
}

const parameters = (
  op: string,
  options: NormOptions | undefined,
): { readonly loc: TensorLike; readonly scale: TensorLike } => {
  checkOptions(op, options, ['loc', 'scale'])
  return { loc: options?.loc ?? 0, scale: options?.scale ?? 1 }
}

/** The distance from the mean in standard deviations. */
const standardized = (op: string, x: TensorLike, options: NormOptions | undefined): Tensor => {
  const { loc, scale } = parameters(op, options)
  return divide(subtract(inexact(op, x), loc), scale)
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
export const logpdf = (x: TensorLike, options?: NormOptions): Tensor => {
  const { scale } = parameters('norm.logpdf', options)
  const normalizer = log(multiply(square(scale), 2 * Math.PI))
  return divide(add(normalizer, square(standardized('norm.logpdf', x, options))), -2)
}

/**
 * The density.
 *
 * Shapes: `x[s] → y[s broadcast with loc and scale]`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * scipy.stats.norm.pdf(0).round({ decimals: 4 }) // => 0.3989
 */
export const pdf = (x: TensorLike, options?: NormOptions): Tensor => exp(logpdf(x, options))

/**
 * The distribution function.
 *
 * Shapes: `x[s] → p[s broadcast with loc and scale]`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * scipy.stats.norm.cdf(3, { loc: 3 }) // => 0.5
 */
export const cdf = (x: TensorLike, options?: NormOptions): Tensor =>
  ndtr(standardized('norm.cdf', x, options))

/**
 * The logarithm of the distribution function, without underflow.
 *
 * Shapes: `x[s] → y[s broadcast with loc and scale]`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * scipy.stats.norm.logcdf(Infinity) // => 0
 */
export const logcdf = (x: TensorLike, options?: NormOptions): Tensor =>
  logNdtr(standardized('norm.logcdf', x, options))

/**
 * The survival function `1 − cdf(x)`, accurate in the upper tail.
 *
 * Shapes: `x[s] → p[s broadcast with loc and scale]`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * scipy.stats.norm.sf(3, { loc: 3 }) // => 0.5
 */
export const sf = (x: TensorLike, options?: NormOptions): Tensor =>
  ndtr(negative(standardized('norm.sf', x, options)))

/**
 * The logarithm of the survival function, without underflow.
 *
 * Shapes: `x[s] → y[s broadcast with loc and scale]`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * scipy.stats.norm.logsf(-Infinity) // => 0
 */
export const logsf = (x: TensorLike, options?: NormOptions): Tensor =>
  logNdtr(negative(standardized('norm.logsf', x, options)))

/**
 * The quantile function, the inverse of `cdf`.
 *
 * Shapes: `p[s] → x[s broadcast with loc and scale]`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * scipy.stats.norm.ppf(0.5, { loc: 3 }) // => 3
 */
export const ppf = (p: TensorLike, options?: NormOptions): Tensor => {
  const { loc, scale } = parameters('norm.ppf', options)
  return add(multiply(ndtri(p), scale), loc)
}

/**
 * The inverse of the survival function.
 *
 * Shapes: `p[s] → x[s broadcast with loc and scale]`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * scipy.stats.norm.isf(0.5, { loc: 3 }) // => 3
 */
export const isf = (p: TensorLike, options?: NormOptions): Tensor => {
  const { loc, scale } = parameters('norm.isf', options)
  return subtract(loc, multiply(ndtri(p), scale))
}

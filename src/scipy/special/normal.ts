import { checked } from '../../core/checked.ts'
import { scalar, type TensorLike } from '../../core/convert.ts'
import { isFloat } from '../../core/dtype.ts'
import { checkInteger, checkOptions } from '../../core/options.ts'
import { binary, call, choose, compare, constant, type Expr } from '../../core/scalar.ts'
import type { Tensor } from '../../core/tensor.ts'
import { bind1 } from '../../core/trace.ts'
import {
  add,
  clip,
  divide,
  maximum,
  minimum,
  multiply,
  negative,
  square,
  subtract,
} from '../../numpy/arithmetic.ts'
import { withTangent } from '../../numpy/custom-rule.ts'
import { greater, select3 } from '../../numpy/logic.ts'
import { exp, log, log1p } from '../../numpy/math.ts'
import { inexact } from '../../numpy/promotion.ts'
import { mul } from '../../primitives/arithmetic.ts'
import * as basic from '../../primitives/elementwise.ts'
import { commonDtype, elementwise, type NoParams, noParams } from '../../primitives/families.ts'
import { minus, over, plus, polynomial, times } from './expressions.ts'

/** `√2π`. */
const rootTwoPi = Math.sqrt(2 * Math.PI)

const distribution = (x: Tensor): Tensor => multiply(basic.erfc(multiply(x, -Math.SQRT1_2)), 0.5)

/**
 * The distribution function of the standard normal distribution, accurate in its lower tail.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * scipy.special.ndtr(np.array([-Infinity, 0, Infinity])) // => [0, 0.5, 1]
 */
export const ndtr = /*@__PURE__*/ checked(
  'ndtr(x)',
  (x: TensorLike): Tensor => distribution(inexact('ndtr', x)),
)

const numerator = [2.515517, 0.802853, 0.010328]
const denominator = [1, 1.432788, 0.189269, 0.001308]

/** The quantile for `0 < p ≤ ½` to 4.5e-4. Abramowitz & Stegun, 1964, 26.2.23. */
const roughQuantile = (p: Expr): Expr => {
  const t = call('sqrt', times(call('log', p), -2))
  return minus(over(polynomial(numerator, t), polynomial(denominator, t)), t)
}

/** One step of Halley's method for `Φ(x) = p`. */
const halley = (x: Expr, p: Expr): Expr => {
  const value = times(call('erfc', times(x, -Math.SQRT1_2)), 0.5)
  const density = over(call('exp', times(times(x, x), -0.5)), rootTwoPi)
  const step = over(minus(value, p), density)
  return minus(x, over(step, plus(times(times(x, step), 0.5), 1)))
}

/** Between this probability and its complement `erfInv` is exact to rounding. */
const central = 0.2

const quantileExpr = (p: Expr): Expr => {
  const tail = binary('min', p, minus(1, p))
  const below = halley(halley(roughQuantile(tail), tail), tail)
  const isLower = compare('lt', p, constant(0.5, p.dtype))
  const outer = choose(isLower, below, call('neg', below))
  const inner = times(call('erfInv', minus(times(p, 2), 1)), Math.SQRT2)
  const inside = choose(compare('gt', tail, constant(central, p.dtype)), inner, outer)
  const at = (bound: number, value: number, otherwise: Expr): Expr =>
    choose(compare('eq', p, constant(bound, p.dtype)), constant(value, p.dtype), otherwise)
  return at(0, Number.NEGATIVE_INFINITY, at(1, Number.POSITIVE_INFINITY, inside))
}

const ndtriP = /*@__PURE__*/ elementwise<NoParams>('ndtri', {
  dtype: commonDtype('ndtri', isFloat, 'floating point numbers'),
  scalar: ([p]) => quantileExpr(p as Expr),
  tangents: [
    (dp, _, x) => {
      const half = mul(basic.integerPow(x, 2), scalar(0.5, x.dtype))
      return mul(dp, mul(basic.exp(half), scalar(rootTwoPi, x.dtype)))
    },
  ],
})

/**
 * The quantile function of the standard normal distribution, the inverse of `ndtr`; NaN outside of
 * `[0, 1]`.
 *
 * Shapes: `p[s] → x[s]`; integers become float32.
 *
 * @example
 * scipy.special.ndtri(np.array([0, 1])) // => [-Infinity, Infinity]
 */
export const ndtri = /*@__PURE__*/ checked(
  'ndtri(p)',
  (p: TensorLike): Tensor => bind1(ndtriP, [inexact('ndtri', p)], noParams),
)

/** More terms of the asymptotic series make it worse. */
const mostTerms = 30

export interface LogNdtrOptions {
  /** Number of terms of the asymptotic series far below 0. Default 3. */
  readonly seriesOrder?: number
}

/** `1 − 1/x² + 1·3/x⁴ − …`, by which the tail differs from the density over `-x`. */
const tailSeries = (x: Tensor, order: number): Tensor => {
  const inverse = divide(-1, square(x))
  let sum: TensorLike = 1
  for (let k = order; k > 0; k--) sum = add(multiply(multiply(sum, 2 * k - 1), inverse), 1)
  return multiply(sum, basic.integerPow(x, 0))
}

/** Below this bound the series holds. */
const borderOf = (x: Tensor): number => (x.dtype === 'float64' ? -20 : -10)

const logDistribution = (order: number): ((x: Tensor) => Tensor) =>
  withTangent(
    (given) => {
      const x = given as Tensor
      const tail = minimum(x, borderOf(x))
      const far = add(
        subtract(multiply(square(tail), -0.5), log(multiply(negative(tail), rootTwoPi))),
        log(tailSeries(tail, order)),
      )
      const upper = log1p(negative(distribution(negative(maximum(x, 0)))))
      const middle = log(distribution(clip(x, borderOf(x), 0)))
      return select3(greater(x, 0), upper, select3(greater(x, borderOf(x)), middle, far))
    },
    ([dx], [given], out) => {
      const x = given as Tensor
      const tail = minimum(x, borderOf(x))
      const near = divide(exp(subtract(multiply(square(x), -0.5), out)), rootTwoPi)
      const far = divide(negative(tail), tailSeries(tail, order))
      return multiply(dx as Tensor, select3(greater(x, borderOf(x)), near, far))
    },
  )

/**
 * The logarithm of `ndtr` without underflow.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * scipy.special.logNdtr(np.array([Infinity])) // => [0]
 * @see Abramowitz & Stegun, Handbook of Mathematical Functions, 1964, 26.2.12
 */
export const logNdtr = /*@__PURE__*/ checked(
  'logNdtr(x, options?)',
  (x: TensorLike, options?: LogNdtrOptions): Tensor => {
    checkOptions('logNdtr', options, ['seriesOrder'])
    checkInteger('logNdtr', 'seriesOrder', options?.seriesOrder, 0, mostTerms)
    return logDistribution(options?.seriesOrder ?? 3)(inexact('logNdtr', x))
  },
)

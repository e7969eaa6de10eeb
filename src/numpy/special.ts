import { showAval } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { asTensor, scalar, type TensorLike } from '../core/convert.ts'
import { isFloat } from '../core/dtype.ts'
import { DtypeError } from '../core/errors.ts'
import { checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import * as basic from '../primitives/arithmetic.ts'
import * as lax from '../primitives/elementwise.ts'
import { binaryInexact } from './broadcasting.ts'
import { withTangent } from './custom-rule.ts'
import { finfo } from './dtypes.ts'
import { asDtype, inexact } from './promotion.ts'

export { i0 } from '../scipy/special/bessel.ts'

const literal = (value: number, like: Tensor): Tensor => scalar(value, like.dtype)

/** `x` where it is below infinity, else 0. */
const belowInfinity = (x: Tensor): Tensor =>
  basic.select(basic.eq(x, literal(Number.POSITIVE_INFINITY, x)), x, literal(0, x))

/** The share of `e^out` that `e^x` makes up. */
const share = (x: Tensor, out: Tensor): Tensor =>
  lax.exp(basic.sub(belowInfinity(x), belowInfinity(out)))

const logAddExp = /*@__PURE__*/ withTangent(
  (x, y) => {
    const [a, b] = [x as Tensor, y as Tensor]
    const delta = basic.sub(a, b)
    const stable = basic.add(basic.max(a, b), lax.log1p(lax.exp(basic.neg(basic.abs(delta)))))
    return basic.select(basic.ne(delta, delta), stable, basic.add(a, b))
  },
  ([dx, dy], [x, y], out) =>
    basic.add(
      basic.mul(dx as Tensor, share(x as Tensor, out)),
      basic.mul(dy as Tensor, share(y as Tensor, out)),
    ),
)

/**
 * `log(e^x + e^y)` without overflow.
 *
 * Shapes: `x[s], y[t] → z[s broadcast with t]`.
 *
 * @throws ShapeError if the shapes do not broadcast
 * @example
 * np.logaddexp(1000, -Infinity) // => 1000
 */
export const logaddexp = /*@__PURE__*/ checked(
  'logaddexp(x, y)',
  (x: TensorLike, y: TensorLike): Tensor => binaryInexact('logaddexp', logAddExp, x, y),
)

/**
 * `log2(2^x + 2^y)` without overflow.
 *
 * @example
 * np.logaddexp2(3, 3) // => 4
 */
export const logaddexp2 = /*@__PURE__*/ checked(
  'logaddexp2(x, y)',
  (x: TensorLike, y: TensorLike): Tensor =>
    binaryInexact(
      'logaddexp2',
      (a, b) => {
        const ln2 = literal(Math.LN2, a)
        return basic.div(logAddExp(basic.mul(a, ln2), basic.mul(b, ln2)), ln2)
      },
      x,
      y,
    ),
)

/**
 * The angle of the point `(x, y)`; `y` comes first.
 *
 * Shapes: `y[s], x[t] → z[s broadcast with t]`.
 *
 * @throws ShapeError if the shapes do not broadcast
 * @example
 * np.arctan2(0, 1) // => 0
 */
export const arctan2 = /*@__PURE__*/ checked(
  'arctan2(y, x)',
  (y: TensorLike, x: TensorLike): Tensor => binaryInexact('arctan2', lax.atan2, y, x),
)

/** As `arctan2`. */
export { arctan2 as atan2 }

/**
 * `sqrt(x² + y²)` without overflow.
 *
 * Shapes: `x[s], y[t] → z[s broadcast with t]`.
 *
 * @throws ShapeError if the shapes do not broadcast
 * @example
 * np.hypot(3, 4) // => 5
 */
export const hypot = /*@__PURE__*/ checked(
  'hypot(x, y)',
  (x: TensorLike, y: TensorLike): Tensor =>
    binaryInexact(
      'hypot',
      (a, b) => {
        const [u, v] = [basic.abs(a), basic.abs(b)]
        const [large, small] = [basic.max(u, v), basic.min(u, v)]
        const isZero = basic.eq(large, literal(0, large))
        const ratio = basic.div(small, basic.select(isZero, large, literal(1, large)))
        const length = lax.sqrt(basic.add(lax.integerPow(ratio, 2), literal(1, ratio)))
        const finite = basic.select(isZero, basic.mul(large, length), large)
        const infinity = literal(Number.POSITIVE_INFINITY, large)
        const isInfinite = lax.or(basic.eq(u, infinity), basic.eq(v, infinity))
        return basic.select(isInfinite, finite, infinity)
      },
      x,
      y,
    ),
)

/**
 * The next representable number after `x` towards `y`.
 *
 * @example
 * np.nextafter(1, 2).sub(1).item() === np.finfo('float32').eps // => true
 */
export const nextafter = /*@__PURE__*/ checked(
  'nextafter(x, y)',
  (x: TensorLike, y: TensorLike): Tensor => binaryInexact('nextafter', lax.nextafter, x, y),
)

/** Where `|x|` is subnormal or large it is first brought by this power of 2 to where powers of 2 can be divided out. */
const farExponent = 64

/** The mantissa in `[0.5, 1)` and the exponent of a float, both as floats: zeros, infinities and NaN, and 0, are their own. */
const splitFloat = (x: Tensor): readonly [mantissa: Tensor, exponent: Tensor] => {
  const [zero, one] = [literal(0, x), literal(1, x)]
  const size = basic.abs(x)
  const isUsual = lax.and(lax.isFinite(x), basic.ne(x, zero))
  const isSmall = basic.lt(size, literal(finfo(x.dtype).tiny, x))
  const isLarge = basic.ge(size, literal(2 ** farExponent, x))
  const byPlace = (small: number, usual: number, large: number): Tensor =>
    basic.select(
      isSmall,
      basic.select(isLarge, literal(usual, x), literal(large, x)),
      literal(small, x),
    )
  const factor = byPlace(2 ** farExponent, 1, 2 ** -farExponent)
  const near = basic.select(isUsual, one, basic.mul(x, factor))
  const guess = basic.round(basic.div(lax.log(basic.abs(near)), literal(Math.LN2, x)), 'floor')
  // The logarithm may round across an integer, so the guess is off by at most one.
  const scaled = basic.mul(near, lax.exp2(basic.neg(guess)))
  const up = basic.select(
    basic.ge(basic.abs(scaled), one),
    zero,
    basic.select(basic.ge(basic.abs(scaled), literal(2, x)), one, literal(2, x)),
  )
  const mantissa = basic.mul(scaled, lax.exp2(basic.neg(up)))
  const exponent = basic.add(basic.add(guess, up), byPlace(-farExponent, 0, farExponent))
  return [basic.select(isUsual, x, mantissa), basic.select(isUsual, zero, exponent)]
}

/** An exponent as a tensor of integers. */
const integerExponent = (n: TensorLike): Tensor => {
  const tensor =
    typeof n === 'number' && Number.isInteger(n) ? scalar(n, 'int32') : asTensor(n, 'ldexp')
  if (isFloat(tensor.dtype))
    throw new DtypeError(
      'ldexp',
      `expected an integer exponent, got ${showAval(tensor)}; multiply by np.exp2 of it`,
    )
  return tensor
}

/**
 * `x · 2^n` for an integer `n`, rounded once.
 *
 * @throws DtypeError for an exponent of floating point numbers
 * @example
 * np.ldexp(np.array([1, 3]), np.array([2, 1], { dtype: 'int32' })) // => [4, 6]
 */
export const ldexp = /*@__PURE__*/ checked(
  'ldexp(x, n)',
  (x: TensorLike, n: TensorLike): Tensor =>
    binaryInexact(
      'ldexp',
      (a, b) => {
        const [mantissa, exponent] = splitFloat(a)
        const total = basic.add(exponent, b)
        // Halves of the power are numbers of the dtype where the whole is beyond it.
        const half = basic.round(basic.mul(total, literal(0.5, total)), 'floor')
        const first = basic.mul(mantissa, lax.exp2(half))
        const result = basic.mul(first, lax.exp2(basic.sub(total, half)))
        const isUsual = lax.and(lax.isFinite(a), basic.ne(a, literal(0, a)))
        return basic.select(isUsual, a, result)
      },
      inexact('ldexp', x),
      integerExponent(n),
    ),
)

/**
 * A mantissa in `[0.5, 1)` and an integer exponent: `x = mantissa · 2^exponent`.
 *
 * @example
 * np.frexp(np.array([8, -3])) // => [[0.5, -0.75], [4, 2]]
 */
export const frexp = /*@__PURE__*/ checked(
  'frexp(x)',
  (x: TensorLike): readonly [Tensor, Tensor] => {
    const [mantissa, exponent] = splitFloat(inexact('frexp', x))
    return [mantissa, basic.convertElementType(exponent, 'int32')]
  },
)

export interface RoundOptions {
  /** Digits kept after the point; negative ones round before it. Default 0. */
  readonly decimals?: number
}

/**
 * Rounds to a number of decimals; of two equally near numbers the one with an even last digit.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * np.round(np.array([2.5, -0.25]), { decimals: 0 }) // => [2, -0]
 */
export const round = /*@__PURE__*/ checked(
  'round(x, options?)',
  (x: TensorLike, options?: RoundOptions): Tensor => {
    checkOptions('round', options, ['decimals'])
    const decimals = options?.decimals ?? 0
    const tensor = asTensor(x, 'round')
    if (tensor.dtype === 'bool')
      throw new DtypeError('round', 'expected numbers, got bools; convert with astype')
    if (!isFloat(tensor.dtype) && decimals >= 0) return tensor
    if (decimals === 0) return basic.round(tensor, 'roundEven')
    const values = inexact('round', tensor)
    const factor = literal(10 ** Math.abs(decimals), values)
    const scaled = decimals > 0 ? basic.mul(values, factor) : basic.div(values, factor)
    const whole = basic.round(scaled, 'roundEven')
    const result = decimals > 0 ? basic.div(whole, factor) : basic.mul(whole, factor)
    return asDtype('round', result, tensor.dtype)
  },
)

/** As `round`. */
export { round as around }

export interface NanToNumOptions {
  readonly nan?: number
  readonly posinf?: number
  readonly neginf?: number
}

/**
 * Replaces NaN by 0 and infinities by the largest finite numbers, or by the values given.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * np.nanToNum(np.array([NaN, 1]), { nan: 7 }) // => [7, 1]
 */
export const nanToNum = /*@__PURE__*/ checked(
  'nanToNum(x, options?)',
  (x: TensorLike, options?: NanToNumOptions): Tensor => {
    checkOptions('nanToNum', options, ['nan', 'posinf', 'neginf'])
    const tensor = asTensor(x, 'nanToNum')
    if (!isFloat(tensor.dtype)) return tensor
    const { max } = finfo(tensor.dtype)
    const { nan = 0, posinf = max, neginf = -max } = options ?? {}
    const replace = (values: Tensor, where: Tensor, by: number): Tensor =>
      basic.select(where, values, literal(by, values))
    const isSpecial = (value: number): Tensor => basic.eq(tensor, literal(value, tensor))
    let out = replace(tensor, basic.ne(tensor, tensor), nan)
    out = replace(out, isSpecial(Number.POSITIVE_INFINITY), posinf)
    return replace(out, isSpecial(Number.NEGATIVE_INFINITY), neginf)
  },
)

/** How many terms of its power series give a derivative of `sin(x) / x` up to `|x| = 1`. */
const seriesTerms = 10

/** The derivative of the given order of `sin(x) / x` near 0, by its power series. */
const sincNearZero = (order: number, x: Tensor): Tensor => {
  const isOdd = order % 2 === 1
  const first = Math.ceil(order / 2)
  // The term of power n = 2m - order has the coefficient (-1)^m / (2m + 1) / n!.
  const coefficients: number[] = []
  let factorial = 1
  for (let m = first; m < first + seriesTerms; m++) {
    const n = 2 * m - order
    if (n > 1) factorial *= n * (n - 1)
    coefficients.push((m % 2 === 0 ? 1 : -1) / (2 * m + 1) / factorial)
  }
  const squared = basic.mul(x, x)
  const series = coefficients.reduceRight<Tensor>(
    (sum, c) => basic.add(basic.mul(sum, squared), literal(c, x)),
    basic.mul(squared, literal(0, x)),
  )
  return isOdd ? basic.mul(series, x) : series
}

/** The derivative of the given order of `sin(x) / x`, from `x s⁽ⁿ⁾ + n s⁽ⁿ⁻¹⁾ = sin⁽ⁿ⁾ x`. */
const sincAwayFromZero = (order: number, x: Tensor): Tensor => {
  const sines = [lax.sin(x), lax.cos(x)] as const
  let out = basic.div(sines[0], x)
  for (let n = 1; n <= order; n++) {
    const sine = sines[n % 2] as Tensor
    const signed = n % 4 < 2 ? sine : basic.neg(sine)
    out = basic.div(basic.sub(signed, basic.mul(literal(n, x), out)), x)
  }
  return out
}

/**
 * The derivative of the given order of `sin(x) / x`, with its own rule: what differentiating the quotient
 * gives loses all digits near 0 and overflows at last.
 */
const sincDerivative = (order: number): ((...xs: readonly Tensor[]) => Tensor) =>
  withTangent(
    (given) => {
      const x = given as Tensor
      const isSmall = basic.le(basic.abs(x), literal(order === 0 ? 0 : 1 + order / 4, x))
      const safe = basic.select(isSmall, x, literal(1, x))
      const near = order === 0 ? literal(1, x) : sincNearZero(order, x)
      return basic.select(isSmall, sincAwayFromZero(order, safe), near)
    },
    ([dx], [x]) => basic.mul(dx as Tensor, sincDerivative(order + 1)(x as Tensor)),
  )

const sincOf = /*@__PURE__*/ sincDerivative(0)

/**
 * `sin(πx) / (πx)`, and 1 at 0; there and nearby all derivatives are right too.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @example
 * np.sinc(np.array([0])) // => [1]
 */
export const sinc = /*@__PURE__*/ checked('sinc(x)', (x: TensorLike): Tensor => {
  const tensor = inexact('sinc', x)
  return sincOf(basic.mul(tensor, literal(Math.PI, tensor)))
})

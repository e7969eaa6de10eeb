import {
  abs,
  add,
  bitcast,
  div,
  lt,
  madd,
  mul,
  neg,
  pmax,
  pmin,
  select,
  shl,
  sub,
  withSign,
} from '../lanes/build.ts'
import type { Lane } from '../lanes/lane.ts'
import { sideBySide } from './horner64.ts'

/** Adding 1.5 · 2⁵² rounds to a whole number, which the sum's lowest bits hold. */
export const roundingMagic = 6755399441055744

/** The logarithm of 2 in two parts; products of the larger with numbers below 2¹¹ are exact (fdlibm). */
export const ln2High = 0.6931471803691238
export const ln2Low = 1.9082149292705877e-10

/** `(exp(r) - 1 - r) / r²` for `|r| ≤ ln(2) / 2`: Chebyshev interpolant, within 5e-18 relatively. */
const quadratic = [
  2.0914686968086876e-9, 2.5105217004720745e-8, 2.75572736431103e-7, 2.7557255400206422e-6,
  2.4801587325547743e-5, 0.00019841269874820627, 0.0013888888888883748, 0.008333333333326136,
  0.04166666666666667, 0.1666666666666667, 0.5,
]

/** `(2^r - 1) / r` for `|r| ≤ 1/2`: Chebyshev interpolant, within 5e-17 relatively. */
const binary = [
  2.5729344553786755e-11,
  4.455822025014915e-10,
  7.054897292691627e-9,
  1.0178057064573359e-7,
  1.3215486808727859e-6,
  1.5252733841601815e-5,
  0.00015403530393370715,
  0.0013333558146406436,
  0.00961812910762848,
  0.055504108664821625,
  0.24022650695910072,
  Math.LN2,
]

const exponent = (sum: Lane): Lane => bitcast(shl(bitcast(sum, 'i64'), 52), 'f64')

/** `2^n` for whole `n` whose power is a normal number. */
export const powerOfTwo = (n: Lane): Lane => exponent(add(n, roundingMagic + 1023))

/** `x · 2^n` for whole `n`, in two steps of which the second may leave the range of normal numbers. */
export const scale = (x: Lane, n: Lane): Lane => {
  const sum = madd(n, 0.5, roundingMagic + 1023)
  const rest = sub(n, sub(sum, roundingMagic + 1023))
  return mul(mul(x, exponent(sum)), powerOfTwo(rest))
}

interface Reduced {
  readonly n: Lane
  /** The remainder, and what was lost when it was rounded. */
  readonly r: Lane
  readonly lost: Lane
}

/** `x = n ln 2 + r` by Cody and Waite's method. */
const reduce = (x: Lane): Reduced => {
  const n = sub(madd(x, Math.LOG2E, roundingMagic), roundingMagic)
  const high = sub(x, mul(n, ln2High))
  const low = mul(n, ln2Low)
  const r = sub(high, low)
  return { n, r, lost: sub(sub(high, r), low) }
}

/** Keeps NaN, and makes of the rest what neither overflows nor underflows in parts. */
const clamp = (x: Lane, low: number, high: number): Lane => pmax(pmin(x, high), low)

/** `exp(r + tail)` for small `r` and a `tail` far below it. */
export const powerTail64 = (r: Lane, tail: Lane): Lane =>
  add(add(madd(mul(r, r), sideBySide(r, quadratic), mul(tail, add(r, 1))), r), 1)

/** `exp(x + tail)` for a `tail` far below 1. */
export const expOfSum64 = (x: Lane, tail: Lane): Lane => {
  const { n, r, lost } = reduce(clamp(x, -746, 710))
  const t = add(r, add(lost, tail))
  return scale(add(madd(mul(t, t), sideBySide(t, quadratic), t), 1), n)
}

/** Exponential: a polynomial after Cody and Waite's reduction. At most 1.0 ulp. */
export const exp64 = (x: Lane): Lane => {
  const { n, r } = reduce(clamp(x, -746, 710))
  return scale(add(madd(mul(r, r), sideBySide(r, quadratic), r), 1), n)
}

/** Powers of 2. At most 1.2 ulp. */
export const exp264 = (x: Lane): Lane => {
  const clamped = clamp(x, -1076, 1025)
  const n = sub(add(clamped, roundingMagic), roundingMagic)
  const r = sub(clamped, n)
  return scale(madd(r, sideBySide(r, binary), 1), n)
}

/**
 * `(exp(x) - 1) · 2^shift` without cancellation: `(2^n - 1) + 2^n (exp(r) - 1)`, scaled so that the sum does
 * not overflow before the result does.
 */
const scaledExpm1 = (x: Lane, shift: number): Lane => {
  const { n, r, lost } = reduce(clamp(x, -45, 710.6))
  const e = add(madd(mul(r, r), sideBySide(r, quadratic), lost), r)
  const power = powerOfTwo(add(n, shift))
  return add(sub(power, 2 ** shift), mul(power, e))
}

/** Where functions that are `x + O(x²)` are `x`. */
const tiny = 2 ** -54

const keepTiny = (x: Lane, value: Lane): Lane => select(lt(abs(x), tiny), x, value)

/** `exp(x) - 1`. At most 1.4 ulp. */
export const expm164 = (x: Lane): Lane => keepTiny(x, mul(scaledExpm1(x, -2), 4))

/** Hyperbolic tangent: `-t / (t + 2)` with `t = expm1(-2 |x|)`. At most 2.5 ulp. */
export const tanh64 = (x: Lane): Lane => {
  const t = scaledExpm1(mul(abs(x), -2), 0)
  return withSign(abs(div(t, add(t, 2))), x)
}

/** Hyperbolic sine: `(t + t / (t + 1)) / 2` with `t = expm1(|x|)`, computed as quarters. At most 2.0 ulp. */
export const sinh64 = (x: Lane): Lane => {
  const quarter = scaledExpm1(abs(x), -2)
  const value = mul(add(quarter, div(quarter, madd(quarter, 4, 1))), 2)
  return keepTiny(x, withSign(value, x))
}

/** Hyperbolic cosine: `e / 2 + 1 / (2 e)` with `e = exp(|x|)`, computed as quarters. At most 1.2 ulp. */
export const cosh64 = (x: Lane): Lane => {
  const { n, r, lost } = reduce(pmin(abs(x), 711))
  const e = add(add(madd(mul(r, r), sideBySide(r, quadratic), lost), r), 1)
  const quarter = mul(e, powerOfTwo(sub(n, 2)))
  return mul(add(quarter, div(0.0625, quarter)), 2)
}

/** `1 / (1 + exp(-x))`, accurate in both tails. At most 1.8 ulp. */
export const logistic64 = (x: Lane): Lane => {
  const e = exp64(neg(abs(x)))
  const numerator = select(lt(x, 0), e, 1)
  return div(numerator, add(e, 1))
}

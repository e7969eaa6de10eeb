import {
  abs,
  add,
  and,
  bitcast,
  div,
  eq,
  float64,
  gt,
  int64,
  lt,
  madd,
  mul,
  select,
  signOf,
  sqrt,
  sub,
  withSign,
  xor,
} from '../lanes/build.ts'
import type { Lane } from '../lanes/lane.ts'
import { estrin } from './polynomial.ts'

/** `(asin(x) - x) / x³` in `x²` on [0, 1/2]: Chebyshev interpolant, within 6e-17 relatively. */
const arcsineSeries = [
  0.02963502626354855, -0.019277545928584557, 0.019579201619744684, 0.0030350071727267623,
  0.009322101501082774, 0.00962140274734483, 0.011566511821890942, 0.013963775787848137,
  0.017352816768546473, 0.022372157435623815, 0.030381944475693704, 0.04464285714255019,
  0.07500000000000119, 0.16666666666666666,
]

/** `(atan(x) - x) / x³` in `x²` on [0, 7/16]: Chebyshev interpolant, within 7e-17 relatively. */
const arctangentSeries = [
  0.014773184616983806, -0.033128134256069586, 0.04492259293193656, -0.05216679739313656,
  0.05876946456755061, -0.06666241923359964, 0.07692285554889286, -0.09090908355602592,
  0.11111111096645038, -0.14285714285566806, 0.1999999999999941, -0.3333333333333333,
]

/** π/2 as a sum of two numbers. */
const halfPi = 1.5707963267948966
const halfPiLow = 6.123233995736766e-17

/** Keeps 0 / 0 away, and is too small to change any sum that is not 0. */
const nothing = 2 ** -1000

interface Half {
  /** Whether the argument is above 1/2 in magnitude. */
  readonly large: Lane
  /** `asin(|x|)`, or of `√((1 - |x|) / 2)` where that is large, in two parts. */
  readonly root: Lane
  readonly rest: Lane
}

/** The part that arcsine and arccosine share, which halves large angles; NaN beyond 1. */
const halfAngle = (x: Lane): Half => {
  const magnitude = abs(x)
  const large = gt(magnitude, 0.5)
  const halved = mul(sub(1, magnitude), 0.5)
  const z = select(large, halved, mul(x, x))
  const root = select(large, sqrt(halved), magnitude)
  // The root's square differs from z by its rounding error, found exactly with the root's upper bits.
  const upper = bitcast(and(bitcast(root, 'i64'), int64(-0x100000000n)), 'f64')
  const lost = div(sub(halved, mul(upper, upper)), add(add(root, upper), nothing))
  const cubic = mul(mul(root, z), estrin(z, arcsineSeries))
  return {
    large,
    root: select(large, upper, magnitude),
    rest: add(select(large, lost, 0), cubic),
  }
}

/** Arcsine: a polynomial, after halving the complement of large angles as in fdlibm's `e_asin.c`. At most 1.1 ulp. */
export const asin64 = (x: Lane): Lane => {
  const { large, root, rest } = halfAngle(x)
  const complement = sub(halfPi, sub(mul(root, 2), sub(halfPiLow, mul(rest, 2))))
  return withSign(abs(select(large, complement, add(root, rest))), x)
}

/** Arccosine, by the same polynomial. At most 0.8 ulp. */
export const acos64 = (x: Lane): Lane => {
  const { large, root, rest } = halfAngle(x)
  const positive = mul(add(root, rest), 2)
  const negative = sub(2 * halfPi, sub(mul(root, 2), sub(2 * halfPiLow, mul(rest, 2))))
  const folded = select(lt(x, 0), negative, positive)
  const sign = signOf(x)
  const small = sub(halfPi, sub(xor(root, sign), sub(halfPiLow, xor(rest, sign))))
  return select(large, folded, small)
}

/** Arctangents of 1/2, 1, 3/2 and ∞ in two parts. */
const anchors = [
  [0.4636476090008061, 2.2698777452961687e-17],
  [0.7853981633974483, 3.061616997868383e-17],
  [0.982793723247329, 1.3903311031230998e-17],
  [halfPi, halfPiLow],
] as const

/**
 * `atan` of a magnitude in two parts, with the intervals of fdlibm's `s_atan.c` (Sun Microsystems, 1993):
 * `atan(x) = atan(c) + atan((x - c) / (1 + c x))`.
 */
const arctangent = (x: Lane): Lane => {
  const bounds = [7 / 16, 11 / 16, 19 / 16, 39 / 16].map((bound) => gt(x, bound))
  /** The last value whose bound is exceeded. */
  const pick = (first: Lane, ...values: readonly (Lane | number)[]): Lane =>
    values.reduce<Lane>((value, next, i) => select(bounds[i]!, next, value), first)
  const numerator = pick(x, madd(x, 2, -1), sub(x, 1), sub(x, 1.5), -1)
  const denominator = pick(float64(1), add(x, 2), add(x, 1), madd(x, 1.5, 1), x)
  const high = pick(float64(0), ...anchors.map(([value]) => value))
  const low = pick(float64(0), ...anchors.map(([, value]) => value))
  const t = div(numerator, denominator)
  const z = mul(t, t)
  const rest = mul(mul(t, z), estrin(z, arctangentSeries))
  return add(high, add(t, add(rest, low)))
}

/** Arctangent. At most 0.8 ulp. */
export const atan64 = (x: Lane): Lane => withSign(arctangent(abs(x)), x)

/** The angle of the point `(x, y)`. At most 1.2 ulp. */
export const atan264 = (y: Lane, x: Lane): Lane => {
  const [up, right] = [abs(y), abs(x)]
  // At the origin and at infinity the quotient of equals counts as that of ones, or of 0 and 1.
  const quotient = select(eq(up, right), select(eq(up, 0), float64(0), 1), div(up, right))
  const angle = arctangent(quotient)
  const left = lt(bitcast(x, 'i64'), int64(0n))
  const value = select(left, sub(Math.PI, sub(angle, 2 * halfPiLow)), angle)
  return withSign(abs(value), y)
}

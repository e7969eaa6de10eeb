import {
  abs,
  add,
  and,
  bitcast,
  int32,
  lt,
  madd,
  mul,
  pmax,
  pmin,
  select,
  shl,
  shrS,
  sub,
} from '../lanes/build.ts'
import type { Lane } from '../lanes/lane.ts'
import { estrin, polynomial } from './polynomial.ts'

/** Adding 1.5 · 2²³ rounds to a whole number, which the sum's lowest bits hold. */
export const magic = 12582912

/** The logarithm of 2 in two parts; products of the larger with numbers below 2¹⁵ are exact (Cephes). */
export const ln2High = 0.693359375
export const ln2Low = -0.00021219444005469057

/** `(exp(r) - 1 - r) / r²` for `|r| ≤ ln(2) / 2`: minimax, within 3.3e-9 of `exp(r) / r²`. */
const quadratic = [0.0013838343, 0.008369166, 0.041668102, 0.16666517, 0.49999994]

/** The same, within 1.5e-8 of `(exp(r) - 1) / r²`. */
const quadraticLess1 = [0.0013837861, 0.008367088, 0.04166775, 0.16666539, 0.49999997]

/** `(2^r - 1) / r` for `|r| ≤ 1/2`: minimax, within 1.3e-8 of `2^r / r`. */
const binary = [0.0001333247, 0.0013387928, 0.009625445, 0.055503663, 0.24022594, Math.LN2]

/** The bits of 2ⁿ. */
const powerBits = (n: number): Lane => int32((127 + n) << 23)

/** `n · 2²³` in an integer, from the sum of `n` and the magic number. */
const exponentBits = (sum: Lane): Lane => shl(bitcast(sum, 'i32'), 23)

/** `2^(n + more)` from `n · 2²³`, for powers that are normal numbers. */
const powerOfTwo = (exponent: Lane, more = 0): Lane =>
  bitcast(add(exponent, powerBits(more)), 'f32')

/** `x · 2^n` in two steps, of which the last may leave the range of normal numbers. */
const scale = (x: Lane, exponent: Lane): Lane => {
  const half = and(shrS(exponent, 1), int32(0xff800000))
  return mul(mul(x, powerOfTwo(half)), powerOfTwo(sub(exponent, half)))
}

/** `x · 2^n` for `n ≤ 0`. */
const scaleDown = (x: Lane, exponent: Lane): Lane => mul(mul(x, powerOfTwo(exponent, 32)), 2 ** -32)

interface Reduced {
  /** `n · 2²³`. */
  readonly exponent: Lane
  readonly r: Lane
}

/** `x = n ln(2) + r` with whole `n` and `|r| ≤ ln(2) / 2`. */
const reduce = (x: Lane): Reduced => {
  const sum = madd(x, Math.LOG2E, magic)
  const n = sub(sum, magic)
  return { exponent: exponentBits(sum), r: madd(n, -ln2Low, madd(n, -ln2High, x)) }
}

const expNearZero = (r: Lane): Lane => add(madd(mul(r, r), estrin(r, quadratic), r), 1)
const expm1NearZero = (r: Lane): Lane => madd(mul(r, r), estrin(r, quadraticLess1), r)

/** Beyond these exponential functions overflow, or round to 0. */
const low = -104
const high = 89

/** `exp(x)`: a power of 2 times a polynomial of the remainder. At most 1.0 ulp. */
export const exp32 = (x: Lane): Lane => {
  const { exponent, r } = reduce(pmax(pmin(x, high), low))
  return scale(expNearZero(r), exponent)
}

/** `exp(x) / 4` for `0 ≤ x`, which overflows where its double would, or later. */
export const quarterExp = (x: Lane): Lane => {
  const { exponent, r } = reduce(pmin(x, 90))
  return mul(expNearZero(r), powerOfTwo(exponent, -2))
}

/** `exp(x)` for `x ≤ 0`. */
export const expOfNegative = (x: Lane): Lane => {
  const { exponent, r } = reduce(pmax(x, low))
  return scaleDown(expNearZero(r), exponent)
}

/** `factor · exp(x - tail)` for `x ≤ 0` and `tail` below 0.1, rounded to subnormal numbers once. */
export const scaledExpOfNegative = (x: Lane, tail: Lane, factor: Lane): Lane => {
  const { exponent, r } = reduce(pmax(x, low))
  return scaleDown(mul(expNearZero(sub(r, tail)), factor), exponent)
}

/** `exp(x)` for `-87 < x ≤ 0`. */
export const expOfSmallNegative = (x: Lane): Lane => {
  const { exponent, r } = reduce(x)
  return mul(expNearZero(r), powerOfTwo(exponent))
}

/** `exp(x) - 1` for `0 ≤ x < 87`. */
export const expm1OfPositive = (x: Lane): Lane => {
  const { exponent, r } = reduce(x)
  const power = powerOfTwo(exponent)
  return madd(power, expm1NearZero(r), sub(power, 1))
}

/** `exp(x) - 1`. At most 1.8 ulp. */
export const expm132 = (x: Lane): Lane => {
  const { exponent, r } = reduce(pmax(pmin(x, high), -18))
  const half = powerOfTwo(exponent, -1)
  const halved = madd(half, expm1NearZero(r), sub(half, 0.5))
  // Tiny numbers, whose halves may be inexact, and zeros of either sign are their own results.
  return select(lt(abs(x), 1e-8), x, add(halved, halved))
}

/** `2^x`. At most 1.2 ulp, and exact for whole numbers. */
export const exp232 = (x: Lane): Lane => {
  const held = pmax(pmin(x, 129), -151)
  const sum = add(held, magic)
  const r = sub(held, sub(sum, magic))
  return scale(madd(r, polynomial(r, binary), 1), exponentBits(sum))
}

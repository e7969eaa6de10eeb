import { bitsToFloat, floatToBits } from './bits.ts'

const fround = Math.fround

/** A float32 fused multiply-add: the product is exact in float64, so only the sum rounds. */
const fma32 = (x: number, y: number, z: number): number => fround(x * y + z)

/** Horner's rule in fused float32 steps, highest power first. */
export const polynomial32 = (coefficients: readonly number[], x: number): number => {
  let value = coefficients[0]!
  for (let i = 1; i < coefficients.length; i++) value = fma32(value, x, coefficients[i]!)
  return value
}

/** Cephes' `log1p`: `x - x²/2 + x³ P(x) / Q(x)` near 0. */
const numerator = [
  4.52700008624452e-5, 0.49854102823193375, 6.578732594206104, 29.911919328553072,
  60.94966798098779, 57.11296359058554, 20.039553499201283,
].map(fround)
const denominator = [
  1, 15.062909083469192, 83.04756596796722, 221.76239823732857, 309.09872225312057,
  216.42788614495947, 60.11866049760384,
].map(fround)

const nearZero = (x: number): number => {
  const square = fround(x * x)
  const quotient = fround(polynomial32(numerator, x) / polynomial32(denominator, x))
  const rest = fround(fround(x * square) * quotient)
  return fround(x + fround(-0.5 * square + rest))
}

/** Cephes' `logf`: `log(1 + t) = t - t²/2 + t³ P(t)`, with P in three interleaved parts. */
const leading = [7.0376836292e-2, -1.151461031e-1, 1.167699874e-1].map(fround)
const middle = [-1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1].map(fround)
const trailing = [2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1].map(fround)
const rootHalf = fround(Math.SQRT1_2)
/** The logarithm of 2 in two parts, of which the larger has few bits. */
const logTwoLow = fround(-2.1219444e-4)
const logTwoHigh = 0.693359375

const log32 = (x: number): number => {
  const bits = floatToBits(x)
  const mantissa = bitsToFloat((bits & 0x807fffff) | 0x3f000000)
  const small = mantissa < rootHalf
  const exponent = (bits >> 23) - (small ? 127 : 126)
  const t = fround(fround(mantissa - 1) + (small ? mantissa : 0))
  const square = fround(t * t)
  const cube = fround(square * t)
  let p = polynomial32(leading, t)
  p = fma32(p, cube, polynomial32(middle, t))
  p = fma32(p, cube, polynomial32(trailing, t))
  p = fma32(p, cube, fround(logTwoLow * exponent))
  return fma32(logTwoHigh, exponent, fround(fma32(-0.5, square, t) + p))
}

/**
 * `log(1 + x)` for `-1 < x <= 0` as XLA computes it on a CPU, bit for bit: the two formulas of Cephes
 * (S. Moshier, log1p.c and logf.c) in float32 with multiplications fused into additions.
 */
export const log1p32 = (x: number): number =>
  Math.abs(x) < 0.41421356237309503 ? nearZero(x) : log32(fround(x + 1))

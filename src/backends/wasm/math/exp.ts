import { add, and, bitcast, int32, madd, mul, pmax, pmin, shl, shrS, sub } from '../lanes/build.ts'
import type { Lane } from '../lanes/lane.ts'
import { polynomial } from './polynomial.ts'

/** Adding 1.5 · 2²³ rounds to a whole number, which the sum's lowest bits hold. */
export const magic = 12582912

const log2e = Math.LOG2E
/** The logarithm of 2 in two parts; products of the larger with numbers below 2¹⁵ are exact (Cephes). */
export const ln2High = 0.693359375
export const ln2Low = -2.12194440054690583e-4

/** `(exp(r) - 1 - r) / r²` for `|r| ≤ ln(2) / 2`: minimax, within 3.3e-9 of `exp(r)`. */
const quadratic = [0.0013838343, 0.008369166, 0.041668102, 0.16666517, 0.49999994]

/** `n · 2²³` in an integer, from the sum of `n` and the magic number. */
export const exponentBits = (sum: Lane): Lane => shl(bitcast(sum, 'i32'), 23)

const one = 0x3f800000

/** `2^n` from `n · 2²³`, for powers that are normal numbers. */
export const powerOfTwo = (exponent: Lane): Lane => bitcast(add(exponent, int32(one)), 'f32')

/** `x · 2^n` in two steps, of which the last may leave the range of normal numbers. */
export const scale = (x: Lane, exponent: Lane): Lane => {
  const half = and(shrS(exponent, 1), int32(0xff800000))
  return mul(mul(x, powerOfTwo(half)), powerOfTwo(sub(exponent, half)))
}

/** `x = n ln(2) + r` with whole `n`, as `n · 2²³`, and `exp(r)`. */
export const reducedExp = (x: Lane): { readonly exponent: Lane; readonly power: Lane } => {
  const sum = madd(x, log2e, magic)
  const n = sub(sum, magic)
  const r = madd(n, -ln2Low, madd(n, -ln2High, x))
  const power = add(madd(mul(r, r), polynomial(r, quadratic), r), 1)
  return { exponent: exponentBits(sum), power }
}

/** Beyond these everything overflows, or rounds to 0. */
const low = -104
const high = 89

/**
 * `exp(x)`: a power of 2 times a polynomial of the remainder.
 *
 * At most 1.0 ulp from the exact value over all float32 numbers, subnormal results included.
 */
export const exp32 = (x: Lane): Lane => {
  const { exponent, power } = reducedExp(pmax(pmin(x, high), low))
  return scale(power, exponent)
}

/** `exp(x)` for `x ≤ 0`. */
export const expOfNegative = (x: Lane): Lane => {
  const { exponent, power } = reducedExp(pmax(x, low))
  const lifted = bitcast(add(exponent, int32(one + (32 << 23))), 'f32')
  return mul(mul(power, lifted), 2 ** -32)
}

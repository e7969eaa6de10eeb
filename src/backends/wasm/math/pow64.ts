import {
  abs,
  add,
  and,
  bitcast,
  copySign,
  div,
  eq,
  float64,
  ge,
  int64,
  lt,
  madd,
  mul,
  ne,
  not,
  or,
  pmax,
  pmin,
  select,
  signOf,
  sub,
  trunc,
  xor,
} from '../lanes/build.ts'
import type { Lane } from '../lanes/lane.ts'
import { powerTail64, roundingMagic, scale } from './exp64.ts'
import { split } from './log64.ts'
import { estrin } from './polynomial.ts'

/** `3/2 (log((1 + s) / (1 - s)) - 2 s - 2/3 s³) / s⁵` in `s²`: Chebyshev interpolant. */
const series = [
  0.1758649059127012, 0.17559189696845096, 0.20002213198218508, 0.2307689233051077,
  0.2727272750414977, 0.3333333333247915, 0.4285714285714406, 0.6,
]

/** 2 / (3 ln 2), ln 2, and what they lack when they are rounded to 24 bits (fdlibm). */
const perThird = 0.9617966939259756
const perThirdHigh = 0.9617967009544373
const perThirdLow = -7.028461650952758e-9
const ln2High = 0.6931471824645996
const ln2Low = -1.904654299957768e-9

/** The 21 leading bits, products of which are exact. */
const leading = (x: Lane): Lane => bitcast(and(bitcast(x, 'i64'), int64(-0x100000000n)), 'f64')

interface Sum {
  readonly high: Lane
  readonly low: Lane
}

/** Binary logarithm of a positive number to about 68 bits, the higher part with 21. */
const log2 = (x: Lane): Sum => {
  const { k, m } = split(x)
  const f = sub(m, 1)
  const sum = add(m, 1)
  const s = div(f, sum)
  const sHigh = leading(s)
  const sumHigh = leading(sum)
  const sumLow = sub(m, sub(sumHigh, 1))
  const sLow = div(sub(sub(f, mul(sHigh, sumHigh)), mul(sHigh, sumLow)), sum)
  const z = mul(s, s)
  const square = mul(sHigh, sHigh)
  const r = madd(mul(z, z), estrin(z, series), mul(sLow, add(sHigh, s)))
  const tHigh = leading(add(add(square, 3), r))
  const tLow = sub(r, sub(sub(tHigh, 3), square))
  const u = mul(sHigh, tHigh)
  const v = madd(sLow, tHigh, mul(tLow, s))
  const pHigh = leading(add(u, v))
  const pLow = sub(v, sub(pHigh, u))
  const zHigh = mul(pHigh, perThirdHigh)
  const zLow = madd(pHigh, perThirdLow, mul(pLow, perThird))
  const high = leading(add(add(zHigh, zLow), k))
  return { high, low: sub(zLow, sub(sub(high, k), zHigh)) }
}

/** Exponents beyond which powers of 2 overflow, or underflow to 0. */
const farExponent = 1100

/** `2^(high + low)`, where `high` is the rounded sum's larger part. */
const exp2OfSum = (product: Sum): Lane => {
  const whole = add(product.high, product.low)
  const far = ge(abs(whole), farExponent)
  const high = select(far, copySign(float64(farExponent), whole), product.high)
  const low = select(far, float64(0), product.low)
  const n = sub(add(add(high, low), roundingMagic), roundingMagic)
  const fraction = sub(high, n)
  const t = leading(add(fraction, low))
  const u = mul(t, ln2High)
  const v = madd(sub(low, sub(t, fraction)), Math.LN2, mul(t, ln2Low))
  const r = add(u, v)
  return scale(powerTail64(r, sub(v, sub(r, u))), n)
}

/** `|x|^y` where `|x|` is neither 0 nor infinite. */
const magnitudeOfPower = (magnitude: Lane, y: Lane): Lane => {
  const log = log2(magnitude)
  // Larger exponents have the same effect; infinite ones would give NaN.
  const exponent = pmax(pmin(y, 1e300), -1e300)
  const short = leading(exponent)
  const low = madd(sub(exponent, short), log.high, mul(exponent, log.low))
  return exp2OfSum({ high: mul(short, log.high), low })
}

/**
 * Power, by a logarithm of extra precision as in fdlibm's `e_pow.c` (Sun Microsystems, 2004), without
 * its tables; `1 ** y` and `(-1) ** ±∞` are 1. At most 0.9 ulp.
 */
export const pow64 = (x: Lane, y: Lane): Lane => {
  const magnitude = abs(x)
  const half = mul(y, 0.5)
  const whole = eq(trunc(y), y)
  const odd = and(whole, ne(trunc(half), half))
  const zero = eq(magnitude, 0)
  const infinite = eq(magnitude, Infinity)
  const limit = select(xor(zero, lt(y, 0)), float64(0), Infinity)
  const finite = magnitudeOfPower(magnitude, y)
  const value = select(or(zero, infinite), limit, finite)
  const signed = xor(value, select(odd, signOf(x), 0))
  const undefinedBelow = and(lt(x, 0), and(not(whole), not(infinite)))
  const nan = or(undefinedBelow, or(ne(x, x), ne(y, y)))
  const one = or(eq(y, 0), eq(x, 1))
  return select(one, float64(1), select(nan, float64(Number.NaN), signed))
}

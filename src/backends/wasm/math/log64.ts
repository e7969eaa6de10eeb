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
  or,
  select,
  shrU,
  sub,
} from '../lanes/build.ts'
import type { Lane } from '../lanes/lane.ts'
import { ln2High, ln2Low } from './exp64.ts'
import { estrin } from './polynomial.ts'

/** `(log((1 + s) / (1 - s)) - 2 s) / s³` in `s²`: Chebyshev interpolant, within 6e-17 relatively. */
const series = [
  0.13088034850927555, 0.13268638369266825, 0.15386244737621665, 0.18181795547521137,
  0.22222222392581045, 0.28571428570799784, 0.40000000000000885, 0.6666666666666666,
]

const rootHalfBits = 0x3fe6a09e667f3bcdn
const oneBits = 0x3ff0000000000000n
const mantissaBits = 0xfffffffffffffn
const smallestNormal = 2 ** -1022

/** `x = 2^k m` with `m` in [√½, √2): for positive normal `x`. */
interface Split {
  readonly k: Lane
  readonly m: Lane
}

export const splitNormal = (x: Lane): Split => {
  const biased = add(bitcast(x, 'i64'), int64(oneBits - rootHalfBits))
  const m = bitcast(add(and(biased, int64(mantissaBits)), int64(rootHalfBits)), 'f64')
  // The bits of 2⁵² + n end in n.
  const sum = bitcast(or(shrU(biased, 52), int64(0x4330000000000000n)), 'f64')
  return { k: sub(sum, 2 ** 52 + 1023), m }
}

/** The same for all positive `x`. */
export const split = (x: Lane): Split => {
  const subnormal = lt(x, smallestNormal)
  const { k, m } = splitNormal(select(subnormal, mul(x, 2 ** 54), x))
  return { k: sub(k, select(subnormal, float64(54), 0)), m }
}

/** `k ln 2 + log(1 + f) + correction`, arranged as in fdlibm's `e_log.c` (Sun Microsystems, 1993). */
export const logOfParts = (k: Lane, f: Lane, correction?: Lane): Lane => {
  const s = div(f, add(f, 2))
  const z = mul(s, s)
  const halfSquare = mul(mul(f, 0.5), f)
  const rest = mul(s, madd(z, estrin(z, series), halfSquare))
  const low = correction === undefined ? mul(k, ln2Low) : madd(k, ln2Low, correction)
  return sub(mul(k, ln2High), sub(sub(halfSquare, add(rest, low)), f))
}

/** What the logarithm is where it is not finite. */
const outside = (x: Lane): Lane =>
  select(gt(x, 0), x, select(eq(x, 0), float64(-Infinity), Number.NaN))

const inside = (x: Lane, value: Lane): Lane => {
  const proper = and(gt(x, 0), lt(x, Infinity))
  return select(proper, value, outside(x))
}

/** Natural logarithm. At most 0.8 ulp. */
export const log64 = (x: Lane): Lane => {
  const { k, m } = split(x)
  return inside(x, logOfParts(k, sub(m, 1)))
}

/** `log(1 + x)`: the logarithm of the rounded sum, corrected by what rounding lost over the sum. At most 0.8 ulp. */
export const log1p64 = (x: Lane): Lane => {
  const sum = add(x, 1)
  const added = sub(sum, 1)
  const lost = add(sub(1, sub(sum, added)), sub(x, added))
  const { k, m } = splitNormal(sum)
  const value = logOfParts(k, sub(m, 1), div(lost, sum))
  return select(lt(abs(x), 2 ** -54), x, inside(sum, value))
}

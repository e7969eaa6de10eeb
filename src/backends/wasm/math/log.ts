import {
  add,
  and,
  bitcast,
  div,
  fromI32S,
  geU,
  int32,
  madd,
  mul,
  or,
  rarely,
  shrS,
  signOf,
  sub,
} from '../lanes/build.ts'
import type { Lane } from '../lanes/lane.ts'
import { ln2High, ln2Low } from './exp.ts'
import { log1p64, log64 } from './log64.ts'
import { estrin } from './polynomial.ts'
import { byFloat64 } from './wide.ts'

/** `(log((1 + s) / (1 - s)) - 2 s) / s³` in `s²`: minimax, within 8.2e-10 of `2 / s²`. */
const series = [0.29870796, 0.39977583, 0.66666776]

const rootHalfBits = 0x3f3504f3
const exponentMask = 0xff800000
const smallestNormalBits = 0x00800000
const normalsBits = 0x7f000000

/** `x = 2^k m` with `m` in [√½, √2), for positive normal `x`. */
const split = (x: Lane): { readonly k: Lane; readonly m: Lane } => {
  const bits = bitcast(x, 'i32')
  const exponent = and(sub(bits, int32(rootHalfBits)), int32(exponentMask))
  return { k: fromI32S(shrS(exponent, 23), 'f32'), m: bitcast(sub(bits, exponent), 'f32') }
}

/**
 * The logarithm of a positive normal number, plus a small correction, arranged as in fdlibm's `e_log.c`
 * (Sun Microsystems, 1993).
 */
const logOfNormal = (x: Lane, correction?: Lane): Lane => {
  const { k, m } = split(x)
  const f = sub(m, 1)
  const s = div(f, add(f, 2))
  const z = mul(s, s)
  const halfSquare = mul(mul(f, 0.5), f)
  const rest = mul(s, madd(z, estrin(z, series), halfSquare))
  const low = madd(k, ln2Low, correction === undefined ? rest : add(rest, correction))
  return madd(k, ln2High, sub(f, sub(halfSquare, low)))
}

/** Zeros, subnormal and negative numbers, infinity and NaN. */
const isSpecial = (x: Lane): Lane =>
  geU(sub(bitcast(x, 'i32'), int32(smallestNormalBits)), int32(normalsBits))

/** The natural logarithm. At most 0.9 ulp. */
export const log32 = (x: Lane): Lane =>
  rarely(isSpecial(x), logOfNormal(x), byFloat64('log', log64), x)

/** `log(1 + x)`: the logarithm of the rounded sum, and what rounding lost. At most 0.9 ulp. */
export const log1p32 = (x: Lane): Lane => {
  const sum = add(x, 1)
  const moved = sub(sum, 1)
  const lost = add(sub(1, sub(sum, moved)), sub(x, moved))
  const value = or(logOfNormal(sum, div(lost, sum)), signOf(x))
  return rarely(isSpecial(sum), value, byFloat64('log1p', log1p64), x)
}

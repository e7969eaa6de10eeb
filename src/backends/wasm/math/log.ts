import {
  add,
  and,
  bitcast,
  demote,
  div,
  fromI32S,
  geU,
  int32,
  madd,
  mul,
  promote,
  rarely,
  shrS,
  sub,
} from '../lanes/build.ts'
import type { Lane } from '../lanes/lane.ts'
import { ln2High, ln2Low } from './exp.ts'
import { log64 } from './log64.ts'
import { polynomial } from './polynomial.ts'

/** `(log((1 + s) / (1 - s)) - 2 s) / s³` in `s²`: minimax, within 8.2e-10 of half the logarithm over `s`. */
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

/** `k ln 2 + log(1 + f)`, arranged as in fdlibm's `e_log.c` (Sun Microsystems, 1993). */
const logOfParts = (k: Lane, f: Lane): Lane => {
  const s = div(f, add(f, 2))
  const z = mul(s, s)
  const halfSquare = mul(mul(f, 0.5), f)
  const rest = mul(s, madd(z, polynomial(z, series), halfSquare))
  return madd(k, ln2High, sub(f, sub(halfSquare, madd(k, ln2Low, rest))))
}

/** Zeros, subnormal and negative numbers, infinity and NaN. */
const isSpecial = (x: Lane): Lane =>
  geU(sub(bitcast(x, 'i32'), int32(smallestNormalBits)), int32(normalsBits))

const viaFloat64 = { name: 'log of float32 by float64', lanes: (x: Lane) => demote(log64(promote(x))) }

/** The natural logarithm. At most 0.9 ulp from the exact value. */
export const log32 = (x: Lane): Lane => {
  const { k, m } = split(x)
  return rarely(isSpecial(x), logOfParts(k, sub(m, 1)), viaFloat64, x)
}

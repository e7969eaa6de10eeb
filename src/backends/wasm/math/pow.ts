import {
  abs,
  add,
  and,
  demote,
  div,
  eq,
  float32,
  floor,
  gt,
  lt,
  madd,
  mul,
  ne,
  not,
  or,
  pmax,
  pmin,
  promote,
  select,
  signOf,
  sub,
  xor,
} from '../lanes/build.ts'
import type { Lane } from '../lanes/lane.ts'
import { powerOfTwo, roundingMagic } from './exp64.ts'
import { splitNormal } from './log64.ts'
import { estrin } from './polynomial.ts'

/** `log₂((1 + s) / (1 - s)) / s` in `s²`: minimax, within 4.3e-12 relatively. */
const logSeries = [
  0.3407280635283089, 0.4116728241573687, 0.577083583306243, 0.96179667334994, 2.88539008179008,
]

/** `(2^r - 1) / r` for `|r| ≤ 1/2`: minimax, within 6.8e-9 of `2^r / r`. */
const binary = [
  0.0001541306797160605, 0.0013401426988390419, 0.009618834758244082, 0.05550329681126297,
  0.24022637401742328, 0.6931472028575846,
]

/** The logarithm of base 2 in float64, for finite positive numbers. */
const log2 = (x: Lane): Lane => {
  const { k, m } = splitNormal(x)
  const s = div(sub(m, 1), add(m, 1))
  return madd(s, estrin(mul(s, s), logSeries), k)
}

/** Beyond this powers of 2 overflow in float32, or round to 0. */
const far = 160

const exp2 = (x: Lane): Lane => {
  const held = pmax(pmin(x, far), -far)
  const n = sub(add(held, roundingMagic), roundingMagic)
  const r = sub(held, n)
  return mul(madd(r, estrin(r, binary), 1), powerOfTwo(n))
}

/**
 * Power, by way of a logarithm in float64; `1 ** y` and `(-1) ** ±∞` are 1, as in IEEE 754. At most 0.6
 * ulp.
 */
export const pow32 = (x: Lane, y: Lane): Lane => {
  const magnitude = abs(x)
  // Larger exponents have the same effect; infinite ones of 1 would give NaN.
  const exponent = pmax(pmin(y, 1e30), -1e30)
  const power = demote(exp2(mul(promote(exponent), log2(promote(magnitude)))))
  const half = mul(y, 0.5)
  const whole = eq(floor(y), y)
  const odd = and(whole, ne(floor(half), half))
  const regular = and(gt(magnitude, 0), lt(magnitude, Infinity))
  const extreme = select(xor(lt(magnitude, 1), lt(y, 0)), float32(0), Infinity)
  const invalid = or(ne(x, x), ne(y, y))
  const unsigned = select(invalid, Number.NaN, select(regular, power, extreme))
  const signed = xor(unsigned, and(signOf(x), select(odd, float32(-0), 0)))
  const undefinedBelow = and(and(lt(x, 0), regular), not(whole))
  const defined = select(undefinedBelow, Number.NaN, signed)
  return select(or(eq(y, 0), eq(x, 1)), float32(1), defined)
}

import {
  abs,
  add,
  and,
  bitcast,
  div,
  float64,
  int64,
  lt,
  madd,
  mul,
  or,
  select,
  shl,
  shrU,
  sub,
  withSign,
} from '../lanes/build.ts'
import type { Lane } from '../lanes/lane.ts'
import { polynomial } from './polynomial.ts'

/** `r^(-1/3)` near 1, from FreeBSD's `s_cbrt.c` (Sun Microsystems, 1993; B. Evans), within 2⁻²³. */
const inverseRoot = [
  0.14599619288661245, -0.758397934778766, 1.6214297201053545, -1.8849797954337717,
  1.87595182427177,
]

/** What a third of the upper word lacks to be the upper word of the root: FreeBSD's `B1`. */
const bias = 715094163

/**
 * Cube root: a third of the exponent and mantissa read as one number, a polynomial to 23 bits, and a step of
 * Newton's method from a value whose square is exact (FreeBSD's `s_cbrt.c`). At most 0.7 ulp.
 */
export const cbrt64 = (x: Lane): Lane => {
  const magnitude = abs(x)
  const subnormal = lt(magnitude, 2 ** -1022)
  const scaled = select(subnormal, mul(magnitude, 2 ** 54), magnitude)
  // The upper word as a number, through the bits of 2⁵², and back.
  const upper = bitcast(or(shrU(bitcast(scaled, 'i64'), 32), int64(0x4330000000000000n)), 'f64')
  const third = madd(sub(upper, 2 ** 52), 1 / 3, 2 ** 52 + bias)
  const rough = bitcast(shl(bitcast(third, 'i64'), 32), 'f64')
  const ratio = mul(mul(rough, rough), div(rough, scaled))
  const close = mul(rough, polynomial(ratio, inverseRoot))
  const short = bitcast(
    and(add(bitcast(close, 'i64'), int64(0x80000000n)), int64(-0x40000000n)),
    'f64',
  )
  const target = div(scaled, mul(short, short))
  const step = div(sub(target, short), add(add(short, short), target))
  const root = madd(short, step, short)
  const value = mul(root, select(subnormal, float64(2 ** -18), 1))
  const proper = and(lt(magnitude, Infinity), lt(0, magnitude))
  return withSign(abs(select(proper, value, magnitude)), x)
}

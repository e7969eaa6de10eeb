import {
  abs,
  add,
  and,
  demote,
  div,
  eq,
  float64,
  ge,
  lt,
  madd,
  mul,
  pmin,
  promote,
  select,
  sqrt,
  sub,
  withSign,
} from '../lanes/build.ts'
import type { Lane } from '../lanes/lane.ts'
import { splitNormal } from './log64.ts'
import { polynomial } from './polynomial.ts'

// Of float32, computed in float64 with a polynomial for float32: so nothing cancels, and no square overflows.

/** `(log((1 + s) / (1 - s)) - 2 s) / s³` in `s²`: Chebyshev interpolant, within 2e-9 relatively. */
const series = [0.23331614471843498, 0.28550778633191964, 0.4000012221181065, 0.6666666655404201]

/** `log(1 + x)` for positive `x`; NaN below. */
const log1p = (x: Lane): Lane => {
  const { k, m } = splitNormal(add(x, 1))
  const f = select(eq(k, 0), x, sub(m, 1))
  const s = div(f, add(f, 2))
  const z = mul(s, s)
  const value = madd(k, Math.LN2, mul(s, madd(z, polynomial(z, series), 2)))
  const outside = select(eq(x, Infinity), float64(Infinity), Number.NaN)
  return select(and(ge(x, 0), lt(x, Infinity)), value, outside)
}

/** Inverse hyperbolic sine: `log1p(x + x² / (1 + √(x² + 1)))`. At most 0.6 ulp. */
export const asinh32 = (x: Lane): Lane => {
  const magnitude = promote(abs(x))
  // Finite, so that infinity is not divided by itself.
  const square = pmin(mul(magnitude, magnitude), 1e300)
  const sum = add(magnitude, div(square, add(sqrt(add(square, 1)), 1)))
  return withSign(abs(demote(log1p(sum))), x)
}

/** Inverse hyperbolic cosine: `log1p(t + √(2 t + t²))` with `t = x - 1`. At most 0.6 ulp. */
export const acosh32 = (x: Lane): Lane => {
  const t = sub(promote(x), 1)
  // Below 1 the root is of a negative number, for which the factor's magnitude is taken.
  return demote(log1p(add(t, sqrt(mul(t, add(abs(t), 2))))))
}

/** Inverse hyperbolic tangent: `log1p(2 x / (1 - x)) / 2`. At most 0.6 ulp. */
export const atanh32 = (x: Lane): Lane => {
  const magnitude = promote(abs(x))
  const quotient = div(add(magnitude, magnitude), sub(1, magnitude))
  return withSign(abs(demote(mul(log1p(quotient), 0.5))), x)
}

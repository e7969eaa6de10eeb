import {
  abs,
  add,
  and,
  bitcast,
  div,
  gt,
  int64,
  lt,
  madd,
  mul,
  neg,
  pmin,
  select,
  sub,
  withSign,
} from '../lanes/build.ts'
import type { Lane } from '../lanes/lane.ts'
import { expOfSum64 } from './exp64.ts'
import { sideBySide } from './horner64.ts'

/** `erf(x) / x` in `x²` on [0, 1]: Chebyshev interpolant, within 2e-17 relatively. */
const nearZero = [
  5.957176147748911e-11, -1.1372848856791674e-9, 1.4659775274047436e-8, -1.6350312701054695e-7,
  1.6461000484121368e-6, -1.4925595266831182e-5, 0.0001205533111164271, -0.000854832698083379,
  0.0052239776248180145, -0.026866170645076792, 0.11283791670954879, -0.3761263890318375,
  1.1283791670955126,
]

/** `(1 + 2 x) exp(x²) erfc(x)` in `(x - 3) / (x + 3)` for `x ≥ 1/2`: Chebyshev interpolant, within 8e-17. */
const scaledTail = [
  3.4857616598761575e-9, -2.364722137103112e-8, 1.841441031768294e-8, 1.3376611832423843e-7,
  -1.2377771173489597e-7, -6.551721540775777e-7, 3.5242260231623217e-7, 3.498025292870176e-6,
  -7.334500023711176e-7, -2.011099568569788e-5, 4.951246766427823e-6, 0.00012510204965000544,
  -0.00010516036691941478, -0.0007798327144878937, 0.0018886904549149965, 0.002529391860413148,
  -0.023770514927307543, 0.06830802734148166, -0.11927366341492666, 0.12964515870282672,
  -0.0475622943534571, -0.1356211061245817, 1.2530080582697296,
]

/** Where the complement is below all numbers. */
const far = 28

/**
 * `erfc(x)` for `x ≥ 1/2`, by one polynomial for all of them (M. Shepherd and J. Laframboise, "Chebyshev
 * approximation of (1 + 2x) exp(x²) erfc x in 0 ≤ x < ∞", 1981).
 */
const upperTail = (magnitude: Lane): Lane => {
  const x = pmin(magnitude, far)
  const t = div(sub(x, 3), add(x, 3))
  // The square of a number of 26 bits is exact.
  const short = bitcast(and(bitcast(x, 'i64'), int64(-0x8000000n)), 'f64')
  const e = expOfSum64(neg(mul(short, short)), mul(sub(short, x), add(short, x)))
  return mul(div(sideBySide(t, scaledTail), madd(x, 2, 1)), e)
}

const series = (x: Lane): Lane => mul(x, sideBySide(mul(x, x), nearZero))

/** The error function. At most 1.6 ulp. */
export const erf64 = (x: Lane): Lane => {
  const magnitude = abs(x)
  const value = sub(1, upperTail(magnitude))
  return withSign(abs(select(lt(magnitude, 1), series(magnitude), value)), x)
}

/** The complementary error function. At most 2.9 ulp. */
export const erfc64 = (x: Lane): Lane => {
  const magnitude = abs(x)
  const tail = upperTail(magnitude)
  const beyond = select(gt(x, 0), tail, sub(2, tail))
  return select(lt(magnitude, 0.5), sub(1, series(x)), beyond)
}

import {
  abs,
  add,
  and,
  bitcast,
  div,
  int32,
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
import { expOfSmallNegative, scaledExpOfNegative } from './exp.ts'
import { estrin, polynomial } from './polynomial.ts'

/** `erf(x) / x - 1` in `x²` for `|x| ≤ 1`: minimax, within 1.5e-9 of `erf(x) / x`. */
const near = [
  7.806904e-5, -0.0007997853, 0.005187162, -0.026853347, 0.11283579, -0.37612626, 0.12837917,
]

/** `log(erfc(x)) / x` on [1, 4]: minimax, within 2.5e-9 of `1 / (x erfc(x))`. */
const logOfComplement = [
  0.00021018201, -0.0031831064, 0.022786029, -0.105096556, -0.6358465, -1.1284755,
]

/** `(1 + 2 x) exp(x²) erfc(x)` in `(x - 2) / (x + 2)` on [0.5, 10.1]: minimax, within 2e-8 relatively. */
const tail = [
  -0.0013187855, 0.0009488519, 0.008694433, -0.007947408, -0.054218303, 0.16404232, -0.16603039,
  -0.09276357, 1.2769784,
]

const erfNearZero = (x: Lane): Lane => madd(x, estrin(mul(x, x), near), x)

/** The error function: a polynomial below 1, and `1 - exp(…)`. At most 1.3 ulp. */
export const erf32 = (x: Lane): Lane => {
  const magnitude = pmin(abs(x), 4)
  const far = sub(1, expOfSmallNegative(mul(magnitude, estrin(magnitude, logOfComplement))))
  return select(lt(magnitude, 1), erfNearZero(x), withSign(far, x))
}

/** Twelve bits, whose square is exact. */
const leading = (x: Lane): Lane => bitcast(and(bitcast(x, 'i32'), int32(0xfffff000)), 'f32')

/**
 * `erfc(x)` for `0.5 ≤ x`, in the form of M. Shepherd and J. Laframboise, "Chebyshev approximation of
 * (1 + 2x) exp(x²) erfc x in 0 ≤ x < ∞" (1981).
 */
const upperTail = (x: Lane): Lane => {
  const t = div(sub(x, 2), add(x, 2))
  const factor = div(polynomial(t, tail), madd(x, 2, 1))
  const short = leading(x)
  const rest = mul(sub(x, short), add(x, short))
  return scaledExpOfNegative(neg(mul(short, short)), rest, factor)
}

/** The complementary error function, to full relative accuracy in its tail. At most 4.0 ulp. */
export const erfc32 = (x: Lane): Lane => {
  const magnitude = abs(x)
  const upper = upperTail(pmin(magnitude, 10.1))
  const far = select(lt(x, 0), sub(2, upper), upper)
  return select(lt(magnitude, 0.5), sub(1, erfNearZero(x)), far)
}

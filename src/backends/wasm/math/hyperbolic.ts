import {
  abs,
  add,
  div,
  ge,
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
import { expm1OfPositive, expOfNegative, quarterExp } from './exp.ts'
import { estrin } from './polynomial.ts'

/** From here on the hyperbolic tangent rounds to 1. */
const saturation = 9.02

/** `tanh(x) = e / (e + 2)` with `e = exp(2 x) - 1`. At most 2.6 ulp. */
export const tanh32 = (x: Lane): Lane => {
  const held = pmin(abs(x), saturation)
  const e = expm1OfPositive(add(held, held))
  return withSign(div(e, add(e, 2)), x)
}

/** `1 / (1 + exp(-x))`, for negative `x` as `exp(x) / (1 + exp(x))`. At most 2.5 ulp. */
export const logistic32 = (x: Lane): Lane => {
  const e = expOfNegative(neg(abs(x)))
  return div(select(ge(x, 0), 1, e), add(e, 1))
}

/** `(sinh(x) - x) / x³` in `x²` for `|x| ≤ 1`: minimax, within 2.4e-8 of `sinh(x) / x³`. */
const sineSeries = [0.0002037334, 0.008330271, 0.16666716]

const double = (x: Lane): Lane => add(x, x)

/** Half the difference of exponentials, and a polynomial below 1. At most 1.7 ulp. */
export const sinh32 = (x: Lane): Lane => {
  const magnitude = abs(x)
  const quarter = quarterExp(magnitude)
  const far = double(sub(quarter, div(0.0625, quarter)))
  const square = mul(magnitude, magnitude)
  const near = madd(mul(magnitude, square), estrin(square, sineSeries), magnitude)
  return withSign(select(lt(magnitude, 1), near, far), x)
}

/** Half the sum of exponentials. At most 1.5 ulp. */
export const cosh32 = (x: Lane): Lane => {
  const quarter = quarterExp(abs(x))
  return double(add(quarter, div(0.0625, quarter)))
}

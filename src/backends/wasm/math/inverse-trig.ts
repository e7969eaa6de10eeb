import {
  abs,
  add,
  bitcast,
  div,
  eq,
  float32,
  gt,
  int32,
  lt,
  mul,
  pmax,
  pmin,
  select,
  signOf,
  sqrt,
  sub,
  withSign,
  xor,
} from '../lanes/build.ts'
import type { Lane } from '../lanes/lane.ts'
import { polynomial } from './polynomial.ts'

/** `(asin(x) - x) / x³` in `x²` on [0, 1/2]: Chebyshev interpolant, within 3e-8 relatively. */
const arcsineSeries = [
  0.03370072632136513, 0.017143716819253568, 0.031101727829067168, 0.04459931916287114,
  0.07500094761172901, 0.1666666633654049,
]

/** `(atan(x) - x) / x³` in `x²` on [0, 1]: Chebyshev interpolant, within 8e-9 relatively. */
const arctangentSeries = [
  0.0014886919393047597, -0.009144629760592396, 0.026305001110062377, -0.04896051402709067,
  0.07031914250029966, -0.08931826777381315, 0.11088261628735159, -0.1428400379473353,
  0.19999949321141888, -0.3333333308107325,
]

/** π/2 as a sum of two numbers of 24 bits. */
const halfPi = Math.fround(Math.PI / 2)
const halfPiLow = Math.PI / 2 - halfPi

interface Half {
  /** Whether the argument is above 1/2 in magnitude. */
  readonly large: Lane
  /** `asin(|x|)`, or of `√((1 - |x|) / 2)` where that is large, in two parts. */
  readonly root: Lane
  readonly rest: Lane
}

/** The part that arcsine and arccosine share, which halves large angles; NaN beyond 1. */
const halfAngle = (x: Lane): Half => {
  const magnitude = abs(x)
  const large = gt(magnitude, 0.5)
  const halved = mul(sub(1, magnitude), 0.5)
  const z = select(large, halved, mul(x, x))
  const root = select(large, sqrt(halved), magnitude)
  return { large, root, rest: mul(mul(root, z), polynomial(z, arcsineSeries)) }
}

/** Arcsine: a polynomial, after halving the complement of large angles. At most 1.6 ulp. */
export const asin32 = (x: Lane): Lane => {
  const { large, root, rest } = halfAngle(x)
  const complement = sub(halfPi, sub(mul(root, 2), sub(halfPiLow, mul(rest, 2))))
  return withSign(abs(select(large, complement, add(root, rest))), x)
}

/** Arccosine, by the same polynomial. At most 1.1 ulp. */
export const acos32 = (x: Lane): Lane => {
  const { large, root, rest } = halfAngle(x)
  const positive = mul(add(root, rest), 2)
  const negative = sub(2 * halfPi, sub(mul(root, 2), sub(2 * halfPiLow, mul(rest, 2))))
  const folded = select(lt(x, 0), negative, positive)
  const sign = signOf(x)
  const small = sub(halfPi, sub(xor(root, sign), sub(halfPiLow, xor(rest, sign))))
  return select(large, folded, small)
}

/** The angle whose tangent is `t` in [0, 1], or its complement. */
const angle = (t: Lane, complement: Lane): Lane => {
  const z = mul(t, t)
  const rest = mul(mul(t, z), polynomial(z, arctangentSeries))
  return select(complement, sub(halfPi, sub(t, sub(halfPiLow, rest))), add(t, rest))
}

/** Arctangent, by that of the inverse beyond 1. At most 1.3 ulp. */
export const atan32 = (x: Lane): Lane => {
  const magnitude = abs(x)
  const steep = gt(magnitude, 1)
  return withSign(angle(select(steep, div(1, magnitude), magnitude), steep), x)
}

/** The angle of the point `(x, y)`. At most 1.5 ulp. */
export const atan232 = (y: Lane, x: Lane): Lane => {
  const [up, right] = [abs(y), abs(x)]
  // In this order one of them is NaN if an operand is.
  const [lower, upper] = [pmin(up, right), pmax(right, up)]
  // Equals may be zeros or infinite.
  const ones = select(eq(upper, 0), float32(0), 1)
  const t = select(eq(lower, upper), ones, div(lower, upper))
  const value = angle(t, gt(up, right))
  const left = lt(bitcast(x, 'i32'), int32(0))
  return withSign(abs(select(left, sub(2 * halfPi, sub(value, 2 * halfPiLow)), value)), y)
}

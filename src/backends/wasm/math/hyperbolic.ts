import { abs, add, div, madd, mul, pmin, sub, withSign } from '../lanes/build.ts'
import type { Lane } from '../lanes/lane.ts'
import { exponentBits, ln2High, ln2Low, magic, powerOfTwo } from './exp.ts'
import { polynomial } from './polynomial.ts'

const quadratic = [0.0013837861, 0.008367088, 0.04166775, 0.16666539, 0.49999997]

/** From here on the hyperbolic tangent rounds to 1. */
const saturation = 9.02

/** `exp(x) - 1` for `0 ≤ x < 87`. */
const expm1OfPositive = (x: Lane): Lane => {
  const sum = madd(x, Math.LOG2E, magic)
  const n = sub(sum, magic)
  const r = madd(n, -ln2Low, madd(n, -ln2High, x))
  const p = madd(mul(r, r), polynomial(r, quadratic), r)
  const power = powerOfTwo(exponentBits(sum))
  return madd(power, p, sub(power, 1))
}

export const tanh32 = (x: Lane): Lane => {
  const held = pmin(abs(x), saturation)
  const e = expm1OfPositive(add(held, held))
  return withSign(div(e, add(e, 2)), x)
}

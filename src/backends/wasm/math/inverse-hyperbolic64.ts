import { abs, add, div, float64, gt, lt, mul, select, sqrt, sub, withSign } from '../lanes/build.ts'
import type { Lane } from '../lanes/lane.ts'
import { log1p64 } from './log64.ts'

/** Where `x ± 1/x` is `x`, and beyond which squares might overflow. */
const far = 2 ** 28

/** Inverse hyperbolic sine: `log1p(x + x² / (1 + √(x² + 1)))`. At most 1.7 ulp. */
export const asinh64 = (x: Lane): Lane => {
  const magnitude = abs(x)
  const large = gt(magnitude, far)
  const square = mul(magnitude, magnitude)
  const sum = add(magnitude, div(square, add(sqrt(add(square, 1)), 1)))
  const value = log1p64(select(large, sub(magnitude, 1), sum))
  return withSign(add(value, select(large, float64(Math.LN2), 0)), x)
}

/** Inverse hyperbolic cosine: `log1p(t + √(2 t + t²))` with `t = x - 1`. At most 1.6 ulp. */
export const acosh64 = (x: Lane): Lane => {
  // Below 1 the root is of a negative number, for which the factor's magnitude is taken.
  const t = sub(x, 1)
  const large = gt(x, far)
  const sum = add(t, sqrt(mul(t, add(abs(t), 2))))
  const value = log1p64(select(large, t, sum))
  return add(value, select(large, float64(Math.LN2), 0))
}

/** Inverse hyperbolic tangent: `log1p(2 x / (1 - x)) / 2`. At most 1.6 ulp. */
export const atanh64 = (x: Lane): Lane => {
  const magnitude = abs(x)
  const twice = add(magnitude, magnitude)
  const quotient = div(mul(twice, magnitude), sub(1, magnitude))
  const small = add(twice, quotient)
  const large = div(twice, sub(1, magnitude))
  return withSign(mul(log1p64(select(lt(magnitude, 0.5), small, large)), 0.5), x)
}

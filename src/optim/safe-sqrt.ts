import { scalar } from '../core/convert.ts'
import { isFloat } from '../core/dtype.ts'
import type { Primitive } from '../core/primitive.ts'
import { call, type Expr } from '../core/scalar.ts'
import type { Tensor } from '../core/tensor.ts'
import { bind1 } from '../core/trace.ts'
import { div, eq, mul, select } from '../primitives/arithmetic.ts'
import { commonDtype, elementwise, type NoParams, noParams } from '../primitives/families.ts'

/** `1 / (2 y)`, and 0 where `y` is 0. */
const slope = (y: Tensor): Tensor => {
  const isZero = eq(y, scalar(0, y.dtype))
  const nonzero = select(isZero, y, scalar(1, y.dtype))
  return select(isZero, div(scalar(0.5, y.dtype), nonzero), scalar(0, y.dtype))
}

const safeSqrtP: Primitive<NoParams> = /*@__PURE__*/ elementwise('safe_sqrt', {
  dtype: /*@__PURE__*/ commonDtype('safeSqrt', isFloat, 'floating point numbers'),
  scalar: ([x]) => call('sqrt', x as Expr),
  tangents: [(dx, _, y) => mul(dx, slope(y))],
})

/**
 * The root, with derivative 0 at 0, where that of `sqrt` is infinite. Roots here are of squares of
 * gradients, `√g² = |g|`, so that 0 is a subgradient; where a gradient is 0, a meta-gradient would else
 * be `0 · ∞`.
 */
export const safeSqrt = (x: Tensor): Tensor => bind1(safeSqrtP, [x], noParams)

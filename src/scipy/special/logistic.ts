import { checked } from '../../core/checked.ts'
import type { TensorLike } from '../../core/convert.ts'
import type { Tensor } from '../../core/tensor.ts'
import { divide, multiply, subtract } from '../../numpy/arithmetic.ts'
import { withTangent } from '../../numpy/custom-rule.ts'
import { log } from '../../numpy/math.ts'
import { inexact } from '../../numpy/promotion.ts'
import { logistic } from '../../primitives/elementwise.ts'

/**
 * The logistic function `1 / (1 + e⁻ˣ)`.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * scipy.special.expit(np.array([-1000, 0, 1000])) // => [0, 0.5, 1]
 */
export const expit = /*@__PURE__*/ checked(
  'expit(x)',
  (x: TensorLike): Tensor => logistic(inexact('expit', x)),
)

const logOdds = /*@__PURE__*/ withTangent(
  (x) => log(divide(x as Tensor, subtract(1, x as Tensor))),
  ([dx], [x]) => divide(dx as Tensor, multiply(x as Tensor, subtract(1, x as Tensor))),
)

/**
 * The log-odds `log(x / (1 − x))`, the inverse of `expit`.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * scipy.special.logit(np.array([0, 0.5, 1])) // => [-Infinity, 0, Infinity]
 */
export const logit = /*@__PURE__*/ checked(
  'logit(x)',
  (x: TensorLike): Tensor => logOdds(inexact('logit', x)),
)

import { checked } from '../../core/checked.ts'
import type { TensorLike } from '../../core/convert.ts'
import type { Tensor } from '../../core/tensor.ts'
import { inexact } from '../../numpy/promotion.ts'
import * as basic from '../../primitives/elementwise.ts'

/**
 * The error function `2/√π ∫₀ˣ exp(−t²) dt`.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * scipy.special.erf(np.array([0, Infinity])) // => [0, 1]
 */
export const erf = /*@__PURE__*/ checked(
  'erf(x)',
  (x: TensorLike): Tensor => basic.erf(inexact('erf', x)),
)

/**
 * `1 − erf(x)`, accurate for large `x`.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * scipy.special.erfc(np.array([0, Infinity])) // => [1, 0]
 */
export const erfc = /*@__PURE__*/ checked(
  'erfc(x)',
  (x: TensorLike): Tensor => basic.erfc(inexact('erfc', x)),
)

/**
 * The inverse of `erf`.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * scipy.special.erfinv(np.array([0, 1])) // => [0, Infinity]
 */
export const erfinv = /*@__PURE__*/ checked(
  'erfinv(x)',
  (x: TensorLike): Tensor => basic.erfInv(inexact('erfinv', x)),
)

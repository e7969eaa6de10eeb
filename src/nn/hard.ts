import { checked } from '../core/checked.ts'
import { asTensor, type TensorLike } from '../core/convert.ts'
import type { Tensor } from '../core/tensor.ts'
import { add, divide, multiply } from '../numpy/arithmetic.ts'
import { greater, less, select3 } from '../numpy/logic.ts'
import { inexact } from '../numpy/promotion.ts'
import { relu6 } from './relu.ts'

/**
 * `x` held in `[-1, 1]`; its derivative at the bounds is 1.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @example
 * nn.hardTanh(np.array([-3, 0.5, 3])) // => [-1, 0.5, 1]
 */
export const hardTanh = /*@__PURE__*/ checked('hardTanh(x)', (x: TensorLike): Tensor => {
  const tensor = asTensor(x, 'hardTanh')
  return select3(greater(tensor, 1), 1, select3(less(tensor, -1), -1, tensor))
})

/**
 * `relu6(x + 3) / 6`.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @example
 * nn.hardSigmoid(np.array([-3, 0, 3])) // => [0, 0.5, 1]
 */
export const hardSigmoid = /*@__PURE__*/ checked(
  'hardSigmoid(x)',
  (x: TensorLike): Tensor => divide(relu6(add(inexact('hardSigmoid', x), 3)), 6),
)

/**
 * `x · hardSigmoid(x)`.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @example
 * nn.hardSilu(np.array([-3, 0, 3])) // => [-0, 0, 3]
 * @see Howard et al., Searching for MobileNetV3, ICCV 2019, §5.2
 */
export const hardSilu = /*@__PURE__*/ checked(
  'hardSilu(x)',
  (x: TensorLike): Tensor => multiply(x, hardSigmoid(x)),
)

/** As `hardSilu`. */
export { hardSilu as hardSwish }

import { checked } from '../core/checked.ts'
import { asTensor, type TensorLike } from '../core/convert.ts'
import { checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { abs, add, clip, divide, multiply, negative, square } from '../numpy/arithmetic.ts'
import { greaterEqual, lessEqual, select3 } from '../numpy/logic.ts'
import { sqrt, tanh } from '../numpy/math.ts'
import { inexact } from '../numpy/promotion.ts'
import { logaddexp } from '../numpy/special.ts'
import { logistic } from '../primitives/elementwise.ts'

/**
 * The logistic function `1 / (1 + e⁻ˣ)`.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @example
 * nn.sigmoid(np.array([-1000, 0, 1000])) // => [0, 0.5, 1]
 */
export const sigmoid = /*@__PURE__*/ checked(
  'sigmoid(x)',
  (x: TensorLike): Tensor => logistic(inexact('sigmoid', x)),
)

/**
 * `log(1 + eˣ)` without overflow, a smooth positive part.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @example
 * nn.softplus(np.array([-1000, 1000])) // => [0, 1000]
 */
export const softplus = /*@__PURE__*/ checked(
  'softplus(x)',
  (x: TensorLike): Tensor => logaddexp(x, 0),
)

/**
 * The logarithm of `sigmoid` without underflow, `-softplus(-x)`.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @example
 * nn.logSigmoid(np.array([-1000, 1000])) // => [-1000, 0]
 */
export const logSigmoid = /*@__PURE__*/ checked(
  'logSigmoid(x)',
  (x: TensorLike): Tensor => negative(softplus(negative(x))),
)

/**
 * `x · sigmoid(x)`.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @example
 * nn.silu(np.array([-1000, 0, 1000])) // => [0, 0, 1000]
 * @see Elfwing et al., Sigmoid-Weighted Linear Units, Neural Networks 107, 2018, eq. 3
 */
export const silu = /*@__PURE__*/ checked('silu(x)', (x: TensorLike): Tensor => {
  const tensor = inexact('silu', x)
  return multiply(tensor, logistic(tensor))
})

/** As `silu`. */
export { silu as swish }

/**
 * `x · tanh(softplus(x))`.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @example
 * nn.mish(np.array([0, 1000])) // => [0, 1000]
 * @see Misra, Mish: A Self Regularized Non-Monotonic Activation Function, BMVC 2020, eq. 1
 */
export const mish = /*@__PURE__*/ checked(
  'mish(x)',
  (x: TensorLike): Tensor => multiply(x, tanh(softplus(x))),
)

/**
 * `x / (|x| + 1)`.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @example
 * nn.softSign(np.array([-1, 3])) // => [-0.5, 0.75]
 */
export const softSign = /*@__PURE__*/ checked('softSign(x)', (x: TensorLike): Tensor => {
  const tensor = asTensor(x, 'softSign')
  return divide(tensor, add(abs(tensor), 1))
})

export interface SquareplusOptions {
  /** How round the curve is at 0. Default 4. */
  readonly b?: TensorLike
}

/**
 * `(x + √(x² + b)) / 2`, a smooth positive part without exponentials.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * nn.squareplus(np.array([0, 1.5])) // => [1, 2]
 * @see Barron, Squareplus: A Softplus-Like Algebraic Rectifier, 2021, eq. 1
 */
export const squareplus = /*@__PURE__*/ checked(
  'squareplus(x, options?)',
  (x: TensorLike, options?: SquareplusOptions): Tensor => {
    checkOptions('squareplus', options, ['b'])
    const tensor = asTensor(x, 'squareplus')
    return divide(add(tensor, sqrt(add(square(tensor), options?.b ?? 4))), 2)
  },
)

/**
 * 0 up to -1, then `(x + 1)² / 4` up to 1, then `x`.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @example
 * nn.sparsePlus(np.array([-2, 0, 3])) // => [0, 0.25, 3]
 */
export const sparsePlus = /*@__PURE__*/ checked('sparsePlus(x)', (x: TensorLike): Tensor => {
  const tensor = inexact('sparsePlus', x)
  const curve = divide(square(add(tensor, 1)), 4)
  return select3(lessEqual(tensor, -1), 0, select3(greaterEqual(tensor, 1), tensor, curve))
})

/**
 * `(x + 1) / 2` held in `[0, 1]`: the derivative of `sparsePlus`.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @example
 * nn.sparseSigmoid(np.array([-2, 0, 3])) // => [0, 0.5, 1]
 */
export const sparseSigmoid = /*@__PURE__*/ checked(
  'sparseSigmoid(x)',
  (x: TensorLike): Tensor => multiply(0.5, clip(add(inexact('sparseSigmoid', x), 1), 0, 2)),
)

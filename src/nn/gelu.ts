import { checked } from '../core/checked.ts'
import type { TensorLike } from '../core/convert.ts'
import { checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { add, multiply, negative, power } from '../numpy/arithmetic.ts'
import { tanh } from '../numpy/math.ts'
import { inexact } from '../numpy/promotion.ts'
import { erfc } from '../primitives/elementwise.ts'

export interface GeluOptions {
  /** Whether to use the approximation with `tanh`. Default true. */
  readonly approximate?: boolean
}

/**
 * `x Φ(x)`, with the distribution function `Φ` of the normal distribution; approximately
 * `x/2 (1 + tanh(√(2/π) (x + 0.044715 x³)))`.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * nn.gelu(np.array([-10, 0, 10])) // => [-0, 0, 10]
 * @see Hendrycks & Gimpel, Gaussian Error Linear Units, 2016, §2
 */
export const gelu = /*@__PURE__*/ checked(
  'gelu(x, options?)',
  (x: TensorLike, options?: GeluOptions): Tensor => {
    checkOptions('gelu', options, ['approximate'])
    const tensor = inexact('gelu', x)
    if (options?.approximate === false)
      return multiply(multiply(0.5, tensor), erfc(multiply(negative(tensor), Math.SQRT1_2)))
    const cubic = add(tensor, multiply(0.044715, power(tensor, 3)))
    const cdf = multiply(0.5, add(1, tanh(multiply(Math.sqrt(2 / Math.PI), cubic))))
    return multiply(tensor, cdf)
  },
)

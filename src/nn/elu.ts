import { checked } from '../core/checked.ts'
import { asTensor, type TensorLike } from '../core/convert.ts'
import { checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { add, divide, maximum, minimum, multiply } from '../numpy/arithmetic.ts'
import { greater, select3 } from '../numpy/logic.ts'
import { expm1 } from '../numpy/math.ts'

export interface EluOptions {
  /** Minus the limit at -∞. Default 1. */
  readonly alpha?: TensorLike
}

/**
 * `x` where `x > 0`, else `α (eˣ − 1)`.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * nn.elu(np.array([-1000, 2]), { alpha: 0.5 }) // => [-0.5, 2]
 * @see Clevert et al., Fast and Accurate Deep Network Learning by ELUs, ICLR 2016, eq. 15
 */
export const elu = /*@__PURE__*/ checked(
  'elu(x, options?)',
  (x: TensorLike, options?: EluOptions): Tensor => {
    checkOptions('elu', options, ['alpha'])
    const tensor = asTensor(x, 'elu')
    const isUp = greater(tensor, 0)
    // The exponential never sees a large number, whose infinite derivative would leak as 0 · ∞.
    const below = expm1(select3(isUp, 0, tensor))
    return select3(isUp, tensor, multiply(options?.alpha ?? 1, below))
  },
)

/**
 * `max(x, 0) + α (exp(min(x, 0) / α) − 1)`: continuously differentiable for every `α`.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * nn.celu(np.array([-1000, 2]), { alpha: 0.5 }) // => [-0.5, 2]
 * @see Barron, Continuously Differentiable Exponential Linear Units, 2017, eq. 2
 */
export const celu = /*@__PURE__*/ checked(
  'celu(x, options?)',
  (x: TensorLike, options?: EluOptions): Tensor => {
    checkOptions('celu', options, ['alpha'])
    const alpha = options?.alpha ?? 1
    const below = multiply(alpha, expm1(divide(minimum(x, 0), alpha)))
    return add(maximum(x, 0), below)
  },
)

/**
 * `1.0507 · elu(x, 1.6733)`, with constants that keep mean 0 and variance 1 from layer to layer.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @example
 * nn.selu(np.array([-1000, 0, 10])).round() // => [-2, 0, 11]
 * @see Klambauer et al., Self-Normalizing Neural Networks, NeurIPS 2017, eq. 2
 */
export const selu = /*@__PURE__*/ checked(
  'selu(x)',
  (x: TensorLike): Tensor => multiply(1.0507009873554805, elu(x, { alpha: 1.6732632423543772 })),
)

import { checked } from '../core/checked.ts'
import { asTensor, scalar, type TensorLike } from '../core/convert.ts'
import { checkChoice, checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { add, maximum, multiply, square, subtract } from '../numpy/arithmetic.ts'
import type { AxisLike } from '../numpy/axes.ts'
import { inexact } from '../numpy/promotion.ts'
import { mean as meanOf } from '../numpy/reductions.ts'
import { rsqrt } from '../primitives/elementwise.ts'

export interface StandardizeOptions {
  /** The axis, or axes, over which mean and variance are taken. Default -1. */
  readonly axis?: AxisLike
  /** The mean, if known. */
  readonly mean?: TensorLike
  /** The variance, if known. */
  readonly variance?: TensorLike
  /** Added to the variance. Default 1e-5. */
  readonly epsilon?: TensorLike
  /** Which elements count for mean and variance. Default: all. */
  readonly where?: TensorLike
  /** The variance as `E[x²] − E[x]²`, or as `E[(x − E[x])²]`, which rounds less. Default `'fast'`. */
  readonly algorithm?: 'fast' | 'stable'
}

/**
 * `(x − mean) / √(variance + ε)`: what normalization layers do.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @throws ArgumentError for an unknown option
 * @example
 * nn.standardize(np.array([1, 3]), { epsilon: 0 }) // => [-1, 1]
 * @see Ba et al., Layer Normalization, 2016, eq. 4
 */
export const standardize = /*@__PURE__*/ checked(
  'standardize(x, options?)',
  (x: TensorLike, options?: StandardizeOptions): Tensor => {
    checkOptions('standardize', options, [
      'axis',
      'mean',
      'variance',
      'epsilon',
      'where',
      'algorithm',
    ])
    const { axis = -1, epsilon = 1e-5, where, algorithm = 'fast' } = options ?? {}
    checkChoice('standardize', 'algorithm', algorithm, ['fast', 'stable'])
    const tensor = inexact('standardize', x)
    const mask = where === undefined ? {} : { where: asTensor(where, 'standardize') }
    const average = (values: Tensor): Tensor => meanOf(values, { axis, keepdims: true, ...mask })
    const exact = (value: TensorLike): TensorLike =>
      typeof value === 'number' ? scalar(value, tensor.dtype) : value
    const center = exact(options?.mean ?? average(tensor))
    const spread = (): Tensor =>
      algorithm === 'stable'
        ? average(square(subtract(tensor, center)))
        : maximum(subtract(average(square(tensor)), square(center)), 0)
    const variance = exact(options?.variance ?? spread())
    return multiply(
      subtract(tensor, center),
      rsqrt(inexact('standardize', add(variance, exact(epsilon)))),
    )
  },
)

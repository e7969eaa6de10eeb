import { checked } from '../core/checked.ts'
import { asTensor, scalar, type TensorLike } from '../core/convert.ts'
import { checkOptions } from '../core/options.ts'
import type { Primitive } from '../core/primitive.ts'
import { binary, constant, type Expr } from '../core/scalar.ts'
import type { Tensor } from '../core/tensor.ts'
import { bind1 } from '../core/trace.ts'
import { multiply } from '../numpy/arithmetic.ts'
import { greaterEqual, select3 } from '../numpy/logic.ts'
import { inexact, numeric } from '../numpy/promotion.ts'
import { gt, lt, select } from '../primitives/arithmetic.ts'
import { and } from '../primitives/elementwise.ts'
import { elementwise, type NoParams, noParams } from '../primitives/families.ts'
import { zerosLike } from '../primitives/structural.ts'

const above = (x: Expr, low: number): Expr => binary('max', x, constant(low, x.dtype))

/** `dx` where `mask` is true, else 0. */
const gated = (mask: Tensor, dx: Tensor): Tensor => select(mask, zerosLike(dx), dx)

// One primitive rather than a maximum: half the work for the derivative, and 0 at a tie.
const reluP: Primitive<NoParams> = /*@__PURE__*/ elementwise('relu', {
  scalar: ([x]) => above(x as Expr, 0),
  tangents: [(dx, [x]) => gated(gt(x as Tensor, scalar(0, dx.dtype)), dx)],
})

const relu6P: Primitive<NoParams> = /*@__PURE__*/ elementwise('relu6', {
  scalar: ([x]) => binary('min', above(x as Expr, 0), constant(6, (x as Expr).dtype)),
  tangents: [
    (dx, [x]) =>
      gated(and(gt(x as Tensor, scalar(0, dx.dtype)), lt(x as Tensor, scalar(6, dx.dtype))), dx),
  ],
})

/**
 * The positive part `max(x, 0)`; NaN stays. Its derivative at 0 is 0.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @example
 * nn.relu(np.array([-2, 0, 3])) // => [0, 0, 3]
 * @see Bertoin et al., Numerical influence of ReLU'(0) on backpropagation, NeurIPS 2021
 */
export const relu = /*@__PURE__*/ checked(
  'relu(x)',
  (x: TensorLike): Tensor => bind1(reluP, [numeric('relu', x)], noParams),
)

/**
 * `min(max(x, 0), 6)`; its derivative at 0 and at 6 is 0.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @example
 * nn.relu6(np.array([-2, 3, 8])) // => [0, 3, 6]
 * @see Krizhevsky, Convolutional Deep Belief Networks on CIFAR-10, 2010
 */
export const relu6 = /*@__PURE__*/ checked(
  'relu6(x)',
  (x: TensorLike): Tensor => bind1(relu6P, [inexact('relu6', x)], noParams),
)

export interface LeakyReluOptions {
  /** The slope below 0. Default 0.01. */
  readonly negativeSlope?: TensorLike
}

/**
 * `x` where `x ≥ 0`, else `negativeSlope · x`.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * nn.leakyRelu(np.array([-2, 3]), { negativeSlope: 0.5 }) // => [-1, 3]
 * @see Maas et al., Rectifier Nonlinearities Improve Neural Network Acoustic Models, 2013
 */
export const leakyRelu = /*@__PURE__*/ checked(
  'leakyRelu(x, options?)',
  (x: TensorLike, options?: LeakyReluOptions): Tensor => {
    checkOptions('leakyRelu', options, ['negativeSlope'])
    const tensor = asTensor(x, 'leakyRelu')
    return select3(
      greaterEqual(tensor, 0),
      tensor,
      multiply(options?.negativeSlope ?? 0.01, tensor),
    )
  },
)

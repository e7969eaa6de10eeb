import { checked } from '../core/checked.ts'
import { asTensor, type TensorLike } from '../core/convert.ts'
import { checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { divide, multiply, subtract } from '../numpy/arithmetic.ts'
import type { AxisLike } from '../numpy/axes.ts'
import { withTangent } from '../numpy/custom-rule.ts'
import { select3 } from '../numpy/logic.ts'
import { exp, log } from '../numpy/math.ts'
import { inexact } from '../numpy/promotion.ts'
import { max, sum } from '../numpy/reductions.ts'
import { stopTensorGradient } from '../primitives/stop-gradient.ts'

export interface SoftmaxOptions {
  /** The axis, or axes, of each distribution. Default -1. */
  readonly axis?: AxisLike
  /** Which elements count; broadcast with the value. Default: all. */
  readonly where?: TensorLike
}

const softmaxOptions = ['axis', 'where']

/** `where`, if given, as an option of reductions. */
const masked = (where: Tensor | undefined): { readonly where?: Tensor } =>
  where === undefined ? {} : { where }

/** The largest element, kept as axes of size 1. */
const largest = (x: Tensor, axis: AxisLike, where: Tensor | undefined): Tensor =>
  max(x, { axis, keepdims: true, initial: Number.NEGATIVE_INFINITY, ...masked(where) })

const shifted = (x: Tensor, peak: Tensor, where: Tensor | undefined): Tensor =>
  subtract(where === undefined ? x : select3(where, x, Number.NEGATIVE_INFINITY), peak)

const along = (axis: AxisLike): ((...xs: readonly Tensor[]) => Tensor) =>
  withTangent(
    (x, where) => {
      const tensor = x as Tensor
      const weights = exp(shifted(tensor, largest(tensor, axis, where), where))
      const shares = divide(weights, sum(weights, { axis, keepdims: true, ...masked(where) }))
      return where === undefined ? shares : select3(where, shares, 0)
    },
    ([dx], [, where], y) => {
      const effect = multiply(y, dx as Tensor)
      const total = sum(effect, { axis, keepdims: true, ...masked(where) })
      const change = multiply(y, subtract(dx as Tensor, total))
      return where === undefined ? change : select3(where, change, 0)
    },
  )

/**
 * Positive numbers that sum to 1 along an axis: `eˣ / Σ eˣ`, without overflow. Elements that `where` leaves
 * out are 0.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @throws ArgumentError for an unknown option
 * @example
 * nn.softmax(np.array([[1000, 1000], [0, -1000]])) // => [[0.5, 0.5], [1, 0]]
 */
export const softmax = /*@__PURE__*/ checked(
  'softmax(x, options?)',
  (x: TensorLike, options?: SoftmaxOptions): Tensor => {
    checkOptions('softmax', options, softmaxOptions)
    const tensor = inexact('softmax', x)
    const { axis = -1, where } = options ?? {}
    const apply = along(axis)
    return where === undefined ? apply(tensor) : apply(tensor, asTensor(where, 'softmax'))
  },
)

/**
 * The logarithm of `softmax` without underflow: `x − log Σ eˣ`. Elements that `where` leaves out are `-∞`.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @throws ArgumentError for an unknown option
 * @example
 * nn.logSoftmax(np.array([0, -1000])) // => [0, -1000]
 */
export const logSoftmax = /*@__PURE__*/ checked(
  'logSoftmax(x, options?)',
  (x: TensorLike, options?: SoftmaxOptions): Tensor => {
    checkOptions('logSoftmax', options, softmaxOptions)
    const tensor = inexact('logSoftmax', x)
    const { axis = -1 } = options ?? {}
    const where = options?.where === undefined ? undefined : asTensor(options.where, 'logSoftmax')
    const below = shifted(tensor, stopTensorGradient(largest(tensor, axis, where)), where)
    const total = log(sum(exp(below), { axis, keepdims: true, ...masked(where) }))
    const result = subtract(below, total)
    return where === undefined ? result : select3(where, result, Number.NEGATIVE_INFINITY)
  },
)

import { checked } from '../core/checked.ts'
import { asTensor, type TensorLike } from '../core/convert.ts'
import { checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { abs, add, divide, multiply, negative, subtract } from '../numpy/arithmetic.ts'
import { type AxisLike, axesOf } from '../numpy/axes.ts'
import { fullLike } from '../numpy/creation.ts'
import { withTangent } from '../numpy/custom-rule.ts'
import { isfinite, less, notEqual, select3 } from '../numpy/logic.ts'
import { exp, expm1, log, log1p } from '../numpy/math.ts'
import { cast, inexact, promotePairInexact } from '../numpy/promotion.ts'
import { max, sum } from '../numpy/reductions.ts'
import { squeeze } from '../numpy/shape.ts'
import { stopTensorGradient } from '../primitives/stop-gradient.ts'

export interface LogmeanexpOptions {
  /** The axis, or axes, that are summed. Default: all. */
  readonly axis?: AxisLike
  /** Whether these stay as axes of size 1. Default false. */
  readonly keepdims?: boolean
  /** Which elements count; broadcast with the value. Default: all. */
  readonly where?: TensorLike
}

export interface LogsumexpOptions extends LogmeanexpOptions {
  /** Factors of the exponentials; where the sum is negative, the result is NaN. Default 1. */
  readonly b?: TensorLike
}

const logmeanexpOptions = ['axis', 'keepdims', 'where']

/**
 * `log Σ b eˣ` without overflow. Where all terms vanish it is `-∞`, with gradient NaN, as in JAX.
 *
 * Shapes: `x[s] → y[s without axis]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @throws ArgumentError for an unknown option
 * @example
 * nn.logsumexp(np.array([1000, -Infinity])) // => 1000
 */
export const logsumexp = /*@__PURE__*/ checked(
  'logsumexp(x, options?)',
  (x: TensorLike, options?: LogsumexpOptions): Tensor => {
    checkOptions('logsumexp', options, [...logmeanexpOptions, 'b'])
    const { b, where, keepdims = false } = options ?? {}
    const mask = where === undefined ? {} : { where }
    const given = where === undefined ? x : select3(where, x, 0)
    const [exponent, factor] =
      b === undefined
        ? [inexact('logsumexp', given), null]
        : promotePairInexact('logsumexp', given, b)
    const tensor =
      factor === null
        ? exponent
        : select3(notEqual(factor, 0), exponent, fullLike(exponent, Number.NEGATIVE_INFINITY))
    const axis = axesOf('logsumexp', options?.axis, tensor)
    const peak = max(tensor, { axis, keepdims: true, initial: Number.NEGATIVE_INFINITY, ...mask })
    const shift = stopTensorGradient(select3(isfinite(peak), peak, 0))
    const terms = exp(subtract(tensor, shift))
    const weighted = factor === null ? terms : multiply(terms, factor)
    const total = sum(weighted, { axis, keepdims: true, ...mask })
    const value = add(log(factor === null ? total : abs(total)), shift)
    const signed = factor === null ? value : select3(less(total, 0), Number.NaN, value)
    return keepdims ? signed : squeeze(signed, { axis })
  },
)

/**
 * The logarithm of the mean of `eˣ` without overflow.
 *
 * Shapes: `x[s] → y[s without axis]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @throws ArgumentError for an unknown option
 * @example
 * nn.logmeanexp(np.array([1000, 1000])) // => 1000
 */
export const logmeanexp = /*@__PURE__*/ checked(
  'logmeanexp(x, options?)',
  (x: TensorLike, options?: LogmeanexpOptions): Tensor => {
    checkOptions('logmeanexp', options, logmeanexpOptions)
    const value = logsumexp(x, options)
    const { axis = null, keepdims = false, where = true } = options ?? {}
    const counted = select3(where, fullLike(asTensor(x, 'logmeanexp'), 1), 0)
    return subtract(value, log(cast(sum(counted, { axis, keepdims }), value.dtype)))
  },
)

const log1mexpOf = /*@__PURE__*/ withTangent(
  (x) => {
    const tensor = x as Tensor
    const nearZero = log(negative(expm1(negative(tensor))))
    const far = log1p(negative(exp(negative(tensor))))
    return select3(less(tensor, Math.LN2), nearZero, far)
  },
  ([dx], [x]) => divide(dx as Tensor, expm1(x as Tensor)),
)

/**
 * `log(1 − e⁻ˣ)` for `x ≥ 0`, precise near 0 and far from it.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @example
 * nn.log1mexp(np.array([0, 1000])) // => [-Infinity, 0]
 * @see Mächler, Accurately Computing log(1 − exp(−|a|)), 2012
 */
export const log1mexp = /*@__PURE__*/ checked(
  'log1mexp(x)',
  (x: TensorLike): Tensor => log1mexpOf(inexact('log1mexp', x)),
)

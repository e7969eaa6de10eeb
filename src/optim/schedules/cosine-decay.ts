import type { TensorLike } from '../../core/convert.ts'
import { ArgumentError } from '../../core/errors.ts'
import { keeping } from '../../core/keeping.ts'
import { add, divide, minimum, multiply, power, subtract } from '../../numpy/arithmetic.ts'
import { cos } from '../../numpy/math.ts'
import { asDtype } from '../../numpy/promotion.ts'
import { type Checks, checkSettings, finite, steps as isSteps } from '../arguments.ts'
import type { CountSchedule } from '../types.ts'
import { joinSchedules } from './join.ts'
import { linearSchedule } from './polynomial.ts'
import { fromSteps } from './steps.ts'

export interface CosineDecayOptions {
  /** The last value as a share of the first. Default 0. */
  readonly alpha?: TensorLike
  /** The power of the cosine. Default 1. */
  readonly exponent?: TensorLike
}

const op = 'cosineDecaySchedule'
const cosineOptions: Checks = { alpha: finite, exponent: finite }

/**
 * From `initValue` to `alpha · initValue` along half a cosine: `a ((1 − α) ((1 + cos(πt/n)) / 2)^p + α)`.
 *
 * @throws ArgumentError unless `decaySteps` is positive, or for an unknown option
 * @example
 * optim.cosineDecaySchedule(1, 10, { alpha: 0.5 })(20) // => 0.5
 * @see Loshchilov & Hutter, SGDR, ICLR 2017, eq. 5
 */
export const cosineDecaySchedule = /*@__PURE__*/ keeping(
  'cosineDecaySchedule(initValue, decaySteps, options?)(count, options?)',
  (initValue: TensorLike, decaySteps: number, options?: CosineDecayOptions): CountSchedule => {
    checkSettings(op, options, cosineOptions)
    finite(op, 'initValue', initValue)
    isSteps(op, 'decaySteps', decaySteps)
    if (!(decaySteps > 0))
      throw new ArgumentError(op, `expected a positive number of decaySteps, got ${decaySteps}`)
    const { alpha = 0, exponent = 1 } = options ?? {}
    return fromSteps(op, 0, (steps, dtype) => {
      const angle = divide(multiply(minimum(steps, decaySteps), Math.PI), decaySteps)
      const wave = power(multiply(0.5, add(1, cos(angle))), exponent)
      const end = asDtype(op, alpha, dtype)
      const share = add(multiply(subtract(1, end), wave), end)
      return multiply(asDtype(op, initValue, dtype), share)
    })
  },
)

export interface WarmupCosineDecayOptions {
  /** The last value. Default 0. */
  readonly endValue?: TensorLike
  /** The power of the cosine. Default 1. */
  readonly exponent?: TensorLike
}

/**
 * Up from `initValue` to `peakValue` in a straight line, then down to `endValue` along half a cosine;
 * `decaySteps` counts the steps of both.
 *
 * @throws ArgumentError unless `warmupSteps < decaySteps`, or for an unknown option
 * @example
 * const schedule = optim.warmupCosineDecaySchedule(0, 1, 10, 30)
 * np.stack([schedule(5), schedule(10), schedule(30)]) // => [0.5, 1, 0]
 * @see Loshchilov & Hutter, SGDR, ICLR 2017, eq. 5
 */
export const warmupCosineDecaySchedule = /*@__PURE__*/ keeping(
  'warmupCosineDecaySchedule(initValue, peakValue, warmupSteps, decaySteps, options?)(count, options?)',
  (
    initValue: TensorLike,
    peakValue: TensorLike,
    warmupSteps: number,
    decaySteps: number,
    options?: WarmupCosineDecayOptions,
  ): CountSchedule => {
    const op = 'warmupCosineDecaySchedule'
    checkSettings(op, options, { endValue: finite, exponent: finite })
    finite(op, 'initValue', initValue)
    finite(op, 'peakValue', peakValue)
    isSteps(op, 'warmupSteps', warmupSteps)
    isSteps(op, 'decaySteps', decaySteps)
    if (!(warmupSteps < decaySteps))
      throw new ArgumentError(
        op,
        `expected fewer warmupSteps than decaySteps, got ${warmupSteps} and ${decaySteps}; ` +
          'decaySteps counts the warmup too',
      )
    const { endValue = 0, exponent = 1 } = options ?? {}
    const alpha =
      peakValue === 0
        ? 0
        : typeof peakValue === 'number' && typeof endValue === 'number'
          ? endValue / peakValue
          : divide(endValue, peakValue)
    return joinSchedules(
      [
        linearSchedule(initValue, peakValue, warmupSteps),
        cosineDecaySchedule(peakValue, decaySteps - warmupSteps, { alpha, exponent }),
      ],
      [warmupSteps],
    )
  },
)

import type { TensorLike } from '../../core/convert.ts'
import { keeping } from '../../core/keeping.ts'
import { divide, maximum, minimum, multiply, power } from '../../numpy/arithmetic.ts'
import { lessEqual, select3 } from '../../numpy/logic.ts'
import { floor } from '../../numpy/math.ts'
import { asDtype } from '../../numpy/promotion.ts'
import { base, type Checks, checkSettings, finite, flag, steps as isSteps } from '../arguments.ts'
import type { CountSchedule } from '../types.ts'
import { constantSchedule } from './constant.ts'
import type { TransitionOptions } from './polynomial.ts'
import { fromSteps } from './steps.ts'

export interface ExponentialDecayOptions extends TransitionOptions {
  /** Whether to decay only every `transitionSteps`. Default false. */
  readonly staircase?: boolean
  /** Where the decay stops. Default: nowhere. */
  readonly endValue?: TensorLike
}

const op = 'exponentialDecay'
const decayOptions: Checks = { transitionBegin: isSteps, staircase: flag, endValue: finite }

/**
 * Multiplied by `decayRate` every `transitionSteps`: `a r^(t/n)`. Constant where `transitionSteps` is not
 * positive or `decayRate` is 0.
 *
 * @throws ArgumentError for an argument that is no number, a negative rate, or an unknown option
 * @example
 * optim.exponentialDecay(1, 10, 0.25)(5) // => 0.5
 */
export const exponentialDecay = /*@__PURE__*/ keeping(
  'exponentialDecay(initValue, transitionSteps, decayRate, options?)(count, options?)',
  (
    initValue: TensorLike,
    transitionSteps: number,
    decayRate: number,
    options?: ExponentialDecayOptions,
  ): CountSchedule => {
    checkSettings(op, options, decayOptions)
    finite(op, 'initValue', initValue)
    isSteps(op, 'transitionSteps', transitionSteps)
    base(op, 'decayRate', decayRate)
    if (!(transitionSteps > 0) || decayRate === 0) return constantSchedule(initValue)
    const { transitionBegin = 0, staircase = false, endValue } = options ?? {}
    return fromSteps(op, Math.max(0, transitionBegin), (steps, dtype) => {
      const begin = asDtype(op, initValue, dtype)
      const share = divide(steps, transitionSteps)
      const factor = power(asDtype(op, decayRate, dtype), staircase ? floor(share) : share)
      const value = select3(lessEqual(steps, 0), begin, multiply(begin, factor))
      if (endValue === undefined) return value
      return (decayRate < 1 ? maximum : minimum)(value, asDtype(op, endValue, dtype))
    })
  },
)

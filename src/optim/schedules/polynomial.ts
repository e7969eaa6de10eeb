import type { TensorLike } from '../../core/convert.ts'
import { keeping } from '../../core/keeping.ts'
import { add, clip, divide, multiply, power, subtract } from '../../numpy/arithmetic.ts'
import { asDtype } from '../../numpy/promotion.ts'
import { checkSettings, finite, steps as isSteps } from '../arguments.ts'
import type { CountSchedule } from '../types.ts'
import { constantSchedule } from './constant.ts'
import { fromSteps } from './steps.ts'

export interface TransitionOptions {
  /** The step at which the transition begins. Default 0. */
  readonly transitionBegin?: number
}

const polynomial = (
  op: string,
  initValue: TensorLike,
  endValue: TensorLike,
  exponent: TensorLike,
  transitionSteps: number,
  options: TransitionOptions | undefined,
): CountSchedule => {
  checkSettings(op, options, { transitionBegin: isSteps })
  finite(op, 'initValue', initValue)
  finite(op, 'endValue', endValue)
  finite(op, 'exponent', exponent)
  isSteps(op, 'transitionSteps', transitionSteps)
  if (!(transitionSteps > 0)) return constantSchedule(initValue)
  const begin = Math.max(0, options?.transitionBegin ?? 0)
  const fall =
    typeof initValue === 'number' && typeof endValue === 'number'
      ? initValue - endValue
      : subtract(initValue, endValue)
  return fromSteps(op, begin, (steps, dtype) => {
    const left = subtract(1, divide(clip(steps, 0, transitionSteps), transitionSteps))
    return add(
      multiply(asDtype(op, fall, dtype), power(left, exponent)),
      asDtype(op, endValue, dtype),
    )
  })
}

/**
 * From `initValue` to `endValue` along a power of what is left of the transition:
 * `(a − b) (1 − t/n)^p + b`. Constant where `transitionSteps` is not positive.
 *
 * @throws ArgumentError for an argument that is no number, or an unknown option
 * @example
 * optim.polynomialSchedule(1, 0, 2, 10)(5) // => 0.25
 */
export const polynomialSchedule = /*@__PURE__*/ keeping(
  'polynomialSchedule(initValue, endValue, exponent, transitionSteps, options?)(count, options?)',
  (
    initValue: TensorLike,
    endValue: TensorLike,
    exponent: TensorLike,
    transitionSteps: number,
    options?: TransitionOptions,
  ): CountSchedule =>
    polynomial('polynomialSchedule', initValue, endValue, exponent, transitionSteps, options),
)

/**
 * From `initValue` to `endValue` in a straight line. Constant where `transitionSteps` is not positive.
 *
 * @throws ArgumentError for an argument that is no number, or an unknown option
 * @example
 * optim.linearSchedule(1, 0, 10)(5) // => 0.5
 */
export const linearSchedule = /*@__PURE__*/ keeping(
  'linearSchedule(initValue, endValue, transitionSteps, options?)(count, options?)',
  (
    initValue: TensorLike,
    endValue: TensorLike,
    transitionSteps: number,
    options?: TransitionOptions,
  ): CountSchedule =>
    polynomial('linearSchedule', initValue, endValue, 1, transitionSteps, options),
)

import type { TensorLike } from '../core/convert.ts'
import { ArgumentError } from '../core/errors.ts'
import type { Tensor } from '../core/tensor.ts'
import {
  add,
  clip,
  divide,
  maximum,
  minimum,
  multiply,
  power,
  sign,
  subtract,
} from '../numpy/arithmetic.ts'
import { less, lessEqual, select3 } from '../numpy/logic.ts'
import { cos, floor } from '../numpy/math.ts'
import { checkOptions } from '../numpy/options.ts'
import type { Schedule } from './types.ts'

/** A step count as a tensor of floating point numbers; plain numbers are taken too. */
const steps = (count: TensorLike): Tensor => multiply(count, 1)

/**
 * The same value at every step.
 *
 * @example
 * optim.constantSchedule(0.1)(np.array(7)) // => 0.1
 */
export const constantSchedule =
  (value: TensorLike): Schedule =>
  () =>
    value

export interface PolynomialOptions {
  /** The first step of the transition. Default 0. */
  readonly transitionBegin?: number
}

/**
 * From `initValue` to `endValue` along a power of what is left of the transition.
 *
 * @throws ArgumentError unless `transitionSteps` is positive
 * @example
 * optim.polynomialSchedule(1, 0, 2, 10)(np.array(5)) // => 0.25
 */
export const polynomialSchedule = (
  initValue: TensorLike,
  endValue: TensorLike,
  exponent: number,
  transitionSteps: number,
  options?: PolynomialOptions,
): Schedule => {
  checkOptions('polynomialSchedule', options, ['transitionBegin'])
  checkSteps('polynomialSchedule', transitionSteps)
  const begin = options?.transitionBegin ?? 0
  return (count) => {
    const done = clip(subtract(steps(count), begin), 0, transitionSteps)
    const left = subtract(1, divide(done, transitionSteps))
    return add(multiply(subtract(initValue, endValue), power(left, exponent)), endValue)
  }
}

const checkSteps = (op: string, count: number): void => {
  if (!(count > 0))
    throw new ArgumentError(op, `expected a positive number of steps, got ${String(count)}`)
}

/**
 * From `initValue` to `endValue` in a straight line.
 *
 * @throws ArgumentError unless `transitionSteps` is positive
 * @example
 * optim.linearSchedule(1, 0, 10)(np.array(5)) // => 0.5
 */
export const linearSchedule = (
  initValue: TensorLike,
  endValue: TensorLike,
  transitionSteps: number,
  options?: PolynomialOptions,
): Schedule => polynomialSchedule(initValue, endValue, 1, transitionSteps, options)

export interface ExponentialDecayOptions extends PolynomialOptions {
  /** Whether to decay only every `transitionSteps`. Default false. */
  readonly staircase?: boolean
  /** Where to stop. */
  readonly endValue?: TensorLike
}

/**
 * Multiplied by `decayRate` every `transitionSteps`.
 *
 * @throws ArgumentError unless `transitionSteps` is positive
 * @example
 * optim.exponentialDecay(1, 10, 0.25)(np.array(5)) // => 0.5
 */
export const exponentialDecay = (
  initValue: TensorLike,
  transitionSteps: number,
  decayRate: number,
  options?: ExponentialDecayOptions,
): Schedule => {
  checkOptions('exponentialDecay', options, ['transitionBegin', 'staircase', 'endValue'])
  checkSteps('exponentialDecay', transitionSteps)
  const { transitionBegin = 0, staircase = false, endValue } = options ?? {}
  return (count) => {
    const done = subtract(steps(count), transitionBegin)
    const share = divide(done, transitionSteps)
    const factor = power(
      multiply(decayRate, add(multiply(done, 0), 1)),
      staircase ? floor(share) : share,
    )
    const decayed = select3(lessEqual(done, 0), initValue, multiply(initValue, factor))
    if (endValue === undefined) return decayed
    return decayRate < 1 ? maximum(decayed, endValue) : minimum(decayed, endValue)
  }
}

export interface CosineDecayOptions {
  /** The last value as a share of the first. Default 0. */
  readonly alpha?: number
  /** The power of the cosine. Default 1. */
  readonly exponent?: number
}

/**
 * From `initValue` to `alpha · initValue` along half a cosine.
 *
 * @throws ArgumentError unless `decaySteps` is positive
 * @example
 * optim.cosineDecaySchedule(1, 10)(np.array(10)) // => 0
 * @see Loshchilov & Hutter, SGDR, ICLR 2017, eq. 5
 */
export const cosineDecaySchedule = (
  initValue: TensorLike,
  decaySteps: number,
  options?: CosineDecayOptions,
): Schedule => {
  checkOptions('cosineDecaySchedule', options, ['alpha', 'exponent'])
  checkSteps('cosineDecaySchedule', decaySteps)
  const { alpha = 0, exponent = 1 } = options ?? {}
  return (count) => {
    const done = minimum(steps(count), decaySteps)
    const wave = multiply(0.5, add(1, cos(multiply(Math.PI, divide(done, decaySteps)))))
    return multiply(initValue, add(multiply(1 - alpha, power(wave, exponent)), alpha))
  }
}

export interface WarmupCosineOptions {
  /** The last value. Default 0. */
  readonly endValue?: number
  /** The power of the cosine. Default 1. */
  readonly exponent?: number
}

/**
 * Up from `initValue` to `peakValue` in a straight line, then down along half a cosine.
 *
 * @throws ArgumentError unless `0 < warmupSteps < decaySteps`
 * @example
 * optim.warmupCosineDecaySchedule(0, 1, 10, 20)(np.array(5)) // => 0.5
 * @see Loshchilov & Hutter, SGDR, ICLR 2017, eq. 5
 */
export const warmupCosineDecaySchedule = (
  initValue: number,
  peakValue: number,
  warmupSteps: number,
  decaySteps: number,
  options?: WarmupCosineOptions,
): Schedule => {
  checkOptions('warmupCosineDecaySchedule', options, ['endValue', 'exponent'])
  const { endValue = 0, exponent = 1 } = options ?? {}
  const alpha = peakValue === 0 ? 0 : endValue / peakValue
  return joinSchedules(
    [
      linearSchedule(initValue, peakValue, warmupSteps),
      cosineDecaySchedule(peakValue, decaySteps - warmupSteps, { alpha, exponent }),
    ],
    [warmupSteps],
  )
}

/**
 * Multiplied by a factor after each of some steps.
 *
 * @example
 * const schedule = optim.piecewiseConstantSchedule(1, { 10: 0.5, 20: 0.5 })
 * [schedule(np.array(0)), schedule(np.array(15)), schedule(np.array(25))] // => [1, 0.5, 0.25]
 */
export const piecewiseConstantSchedule = (
  initValue: TensorLike,
  boundariesAndScales: Readonly<Record<number, number>> = {},
): Schedule => {
  const pieces = Object.entries(boundariesAndScales).map(
    ([step, factor]) => [Number(step), factor] as const,
  )
  pieces.sort(([a], [b]) => a - b)
  return (count) =>
    pieces.reduce<TensorLike>((value, [step, factor]) => {
      const isBefore = maximum(0, sign(subtract(step, steps(count))))
      const after = multiply(multiply(subtract(1, isBefore), factor), value)
      return add(multiply(value, isBefore), after)
    }, initValue)
}

/**
 * Schedules one after the other, each counting from 0 at its boundary.
 *
 * @throws ArgumentError unless there is one boundary less than schedules
 * @example
 * const schedule = optim.joinSchedules([() => 1, (count) => count], [10])
 * [schedule(np.array(3)), schedule(np.array(12))] // => [1, 2]
 */
export const joinSchedules = (
  schedules: readonly Schedule[],
  boundaries: readonly number[],
): Schedule => {
  const [first, ...rest] = schedules
  if (first === undefined || boundaries.length !== rest.length)
    throw new ArgumentError(
      'joinSchedules',
      `expected one boundary less than schedules, got ${boundaries.length} for ${schedules.length}`,
    )
  return (count) =>
    rest.reduce<TensorLike>((value, schedule, i) => {
      const boundary = boundaries[i] as number
      return select3(less(count, boundary), value, schedule(subtract(steps(count), boundary)))
    }, first(count))
}

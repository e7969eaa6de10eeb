import { describe, type TensorLike } from '../../core/convert.ts'
import { ArgumentError } from '../../core/errors.ts'
import { keeping } from '../../core/keeping.ts'
import { multiply } from '../../numpy/arithmetic.ts'
import { less, select3 } from '../../numpy/logic.ts'
import { asDtype } from '../../numpy/promotion.ts'
import { base, finite, steps as isSteps } from '../arguments.ts'
import type { CountSchedule } from '../types.ts'
import { valueDtype } from './steps.ts'

const op = 'piecewiseConstantSchedule'

/**
 * Multiplied by a factor at each of some steps.
 *
 * @param boundariesAndScales - from steps to the factors that count from there on
 * @throws ArgumentError for a value or a step that is no number, or a negative factor
 * @example
 * const schedule = optim.piecewiseConstantSchedule(1, { 10: 0.5, 20: 0.5 })
 * np.stack([schedule(9), schedule(10), schedule(25)]) // => [1, 0.5, 0.25]
 */
export const piecewiseConstantSchedule = /*@__PURE__*/ keeping(
  'piecewiseConstantSchedule(initValue, boundariesAndScales)(count, options?)',
  (initValue: TensorLike, boundariesAndScales: Readonly<Record<number, number>>): CountSchedule => {
    finite(op, 'initValue', initValue)
    if (typeof boundariesAndScales !== 'object' || boundariesAndScales === null)
      throw new ArgumentError(
        op,
        `expected a record from steps to factors, got ${describe(boundariesAndScales)}`,
      )
    // Keys that are whole numbers come in ascending order.
    const pieces = Object.entries(boundariesAndScales)
    for (const [step, factor] of pieces) {
      isSteps(op, 'every step', step.trim() === '' ? step : Number(step))
      base(op, `the factor at step ${step}`, factor)
    }
    return (count, options) => {
      const first = asDtype(op, initValue, valueDtype(op, count, options))
      return pieces.reduce(
        (value, [step, factor]) =>
          select3(less(count, Number(step)), value, multiply(value, factor)),
        first,
      )
    }
  },
)

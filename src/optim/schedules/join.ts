import { asTensor } from '../../core/convert.ts'
import { ArgumentError } from '../../core/errors.ts'
import type { Tensor } from '../../core/tensor.ts'
import { subtract } from '../../numpy/arithmetic.ts'
import { less, select3 } from '../../numpy/logic.ts'
import { asDtype } from '../../numpy/promotion.ts'
import type { CountSchedule, Schedule } from '../types.ts'
import { valueDtype } from './steps.ts'

const op = 'joinSchedules'

/**
 * Schedules one after the other, each counting from 0 at its boundary.
 *
 * @throws ArgumentError unless there is one boundary less than schedules
 * @example
 * const schedule = optim.joinSchedules([() => 1, (count) => count], [10])
 * np.stack([schedule(3), schedule(12)]) // => [1, 2]
 */
export const joinSchedules = (
  schedules: readonly Schedule[],
  boundaries: readonly number[],
): CountSchedule => {
  const [first, ...rest] = schedules
  if (first === undefined || boundaries.length !== rest.length)
    throw new ArgumentError(
      op,
      `expected one boundary less than schedules, got ${boundaries.length} for ${schedules.length}`,
    )
  return (given, options) => {
    const dtype = valueDtype(given, options)
    const count = typeof given === 'number' ? asDtype(op, given, 'int32') : asTensor(given, op)
    return rest.reduce<Tensor>(
      (value, schedule, i) => {
        const boundary = boundaries[i] as number
        const next = asDtype(op, schedule(subtract(count, boundary), { dtype }), dtype)
        return select3(less(count, boundary), value, next)
      },
      asDtype(op, first(count, { dtype }), dtype),
    )
  }
}

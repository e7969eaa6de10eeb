import { asTensor, describe } from '../../core/convert.ts'
import { ArgumentError } from '../../core/errors.ts'
import { keeping } from '../../core/keeping.ts'
import { checkFunction } from '../../core/options.ts'
import type { Tensor } from '../../core/tensor.ts'
import { subtract } from '../../numpy/arithmetic.ts'
import { less, select3 } from '../../numpy/logic.ts'
import { asDtype } from '../../numpy/promotion.ts'
import { steps as isSteps } from '../arguments.ts'
import type { CountSchedule, Schedule } from '../types.ts'
import { valueDtype } from './steps.ts'

const op = 'joinSchedules'

/**
 * Schedules one after the other, each counting from 0 at its boundary.
 *
 * @throws ArgumentError unless there is one boundary less than schedules, in rising order
 * @example
 * const schedule = optim.joinSchedules([() => 1, (count) => count], [10])
 * np.stack([schedule(3), schedule(12)]) // => [1, 2]
 */
export const joinSchedules = /*@__PURE__*/ keeping(
  'joinSchedules(schedules, boundaries)(count, options?)',
  (schedules: readonly Schedule[], boundaries: readonly number[]): CountSchedule => {
    if (!Array.isArray(schedules) || !Array.isArray(boundaries))
      throw new ArgumentError(
        op,
        `expected a list of schedules and one of boundaries, got ${describe(schedules)} and ` +
          describe(boundaries),
      )
    schedules.forEach((schedule, i) => {
      checkFunction(op, schedule, `schedule ${i}`)
    })
    boundaries.forEach((boundary, i) => {
      isSteps(op, `boundary ${i}`, boundary)
      if (i > 0 && boundary < (boundaries[i - 1] as number))
        throw new ArgumentError(op, `expected rising boundaries, got [${boundaries.join(', ')}]`)
    })
    const [first, ...rest] = schedules as readonly Schedule[]
    if (first === undefined || boundaries.length !== rest.length)
      throw new ArgumentError(
        op,
        `expected one boundary less than schedules, got ${boundaries.length} for ${schedules.length}`,
      )
    return (given, options) => {
      const dtype = valueDtype(op, given, options)
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
  },
)

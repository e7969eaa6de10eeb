import type { TensorLike } from '../core/convert.ts'
import type { DType } from '../core/dtype.ts'
import { ArgumentError, DtypeError } from '../core/errors.ts'
import { keeping } from '../core/keeping.ts'
import { checkFunction } from '../core/options.ts'
import { isTensor, type Tensor } from '../core/tensor.ts'
import { callGiven } from '../core/thrown.ts'
import { flatten } from '../core/tree-def.ts'
import { cast } from '../numpy/promotion.ts'
import { firstCount, nextCount } from './count.ts'
import { mapLeaves, stateOf } from './map-leaves.ts'
import { scaled } from './scale.ts'
import { transformation } from './transformation.ts'
import type { GradientTransformation, Schedule } from './types.ts'

/** The dtype in which a schedule has to be computed to be as precise as the updates. */
const scheduleDtype = (updates: unknown): DType =>
  flatten(updates)[0].some((leaf) => isTensor(leaf) && leaf.dtype === 'float64')
    ? 'float64'
    : 'float32'

/**
 * The value of a schedule as precise as the updates. What a schedule computes from an integer count is a
 * float32; where that is too coarse it is computed again from a float64 count, unless the schedule wants
 * integers, say for an index.
 */
export const scheduleValue = (schedule: Schedule, count: Tensor, updates: unknown): TensorLike => {
  const dtype = scheduleDtype(updates)
  const value = callGiven(schedule, count, { dtype })
  if (dtype === 'float32' || !isTensor(value) || value.dtype === 'float64') return value
  try {
    return callGiven(schedule, cast(count, dtype), { dtype })
  } catch (error) {
    if (error instanceof DtypeError || error instanceof ArgumentError) return value
    throw error
  }
}

export interface CountState {
  readonly count: Tensor
}

/**
 * Multiplies gradients by a schedule of the number of steps made before.
 *
 * @throws ArgumentError for a schedule that is no function
 * @example
 * const growing = optim.scaleBySchedule((count) => count.add(1))
 * const [, state] = growing.update(np.array(3), growing.init(np.array(0)))
 * growing.update(np.array(3), state)[0] // => 6
 */
export const scaleBySchedule = /*@__PURE__*/ keeping(
  'scaleBySchedule(schedule)',
  (schedule: Schedule): GradientTransformation => {
    checkFunction('scaleBySchedule', schedule, 'the schedule')
    return transformation('scaleBySchedule', {
      init: (): CountState => ({ count: firstCount() }),
      update: (grads, state) => {
        const { count } = stateOf<CountState>('scaleBySchedule', state, ['count'])
        const factor = scheduleValue(schedule, count, grads)
        const updates = mapLeaves(
          'scaleBySchedule',
          (g) => scaled('scaleBySchedule', g, factor),
          grads,
        )
        return [updates, { count: nextCount(count) }]
      },
    })
  },
)

import type { DType } from '../core/dtype.ts'
import { checkFunction } from '../core/options.ts'
import { isTensor, type Tensor } from '../core/tensor.ts'
import { flatten } from '../core/tree-def.ts'
import { firstCount, nextCount } from './count.ts'
import { mapLeaves, stateOf } from './map-leaves.ts'
import { scaled } from './scale.ts'
import type { GradientTransformation, Schedule } from './types.ts'

/** The dtype in which a schedule has to be computed to be as precise as the updates. */
export const scheduleDtype = (updates: unknown): DType =>
  flatten(updates)[0].some((leaf) => isTensor(leaf) && leaf.dtype === 'float64')
    ? 'float64'
    : 'float32'

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
export const scaleBySchedule = (schedule: Schedule): GradientTransformation => {
  checkFunction('scaleBySchedule', schedule, 'the schedule')
  return {
    init: (): CountState => ({ count: firstCount() }),
    update: (grads, state) => {
      const { count } = stateOf<CountState>('scaleBySchedule', state, ['count'])
      const factor = schedule(count, { dtype: scheduleDtype(grads) })
      const updates = mapLeaves(
        'scaleBySchedule',
        (g) => scaled('scaleBySchedule', g, factor),
        grads,
      )
      return [updates, { count: nextCount(count) }]
    },
  }
}

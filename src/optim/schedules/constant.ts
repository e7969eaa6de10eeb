import type { TensorLike } from '../../core/convert.ts'
import { keeping } from '../../core/keeping.ts'
import { asDtype } from '../../numpy/promotion.ts'
import { finite } from '../arguments.ts'
import type { CountSchedule } from '../types.ts'
import { valueDtype } from './steps.ts'

/**
 * The same value at every step.
 *
 * @throws ArgumentError for a value that is no number
 * @example
 * optim.constantSchedule(0.5)(7) // => 0.5
 */
export const constantSchedule = /*@__PURE__*/ keeping(
  'constantSchedule(value)(count, options?)',
  (value: TensorLike): CountSchedule => {
    finite('constantSchedule', 'value', value)
    return (count, options) =>
      asDtype('constantSchedule', value, valueDtype('constantSchedule', count, options))
  },
)

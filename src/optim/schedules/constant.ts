import type { TensorLike } from '../../core/convert.ts'
import { asDtype } from '../../numpy/promotion.ts'
import type { CountSchedule } from '../types.ts'
import { valueDtype } from './steps.ts'

/**
 * The same value at every step.
 *
 * @example
 * optim.constantSchedule(0.5)(7) // => 0.5
 */
export const constantSchedule =
  (value: TensorLike): CountSchedule =>
  (count, options) =>
    asDtype('constantSchedule', value, valueDtype(count, options))

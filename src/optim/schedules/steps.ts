import type { TensorLike } from '../../core/convert.ts'
import type { DType } from '../../core/dtype.ts'
import { checkOptions } from '../../core/options.ts'
import { isTensor, type Tensor } from '../../core/tensor.ts'
import { subtract } from '../../numpy/arithmetic.ts'
import { asDtype } from '../../numpy/promotion.ts'
import type { CountSchedule, ScheduleOptions } from '../types.ts'

/** The dtype in which the value of a schedule is computed. */
export const valueDtype = (
  op: string,
  count: TensorLike,
  options: ScheduleOptions | undefined,
): DType => {
  checkOptions(op, options, ['dtype'])
  return options?.dtype ?? (isTensor(count) && count.dtype === 'float64' ? 'float64' : 'float32')
}

/** A value that depends on the steps made since `begin`, as a floating point number. */
export const fromSteps =
  (op: string, begin: number, value: (steps: Tensor, dtype: DType) => Tensor): CountSchedule =>
  (count, options) => {
    const dtype = valueDtype(op, count, options)
    // Subtracted before the conversion, while counts are exact.
    const steps = typeof count === 'number' ? count - begin : subtract(count, begin)
    return value(asDtype(op, steps, dtype), dtype)
  }

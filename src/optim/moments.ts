import type { TensorLike } from '../core/convert.ts'
import type { DType } from '../core/dtype.ts'
import type { Tensor } from '../core/tensor.ts'
import { add, divide, multiply, power, subtract } from '../numpy/arithmetic.ts'
import { asDtype, cast } from '../numpy/promotion.ts'

/** `(1 − decay) value + decay mean`. */
export const movingMean = (value: Tensor, mean: Tensor, decay: TensorLike): Tensor => {
  const share = asDtype('optim', decay, mean.dtype)
  const rest = asDtype(
    'optim',
    typeof decay === 'number' ? 1 - decay : subtract(1, decay),
    mean.dtype,
  )
  return add(multiply(rest, value), multiply(share, mean))
}

/**
 * Divides means that began at 0 by `1 − decay^count`, the share of values in them. The divisor is computed
 * once for each dtype.
 */
export const biasCorrection = (decay: TensorLike, count: Tensor): ((mean: Tensor) => Tensor) => {
  const divisors = new Map<DType, Tensor>()
  const divisorIn = (dtype: DType): Tensor => {
    const known = divisors.get(dtype)
    if (known !== undefined) return known
    const divisor = subtract(1, power(asDtype('optim', decay, dtype), cast(count, dtype)))
    divisors.set(dtype, divisor)
    return divisor
  }
  return (mean) => divide(mean, divisorIn(mean.dtype))
}

import { checked } from '../core/checked.ts'
import { asTensor, type TensorLike } from '../core/convert.ts'
import { type DType, isByte } from '../core/dtype.ts'
import { ArgumentError } from '../core/errors.ts'
import { checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { axisOfRank } from '../numpy/axes.ts'
import { checkDtype } from '../numpy/dtypes.ts'
import { equal } from '../numpy/logic.ts'
import { cast } from '../numpy/promotion.ts'
import { arange } from '../numpy/ranges.ts'
import { expandDims, reshape } from '../numpy/shape.ts'

export interface OneHotOptions {
  /** Default float32. */
  readonly dtype?: DType
  /** Where the new axis goes. Default -1, the last. */
  readonly axis?: number
}

/**
 * A new axis with 1 at each index and 0 elsewhere; all 0 for an index out of range.
 *
 * Shapes: `x[s] → y[s, numClasses]`.
 *
 * @throws ArgumentError unless `numClasses` is a number of classes
 * @throws AxisError for an axis that the result does not have
 * @example
 * nn.oneHot(np.array([1, 3], { dtype: 'int32' }), 3) // => [[0, 1, 0], [0, 0, 0]]
 */
export const oneHot = /*@__PURE__*/ checked(
  'oneHot(x, numClasses, options?)',
  (x: TensorLike, numClasses: number, options?: OneHotOptions): Tensor => {
    checkOptions('oneHot', options, ['dtype', 'axis'])
    if (!Number.isInteger(numClasses) || numClasses < 0)
      throw new ArgumentError('oneHot', `expected a number of classes, got ${String(numClasses)}`)
    const given = asTensor(x, 'oneHot')
    const indices = isByte(given.dtype) ? cast(given, 'int32') : given
    const rank = indices.ndim + 1
    const axis = axisOfRank('oneHot', options?.axis ?? -1, rank)
    const dtype = checkDtype('oneHot', options?.dtype ?? 'float32')
    const classes = arange(0, numClasses, 1, { dtype: indices.dtype })
    const sizes = Array.from({ length: rank }, (_, i) => (i === axis ? numClasses : 1))
    return cast(equal(expandDims(indices, axis), reshape(classes, sizes)), dtype)
  },
)

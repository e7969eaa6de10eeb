import fc from 'fast-check'
import { keeping } from '../../core/keeping.ts'
import { checkOptions } from '../../core/options.ts'

export interface AxesConstraints {
  /** Least number of axes. Default 0. */
  readonly minLength?: number
  /** Greatest number of axes. Default: all. */
  readonly maxLength?: number
}

/**
 * Lists of distinct axes of a tensor of rank `rank`, ascending.
 *
 * @example
 * fc.assert(fc.property(axes(2), (axis) => np.sum(np.ones([3, 4]), { axis }).ndim === 2 - axis.length))
 */
export const axes = /*@__PURE__*/ keeping(
  'axes(rank, options?)',
  (rank: number, options: AxesConstraints = {}): fc.Arbitrary<readonly number[]> => {
    checkOptions('axes', options, ['minLength', 'maxLength'])
    const { minLength = 0, maxLength = rank } = options
    return fc.subarray(
      Array.from({ length: rank }, (_, axis) => axis),
      { minLength, maxLength },
    )
  },
)

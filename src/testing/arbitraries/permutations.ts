import fc from 'fast-check'
import { checked } from '../../core/checked.ts'

/**
 * Permutations of the axes of a tensor of rank `rank`.
 *
 * @example
 * fc.assert(fc.property(permutations(3), (p) => np.transpose(np.zeros([2, 2, 2]), { axes: p }).ndim === 3))
 */
export const permutations = /*@__PURE__*/ checked(
  'permutations(rank)',
  (rank: number): fc.Arbitrary<readonly number[]> =>
    fc.shuffledSubarray(
      Array.from({ length: rank }, (_, axis) => axis),
      { minLength: rank, maxLength: rank },
    ),
)

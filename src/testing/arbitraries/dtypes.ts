import fc from 'fast-check'
import { checked } from '../../core/checked.ts'
import { dtypes as all, type DType } from '../../core/dtype.ts'

/**
 * Dtypes, or those of a list. Shrinks to the first.
 *
 * @example
 * fc.assert(fc.property(dtypes(['float32', 'int32']), (dtype) => np.zeros([2], { dtype }).dtype === dtype))
 */
export const dtypes = /*@__PURE__*/ checked(
  'dtypes(among?)',
  (among: readonly DType[] = all): fc.Arbitrary<DType> => fc.constantFrom(...among),
)

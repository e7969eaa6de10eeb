import fc from 'fast-check'
import { dtypes as all, type DType } from '../../core/dtype.ts'
import { keeping } from '../../core/keeping.ts'

/**
 * Dtypes, or those of a list. Shrinks to the first.
 *
 * @example
 * fc.assert(fc.property(dtypes(['float32', 'int32']), (dtype) => np.zeros([2], { dtype }).dtype === dtype))
 */
export const dtypes = /*@__PURE__*/ keeping(
  'dtypes(among?)',
  (among: readonly DType[] = all): fc.Arbitrary<DType> => fc.constantFrom(...among),
)

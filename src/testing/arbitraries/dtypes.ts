import fc from 'fast-check'
import { dtypes as all, type DType } from '../../core/dtype.ts'

/**
 * Dtypes, or those of a list. Shrinks to the first.
 *
 * @example
 * fc.assert(fc.property(dtypes(['float32', 'int32']), (dtype) => np.zeros([2], { dtype }).dtype === dtype))
 */
export const dtypes = (among: readonly DType[] = all): fc.Arbitrary<DType> =>
  fc.constantFrom(...among)

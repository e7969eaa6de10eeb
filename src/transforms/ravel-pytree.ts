import { showAval, sizeOf } from '../core/aval.ts'
import { checked, counted, signature } from '../core/checked.ts'
import { asTensor, type TensorLike } from '../core/convert.ts'
import { promoteTypes } from '../core/dtype.ts'
import { DtypeError, ShapeError } from '../core/errors.ts'
import type { Tensor } from '../core/tensor.ts'
import { unflatten } from '../core/tree-def.ts'
import { convertElementType } from '../primitives/arithmetic.ts'
import { concatenate, sliceInDim } from '../primitives/slicing.ts'
import { full, reshape } from '../primitives/structural.ts'
import { tensorLeaves } from './flat.ts'
import type { Tensors } from './types.ts'

const takesFlat = /*@__PURE__*/ signature('unravel(flat)')

const cast = (x: Tensor, dtype: Tensor['dtype']): Tensor =>
  x.dtype === dtype ? x : convertElementType(x, dtype)

/**
 * All leaves of a tree in one vector, and the way back.
 *
 * Shapes: the vector is `[total]`, of the dtype that the leaves promote to, or `f32[0]` where there are
 * none. `unravel: [total] → T` gives leaves their shapes back, and their dtypes where these differ; where
 * they do not, it takes a vector of any dtype.
 *
 * @throws ArgumentError for a leaf that is no tensor, with its path
 * @throws ShapeError or DtypeError from `unravel` for a vector that does not fit
 * @example
 * const [flat, unravel] = ravelPytree({ w: np.array([[1, 2], [3, 4]]), b: np.array(5) })
 * flat // => [5, 1, 2, 3, 4]
 * unravel(flat.mul(10)) // => { b: 50, w: [[10, 20], [30, 40]] }
 */
export const ravelPytree = /*@__PURE__*/ checked(
  'ravelPytree(tree)',
  <T>(tree: T): readonly [flat: Tensor, unravel: (flat: TensorLike) => Tensors<T>] => {
    const [leaves, def] = tensorLeaves(tree, 'ravelPytree', '')
    const { dtype } = promoteTypes(leaves)
    const isMixed = leaves.some((leaf) => leaf.dtype !== dtype)
    const avals = leaves.map(({ shape, dtype: own }) => ({ shape, dtype: own }))
    const total = avals.reduce((sum, { shape }) => sum + sizeOf(shape), 0)

    const unravel = (flat: TensorLike): Tensors<T> => {
      const given = asTensor(flat, 'unravel')
      if (given.ndim !== 1 || given.shape[0] !== total)
        throw new ShapeError('unravel', `expected a vector of ${total}, got ${showAval(given)}`)
      if (isMixed && given.dtype !== dtype)
        throw new DtypeError(
          'unravel',
          `expected a ${dtype} vector for leaves of several dtypes, got ${showAval(given)}; use astype`,
        )
      let start = 0
      const parts = avals.map(({ shape, dtype: own }) => {
        const from = start
        start += sizeOf(shape)
        const part = reshape(sliceInDim(given, from, start, 0), shape)
        return isMixed ? cast(part, own) : part
      })
      return unflatten(def, parts) as Tensors<T>
    }
    if (leaves.length === 0) return [full([0], 0, 'float32'), counted(takesFlat, unravel)]
    const rows = leaves.map((leaf) => reshape(cast(leaf, dtype), [leaf.size]))
    return [concatenate(rows, 0), counted(takesFlat, unravel)]
  },
)

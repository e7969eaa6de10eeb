import { asTensor, type TensorLike } from '../core/convert.ts'
import type { Tensor } from '../core/tensor.ts'
import { treeLeaves, treeMap } from '../core/tree.ts'
import { add, square } from '../numpy/arithmetic.ts'
import { sqrt } from '../numpy/math.ts'
import { cast } from '../numpy/promotion.ts'
import { sum } from '../numpy/reductions.ts'
import type { Tensors } from '../transforms/types.ts'

/**
 * Parameters plus updates, leaf by leaf, in the dtypes of the parameters.
 *
 * Shapes: `params: T, updates: T → T`.
 *
 * @throws TreeError if the structures differ
 * @example
 * optim.applyUpdates({ w: np.array([1, 2]) }, { w: np.array([-1, 1]) }) // => { w: [0, 3] }
 */
export const applyUpdates = <T>(params: T, updates: unknown): Tensors<T> =>
  treeMap(
    (leaf, update) => {
      const p = asTensor(leaf, 'applyUpdates')
      return cast(add(p, update as TensorLike), p.dtype)
    },
    params,
    updates,
  ) as Tensors<T>

/**
 * The Euclidean norm of all leaves together.
 *
 * Shapes: `T → f[]`.
 *
 * @example
 * optim.globalNorm({ a: np.array([3]), b: np.array([[4]]) }) // => 5
 */
export const globalNorm = (tree: unknown): Tensor => {
  const squares = treeLeaves(tree).map((leaf) => sum(square(leaf as TensorLike)))
  return sqrt(squares.reduce<TensorLike>((total, s) => add(total, s), 0))
}

import { checked } from '../core/checked.ts'
import { asTensor, isTensorLike } from '../core/convert.ts'
import { flatten, unflatten } from '../core/tree-def.ts'
import { stopTensorGradient } from '../primitives/stop-gradient.ts'
import type { Tensors } from './types.ts'

/**
 * The same tree, constant to differentiation: its tangents are zero at every order. Leaves that are no
 * tensors pass through.
 *
 * Shapes: `T → T`.
 *
 * @example
 * grad((x: Tensor) => x.mul(stopGradient(x)))(np.array(3)).item() // => 3
 */
export const stopGradient = /*@__PURE__*/ checked(
  'stopGradient(tree)',
  <T>(tree: T): Tensors<T> => {
    const [leaves, def] = flatten(tree)
    const stopped = leaves.map((leaf) =>
      isTensorLike(leaf) ? stopTensorGradient(asTensor(leaf)) : leaf,
    )
    return unflatten(def, stopped) as Tensors<T>
  },
)

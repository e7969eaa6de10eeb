import { asTensor, scalar } from '../core/convert.ts'
import type { Tensor } from '../core/tensor.ts'
import { flatten, unflatten } from '../core/tree-def.ts'
import { div } from '../primitives/arithmetic.ts'
import * as collective from '../primitives/collective.ts'
import type { Tensors } from '../transforms/types.ts'

const overTree =
  (op: string, f: (x: Tensor, axisName: string) => Tensor) =>
  <T>(tree: T, axisName: string): Tensors<T> => {
    const [leaves, def] = flatten(tree)
    return unflatten(
      def,
      leaves.map((leaf) => f(asTensor(leaf, op), axisName)),
    ) as Tensors<T>
  }

/**
 * Sum over the mapped axis of that name; every example gets it. `psum(1, name)` is the axis size.
 *
 * @throws AxisError if no `vmap` around has the name
 * @example
 * vmap((x: Tensor) => lax.psum(x, 'i'), { axisName: 'i' })(np.array([1, 2])) // => [3, 3]
 */
export const psum = /*@__PURE__*/ overTree('psum', collective.psum)

/** Maximum over the mapped axis of that name. */
export const pmax = /*@__PURE__*/ overTree('pmax', collective.pmax)

/** Minimum over the mapped axis of that name. */
export const pmin = /*@__PURE__*/ overTree('pmin', collective.pmin)

/** Mean over the mapped axis of that name. */
export const pmean = /*@__PURE__*/ overTree('pmean', (x, axisName) =>
  div(collective.psum(x, axisName), collective.psum(onesOf(x), axisName)),
)

const onesOf = ({ dtype }: Tensor): Tensor => scalar(1, dtype)

/** Position of the example along the mapped axis of that name. */
export const axisIndex = (axisName: string): Tensor => collective.axisIndex(axisName)

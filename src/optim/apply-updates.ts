import { checked } from '../core/checked.ts'
import type { Tensor } from '../core/tensor.ts'
import { add } from '../numpy/arithmetic.ts'
import { cast } from '../numpy/promotion.ts'
import type { Tensors } from '../transforms/types.ts'
import { mapLeaves } from './map-leaves.ts'

const moved = (param: Tensor, update: Tensor): Tensor => cast(add(param, update), param.dtype)

/**
 * Parameters plus updates, leaf by leaf, in the dtypes of the parameters.
 *
 * Shapes: `params: T, updates: T → T`.
 *
 * @throws TreeError if the updates do not have the structure of the parameters, with the path
 * @example
 * optim.applyUpdates({ w: np.array([1, 2]) }, { w: np.array([-1, 1]) }) // => { w: [0, 3] }
 */
export const applyUpdates = /*@__PURE__*/ checked(
  'applyUpdates(params, updates)',
  <T>(params: T, updates: unknown): Tensors<T> =>
    mapLeaves('applyUpdates', (p, u) => moved(p, u as Tensor), params, updates),
)

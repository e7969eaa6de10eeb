import { checked } from '../core/checked.ts'
import { zerosLike } from '../numpy/creation.ts'
import type { Tensors } from '../transforms/types.ts'
import { mapLeaves } from './map-leaves.ts'
import { stateless } from './stateless.ts'
import type { GradientTransformation } from './types.ts'

/**
 * Gradients as they are.
 *
 * @example
 * optim.identity().update({ w: np.array(3) }, null)[0] // => { w: 3 }
 */
export const identity = /*@__PURE__*/ checked(
  'identity()',
  (): GradientTransformation =>
    stateless('identity', <T>(grads: T) => grads as unknown as Tensors<T>),
)

/**
 * Zeros instead of gradients, so that parameters stay as they are.
 *
 * @example
 * optim.setToZero().update({ w: np.array(3) }, null)[0] // => { w: 0 }
 */
export const setToZero = /*@__PURE__*/ checked(
  'setToZero()',
  (): GradientTransformation =>
    stateless('setToZero', (grads) => mapLeaves('setToZero', (g) => zerosLike(g), grads)),
)

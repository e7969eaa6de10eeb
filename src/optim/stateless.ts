import type { Tensors } from '../transforms/types.ts'
import type { GradientTransformation } from './types.ts'

/** A transformation that remembers nothing. */
export const stateless = (
  update: <T>(grads: T, params: unknown) => Tensors<T>,
): GradientTransformation => ({
  init: () => null,
  update: (grads, state, params) => [update(grads, params), state],
})

import type { Tensors } from '../transforms/types.ts'
import { transformation } from './transformation.ts'
import type { GradientTransformation } from './types.ts'

/** A transformation that remembers nothing. */
export const stateless = (
  op: string,
  update: <T>(grads: T, params: unknown) => Tensors<T>,
): GradientTransformation =>
  transformation(op, {
    init: () => null,
    update: (grads, state, params) => [update(grads, params), state],
  })

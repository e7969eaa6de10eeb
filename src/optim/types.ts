import type { TensorLike } from '../core/convert.ts'
import type { Tensor } from '../core/tensor.ts'
import type { Tensors } from '../transforms/types.ts'

/** What an optimizer remembers from step to step: a tree of tensors. */
export type OptState = unknown

/**
 * A step of an optimizer as two pure functions, so that it may run inside of `jit`, `vmap`, `grad` and
 * `lax.scan`. Updates are added to the parameters by `applyUpdates`.
 */
export interface GradientTransformation {
  readonly init: (params: unknown) => OptState
  /** Updates from gradients, and the next state. Some transformations need the parameters too. */
  readonly update: <T>(
    grads: T,
    state: OptState,
    params?: unknown,
  ) => readonly [updates: Tensors<T>, state: OptState]
}

/** A number that depends on how many steps were made before: 0 at the first. */
export type Schedule = (count: Tensor) => TensorLike

/** Numbers in the structure of the parameters, one or one tensor for each of them. */
export interface RateTree {
  readonly [key: string]: TensorLike | RateTree | readonly (TensorLike | RateTree)[]
}

/** A learning rate: one for all parameters, which may be traced; a schedule; or one for each parameter. */
export type LearningRate = TensorLike | Schedule | RateTree | readonly (TensorLike | RateTree)[]

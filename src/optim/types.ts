import type { TensorLike } from '../core/convert.ts'
import type { DType } from '../core/dtype.ts'
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

/** What schedules are told beside the count. */
export interface ScheduleOptions {
  /** The dtype of the updates, in which the value is needed. Default float32. */
  readonly dtype?: DType
}

/**
 * A number that depends on how many steps were made before, an int32: 0 at the first. For updates in float64
 * it may be asked again with a float64 count, so that its value is as precise.
 */
export type Schedule = (count: Tensor, options?: ScheduleOptions) => TensorLike

/** A schedule that takes plain counts too, and gives tensors. */
export type CountSchedule = (count: TensorLike, options?: ScheduleOptions) => Tensor

/** Rates in the structure of the parameters, or of a prefix of it: one for each leaf or subtree. */
export type RateTree =
  | { readonly [key: string]: TensorLike | RateTree }
  | readonly (TensorLike | RateTree)[]

/** A learning rate: one for all parameters, which may be traced; a schedule; or one for each parameter. */
export type LearningRate = TensorLike | Schedule | RateTree

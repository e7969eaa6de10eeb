import type { Tensor } from '../core/tensor.ts'

/** The loss of parameters on a batch of data: a scalar. */
export type Loss<T, D> = (params: T, batch: D) => Tensor

/** Adapts meta-parameters to a task's support data: `φ = U(θ, S)`. */
export type Adapt<M, D, T = M> = (theta: M, support: D) => T

/**
 * A way to adapt, given the loss to adapt to. `M` are the meta-parameters, `T` the parameters that the
 * loss takes; they differ where more than an initialization is learned, as in Meta-SGD.
 */
export type Adaptation<T, D, M = T> = (loss: Loss<T, D>) => Adapt<M, D, T>

/** A task, or a batch of tasks with a leading axis on every leaf. */
export interface Task<D> {
  /** What adaptation sees. */
  readonly support: D
  /** What the adapted parameters are judged on. */
  readonly query: D
}

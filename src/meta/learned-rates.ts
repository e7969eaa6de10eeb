import { checked } from '../core/checked.ts'
import { keeping } from '../core/keeping.ts'
import type { Tensor } from '../core/tensor.ts'
import { treeMap } from '../core/tree.ts'
import { fullLike } from '../numpy/index.ts'
import { sgd } from '../optim/sgd.ts'
import { gradientSteps } from './gradient-steps.ts'
import type { Adapt, Loss } from './types.ts'

/** An initialization with a learning rate for every parameter. */
export interface RatedParams<T> {
  readonly theta: T
  readonly rates: T
}

/** Starts all rates at `rate`. */
export const withRates = /*@__PURE__*/ checked(
  'withRates(theta, rate)',
  <T>(theta: T, rate: number): RatedParams<T> => ({
    theta,
    rates: treeMap((leaf) => fullLike(leaf as Tensor, rate), theta) as unknown as T,
  }),
)

/**
 * Meta-SGD: `φ = θ − a ⊙ ∇L(θ; S)`, with the rates `a` learned beside the initialization.
 *
 * @example
 * const loss = (p: Tensor, target: Tensor) => p.sub(target).pow(2)
 * const adapt = meta.learnedRates(1)(loss)
 * adapt(meta.withRates(np.array(0), 0.25), np.array(4)).item() // => 2
 * @see Li et al., Meta-SGD: Learning to Learn Quickly for Few-Shot Learning, 2017, eq. 3
 */
export const learnedRates = /*@__PURE__*/ keeping(
  'learnedRates(steps)(loss)(theta, support)',
  (steps: number) =>
    <T, D>(loss: Loss<T, D>): Adapt<RatedParams<T>, D, T> =>
    ({ theta, rates }, support) =>
      gradientSteps(sgd(rates as never), steps)(loss)(theta, support),
)

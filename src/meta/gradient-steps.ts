import { describe } from '../core/convert.ts'
import { ArgumentError } from '../core/errors.ts'
import { keeping } from '../core/keeping.ts'
import { checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { treeMap } from '../core/tree.ts'
import { applyUpdates } from '../optim/apply-updates.ts'
import type { GradientTransformation } from '../optim/types.ts'
import { concatenate, sliceInDim } from '../primitives/slicing.ts'
import { grad } from '../transforms/grad.ts'
import type { Adapt, Loss } from './types.ts'

export interface GradientStepsOptions {
  /** The part of the support that a step sees, such as `minibatches(10)`. Default: all of it. */
  readonly batch?: <D>(support: D, step: number) => D
}

const requireOptimizer = (optimizer: unknown): void => {
  if (typeof optimizer !== 'object' || optimizer === null || !('update' in optimizer))
    throw new ArgumentError(
      'gradientSteps',
      `expected an optimizer, such as optim.sgd(0.01), got ${describe(optimizer)}`,
    )
}

/** Throws unless a number of steps is a whole number of at least 0. */
export const requireSteps = (op: string, steps: unknown): void => {
  if (!Number.isInteger(steps) || Number(steps) < 0)
    throw new ArgumentError(
      op,
      `expected a whole number of steps, at least 0, got ${describe(steps)}`,
    )
}

/**
 * The inner loop of MAML: `steps` steps of an optimizer on the support loss.
 *
 * `φ_0 = θ`, `φ_{j+1} = φ_j − α ∇L(φ_j; S)` with `optim.sgd(α)`. The loop is unrolled, and all of it is
 * differentiated through.
 *
 * @example
 * const loss = (p: Tensor, target: Tensor) => p.sub(target).pow(2)
 * const adapt = meta.gradientSteps(optim.sgd(0.25), 2)(loss)
 * adapt(np.array(0), np.array(4)).item() // => 3
 * @see Finn et al., Model-Agnostic Meta-Learning, ICML 2017, eq. 1
 */
export const gradientSteps = /*@__PURE__*/ keeping(
  'gradientSteps(optimizer, steps, options?)(loss)(theta, support)',
  (
    optimizer: GradientTransformation,
    steps: number,
    options: GradientStepsOptions = {},
  ): (<T, D>(loss: Loss<T, D>) => Adapt<T, D>) => {
    checkOptions('gradientSteps', options, ['batch'])
    requireOptimizer(optimizer)
    requireSteps('gradientSteps', steps)
    const { batch } = options
    return <T, D>(loss: Loss<T, D>): Adapt<T, D> => {
      return (theta, support) => {
        let phi = theta
        let state = optimizer.init(theta)
        for (let step = 0; step < steps; step++) {
          const data = batch === undefined ? support : batch(support, step)
          const gradient = grad(loss)(phi, data)
          const [updates, next] = optimizer.update(gradient, state, phi)
          phi = applyUpdates(phi, updates) as T
          state = next
        }
        return phi
      }
    }
  },
)

/**
 * Minibatches of `size` consecutive examples, cyclically: what Reptile's inner loop sees.
 *
 * Shapes: leaves of the support have the examples along axis 0.
 *
 * @see Nichol et al., On First-Order Meta-Learning Algorithms, 2018, §3
 */
export const minibatches = /*@__PURE__*/ keeping(
  'minibatches(size)(support, step)',
  (size: number) =>
    <D>(support: D, step: number): D =>
      treeMap((leaf) => {
        const x = leaf as Tensor
        const count = x.shape[0] as number
        const start = (step * size) % count
        const end = start + size
        return end <= count
          ? sliceInDim(x, start, end, 0)
          : concatenate([sliceInDim(x, start, count, 0), sliceInDim(x, 0, end - count, 0)], 0)
      }, support) as D,
)

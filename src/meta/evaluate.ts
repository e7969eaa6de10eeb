import { checked } from '../core/checked.ts'
import { checkFunction } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { callFunction } from '../core/thrown.ts'
import { isnan, mean, median, sqrt, square, stack, sub, where } from '../numpy/index.ts'
import { vmap } from '../transforms/vmap.ts'
import type { Adaptation, Loss, Task } from './types.ts'

/** Statistics over tasks, one entry per number of steps. */
export interface Evaluation {
  readonly steps: readonly number[]
  readonly mean: Tensor
  /** Half the width of the 95 % confidence interval of the mean, `1.96 σ/√n`. */
  readonly ci: Tensor
  /** Tells of a typical task where a few blow up the mean; a loss that is `NaN` counts as infinite. */
  readonly median: Tensor
}

/**
 * Query losses of many unseen tasks after adaptations of several lengths.
 *
 * Shapes: leaves of the tasks have a leading axis of `n` tasks; the statistics are `f[steps.length]`.
 *
 * @param inner - the adaptation of a given number of steps
 * @example
 * const loss = (p: Tensor, target: Tensor) => p.sub(target).pow(2)
 * const tasks = { support: np.array([4, 4]), query: np.array([4, 4]) }
 * const inner = (steps: number) => meta.gradientSteps(optim.sgd(0.25), steps)
 * meta.evaluate(loss, inner, np.array(0), tasks, [0, 1]).mean // => [16, 4]
 */
export const evaluate = /*@__PURE__*/ checked(
  'evaluate(loss, inner, theta, tasks, steps)',
  <T, D, M = T>(
    loss: Loss<T, D>,
    inner: (steps: number) => Adaptation<NoInfer<T>, NoInfer<D>, NoInfer<M>>,
    theta: M,
    tasks: Task<NoInfer<D>>,
    steps: readonly number[],
  ): Evaluation => {
    checkFunction('evaluate', loss, 'the loss')
    checkFunction('evaluate', inner, 'inner')
    const losses = steps.map((count) => {
      const adapt = callFunction(inner(count), loss)
      return vmap((support: D, query: D) => loss(adapt(theta, support), query))(
        tasks.support,
        tasks.query,
      )
    })
    // f[steps, tasks]
    const all = stack(losses)
    const center = mean(all, { axis: 1, keepdims: true })
    const variance = mean(square(sub(all, center)), { axis: 1 })
    return {
      steps: [...steps],
      mean: mean(all, { axis: 1 }),
      ci: sqrt(variance).mul(1.96 / Math.sqrt(all.shape[1] as number)),
      median: median(where(isnan(all), Number.POSITIVE_INFINITY, all), { axis: 1 }),
    }
  },
)

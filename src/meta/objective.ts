import { keeping } from '../core/keeping.ts'
import { checkFunction } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { mean } from '../numpy/index.ts'
import { vmap } from '../transforms/vmap.ts'
import type { Adaptation, Loss, Task } from './types.ts'

/**
 * The meta-objective: the mean over tasks of the query loss after adaptation,
 * `mean_τ L(U(θ, S_τ); Q_τ)`. Its `grad` is MAML's meta-gradient.
 *
 * Shapes: `(M, tasks) → f[]`; every leaf of the tasks has a leading task axis.
 *
 * @throws ArgumentError unless `loss` and `inner` are functions
 * @example
 * const loss = (p: Tensor, target: Tensor) => p.sub(target).pow(2)
 * const maml = meta.objective(loss, meta.gradientSteps(optim.sgd(0.25), 1))
 * const tasks = { support: np.array([1, 3]), query: np.array([1, 3]) }
 * grad(maml)(np.array(0), tasks).item() // => -1
 * @see Finn et al., Model-Agnostic Meta-Learning, ICML 2017, eq. 2
 */
export const objective = /*@__PURE__*/ keeping(
  'objective(loss, inner)(theta, tasks)',
  <T, D, M = T>(
    loss: Loss<T, D>,
    inner: Adaptation<T, D, M>,
  ): ((theta: M, tasks: Task<D>) => Tensor) => {
    checkFunction('objective', loss, 'the loss')
    checkFunction('objective', inner, 'inner')
    return (theta, tasks) => {
      const adapt = inner(loss)
      checkFunction('objective', adapt, 'what inner makes of the loss')
      const taskLoss = (support: D, query: D): Tensor => loss(adapt(theta, support), query)
      return mean(vmap(taskLoss)(tasks.support, tasks.query))
    }
  },
)

/** No adaptation: with it, `objective` trains on all tasks at once, the usual baseline. */
export const withoutAdaptation = /*@__PURE__*/ keeping(
  'withoutAdaptation(loss)(theta, support?)',
  <T, D>(_: Loss<T, D>) =>
    (theta: T, _support?: D): T =>
      theta,
)

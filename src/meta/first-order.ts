import { keeping } from '../core/keeping.ts'
import { treeAdd, treeSub } from '../linalg/tree-vector.ts'
import { stopGradient } from '../transforms/stop-gradient.ts'
import type { Adaptation } from './types.ts'

/**
 * The same adaptation with the identity for its derivative, `dφ/dθ = I`: what makes MAML first-order.
 * The adaptation may be anything; nothing of it is kept for the backward pass.
 *
 * @example
 * const loss = (p: Tensor, target: Tensor) => p.sub(target).pow(2)
 * const fomaml = meta.objective(loss, meta.firstOrder(meta.gradientSteps(optim.sgd(0.25), 1)))
 * const tasks = { support: np.array([1, 3]), query: np.array([1, 3]) }
 * grad(fomaml)(np.array(0), tasks).item() // => -2
 * @see Finn et al., Model-Agnostic Meta-Learning, ICML 2017, §5.2; Nichol et al. 2018, §2
 */
export const firstOrder = /*@__PURE__*/ keeping(
  'firstOrder(inner)(loss)(theta, support)',
  <T, D>(inner: Adaptation<T, D>): Adaptation<T, D> =>
    (loss) => {
      const adapt = inner(loss)
      return (theta, support) => {
        const phi = stopGradient(adapt(stopGradient(theta) as T, support)) as T
        // θ − stop(θ) is exactly 0 and has the derivative I, so the value stays φ to the last bit.
        return treeAdd(phi, treeSub(theta, stopGradient(theta) as T))
      }
    },
)

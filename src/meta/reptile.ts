import type { TensorLike } from '../core/convert.ts'
import { keeping } from '../core/keeping.ts'
import type { Tensor } from '../core/tensor.ts'
import { treeMap } from '../core/tree.ts'
import { treeLerp } from '../linalg/tree-vector.ts'
import { mean } from '../numpy/index.ts'
import { scan } from '../transforms/scan.ts'
import { vmap } from '../transforms/vmap.ts'
import type { Adaptation, Loss, Task } from './types.ts'

/**
 * Reptile, batched: `θ ← θ + ε mean_τ(φ_τ − θ)` with `φ_τ = U(θ, S_τ)`. Needs no query data and no
 * gradient of the adaptation.
 *
 * Shapes: `(T, tasks, ε) → T`; leaves of the support have a leading task axis.
 *
 * @example
 * const loss = (p: Tensor, target: Tensor) => p.sub(target).pow(2)
 * const reptile = meta.reptile(loss, meta.gradientSteps(optim.sgd(0.5), 1))
 * reptile(np.array(0), { support: np.array([1, 3]) }, 0.5).item() // => 1
 * @see Nichol et al., On First-Order Meta-Learning Algorithms, 2018, algorithm 2
 */
export const reptile = /*@__PURE__*/ keeping(
  'reptile(loss, inner)(theta, tasks, epsilon)',
  <T, D>(loss: Loss<T, D>, inner: Adaptation<T, D>) =>
    (theta: T, tasks: Pick<Task<D>, 'support'>, epsilon: TensorLike): T => {
      const adapt = (support: D): T => inner(loss)(theta, support)
      const phis = vmap(adapt)(tasks.support)
      const center = treeMap((leaf) => mean(leaf as Tensor, { axis: 0 }), phis) as unknown as T
      return treeLerp(theta, center, epsilon)
    },
)

/**
 * Reptile, serial: `θ ← θ + ε (φ_τ − θ)` for one task after the other.
 *
 * Shapes: as for `reptile`.
 *
 * @see Nichol et al., On First-Order Meta-Learning Algorithms, 2018, algorithm 1
 */
export const serialReptile = /*@__PURE__*/ keeping(
  'serialReptile(loss, inner)(theta, tasks, epsilon)',
  <T, D>(loss: Loss<T, D>, inner: Adaptation<T, D>) =>
    (theta: T, tasks: Pick<Task<D>, 'support'>, epsilon: TensorLike): T => {
      const adapt = inner(loss)
      const step = (current: T, support: D) =>
        [treeLerp(current, adapt(current, support), epsilon), null] as const
      return scan(step as never, theta, tasks.support)[0] as unknown as T
    },
)

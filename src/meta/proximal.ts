import type { TensorLike } from '../core/convert.ts'
import { keeping } from '../core/keeping.ts'
import { checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { treeDot, treeSub } from '../linalg/tree-vector.ts'
import { add, div, mul, sqrt } from '../numpy/index.ts'
import { type CgOptions, cg } from '../scipy/cg.ts'
import { customRoot } from '../transforms/custom-root.ts'
import { grad } from '../transforms/grad.ts'
import { jvp } from '../transforms/jvp.ts'
import type { Minimizer } from './line-search.ts'
import type { Adapt, Loss, Task } from './types.ts'

export interface ProximalOptions {
  /** Strength of the pull towards the meta-parameters. A traced tensor gets a gradient. */
  readonly lambda: TensorLike
  /** Minimizes the proximal objective from the meta-parameters; never differentiated. */
  readonly minimize: Minimizer
  /** How the linear system of the meta-gradient is solved. Default: 5 iterations of CG. */
  readonly linearSolve?: CgOptions
}

/** `L(φ; S) + λ/2 ‖φ − θ‖²`. */
const proximalObjective =
  <T, D>(loss: Loss<T, D>, lambda: TensorLike, theta: T, support: D) =>
  (phi: T): Tensor => {
    const pull = treeSub(phi, theta)
    return add(loss(phi, support), mul(div(lambda, 2), treeDot(pull, pull)))
  }

const proximalOptions = ['lambda', 'minimize', 'linearSolve']

const defaultSolve: CgOptions = { maxiter: 5 }

/**
 * iMAML: adapts to the minimum of `L(φ; S) + λ/2 ‖φ − θ‖²`, and differentiates that by the implicit
 * function theorem, so that neither the steps nor the number of them matter to the meta-gradient
 * `(I + H/λ)⁻¹ ∇L(φ*; Q)`, `H = ∇²L(φ*; S)`.
 *
 * The minimum has to be found well enough: `proximalResiduals` tells.
 *
 * @example
 * const loss = (p: Tensor, target: Tensor) => p.sub(target).pow(2)
 * const adapt = meta.proximal({ lambda: 2, minimize: meta.lineSearchDescent({ steps: 20 }) })(loss)
 * adapt(np.array(0), np.array(4)).item() // => 2
 * @see Rajeswaran et al., Meta-Learning with Implicit Gradients, NeurIPS 2019, eq. 3 and 6
 */
export const proximal = /*@__PURE__*/ keeping(
  'proximal(options)(loss)(theta, support)',
  (options: ProximalOptions): (<T, D>(loss: Loss<T, D>) => Adapt<T, D>) => {
    checkOptions('proximal', options, proximalOptions)
    const { lambda, minimize, linearSolve = defaultSolve } = options
    return <T, D>(loss: Loss<T, D>): Adapt<T, D> =>
      (theta, support) => {
        const energy = proximalObjective(loss, lambda, theta, support)
        return customRoot(
          grad(energy) as never,
          theta,
          (_, start) => minimize(energy as (phi: unknown) => Tensor, start),
          (hessian, v) => cg<unknown>(hessian as never, v, linearSolve)[0],
        ) as unknown as T
      }
  },
)

/** How far an implicit meta-gradient is from exact. */
export interface ProximalResiduals {
  /** `‖∇(L + λ/2 ‖φ − θ‖²)‖` at the solution found: 0 at the minimum. */
  readonly inner: Tensor
  /** `‖(H + λI) u − v‖ / ‖v‖` of the linear solve for `v`, the gradient of the query loss. */
  readonly linear: Tensor
}

/** The residuals of both solves behind the meta-gradient of one task; `vmap` it over tasks. */
export const proximalResiduals = /*@__PURE__*/ keeping(
  'proximalResiduals(loss, options)(theta, task)',
  <T, D>(
    loss: Loss<T, D>,
    options: ProximalOptions,
  ): ((theta: T, task: Task<D>) => ProximalResiduals) => {
    checkOptions('proximalResiduals', options, proximalOptions)
    return (theta, { support, query }) => {
      const phi = proximal(options)(loss)(theta, support)
      const energy = proximalObjective(loss, options.lambda, theta, support)
      const slope = grad(energy)(phi) as unknown
      const v = grad(loss)(phi, query)
      const hessian = (u: unknown): unknown => jvp(grad(energy), [phi], [u])[1]
      const [u] = cg(hessian as never, v as never, options.linearSolve ?? defaultSolve)
      const rest = treeSub(hessian(u), v as unknown)
      return {
        inner: sqrt(treeDot(slope, slope)),
        linear: div(sqrt(treeDot(rest, rest)), sqrt(treeDot(v, v))),
      }
    }
  },
)

import { scalar } from '../core/convert.ts'
import { keeping } from '../core/keeping.ts'
import { checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { treeDot, treeScale, treeSub } from '../linalg/tree-vector.ts'
import { less, lessEqual, logicalAnd, logicalNot, minimum, where } from '../numpy/index.ts'
import { valueAndGrad } from '../transforms/grad.ts'
import { foriLoop, whileLoop } from '../transforms/while-loop.ts'
import { requireSteps } from './gradient-steps.ts'

/** Finds a minimum of a scalar function of a tree, from a start. */
export type Minimizer = <T>(energy: (phi: T) => Tensor, start: T) => T

export interface LineSearchOptions {
  /** Number of descent steps. */
  readonly steps: number
  /** How often a step may be halved before it is given up. Default 14. */
  readonly halvings?: number
  /** Fraction of the decrease that the slope promises which a step must reach. Default 1e-4. */
  readonly armijo?: number
}

interface Search {
  readonly rate: Tensor
  readonly tries: Tensor
  readonly isAccepted: Tensor
}

/**
 * Gradient descent with backtracking: each step starts from twice the last rate, at most 1, and halves
 * it until `f(φ − a∇f) ≤ f(φ) − c a ‖∇f‖²`.
 *
 * @example
 * const minimize = meta.lineSearchDescent({ steps: 20 })
 * minimize((x: Tensor) => x.sub(3).pow(2), np.array(0)).item() // => 3
 * @see Armijo, Minimization of functions having Lipschitz continuous first partial derivatives, 1966
 */
export const lineSearchDescent = /*@__PURE__*/ keeping(
  'lineSearchDescent(options)(energy, start)',
  (options: LineSearchOptions): Minimizer => {
    checkOptions('lineSearchDescent', options, ['steps', 'halvings', 'armijo'])
    const { steps, halvings = 14, armijo = 1e-4 } = options
    requireSteps('lineSearchDescent', steps)
    return <T>(energy: (phi: T) => Tensor, start: T): T => {
      const step = (
        _: Tensor,
        { phi, rate }: { phi: T; rate: Tensor },
      ): { phi: T; rate: Tensor } => {
        const [value, slope] = valueAndGrad(energy)(phi)
        const direction = slope as unknown as T
        const promised = treeDot(direction, direction)
        const moved = (a: Tensor): T => treeSub(phi, treeScale(a, direction))
        const goesOn = ({ tries, isAccepted }: Search): Tensor =>
          logicalAnd(logicalNot(isAccepted), less(tries, scalar(halvings + 1, 'int32')))
        const halve = ({ rate: a, tries }: Search): Search => {
          const bound = value.sub(promised.mul(a).mul(armijo))
          const isAccepted = lessEqual(energy(moved(a)), bound)
          return { rate: where(isAccepted, a, a.mul(0.5)), tries: tries.add(1), isAccepted }
        }
        const found = whileLoop(goesOn as never, halve as never, {
          rate: minimum(rate.mul(2), 1),
          tries: scalar(0, 'int32'),
          isAccepted: scalar(0, 'bool'),
        }) as unknown as Search
        return { phi: moved(where(found.isAccepted, found.rate, 0)), rate: found.rate }
      }
      const begin = { phi: start, rate: energy(start).mul(0).add(1) }
      return (foriLoop(0, steps, step as never, begin) as unknown as { phi: T }).phi
    }
  },
)

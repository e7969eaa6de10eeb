import { checked } from '../core/checked.ts'
import { scalar } from '../core/convert.ts'
import { checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { flatten } from '../core/tree-def.ts'
import { treeAdd, treeDot, treeScale, treeSub } from '../linalg/tree-vector.ts'
import { div, greater, isfinite, less, logicalAnd, maximum, where } from '../numpy/index.ts'
import { customLinearSolve, type LinearMap } from '../transforms/custom-linear-solve.ts'
import { whileLoop } from '../transforms/while-loop.ts'

export interface CgOptions {
  /** Number of iterations at most. Default: 10 times the number of unknowns. */
  readonly maxiter?: number
  /** Stops at a residual norm of `max(tol ‖b‖, atol)`. Default 1e-5. */
  readonly tol?: number
  /** Default 0. */
  readonly atol?: number
}

interface CgState<T> {
  readonly x: T
  readonly r: T
  readonly p: T
  readonly rho: Tensor
  readonly k: Tensor
}

const numberOfUnknowns = (b: unknown): number =>
  flatten(b)[0].reduce<number>((n, leaf) => n + (leaf as Tensor).size, 0)

/** The recurrence, without a derivative. */
const solveCg = <T>(matvec: (x: T) => T, b: T, options: CgOptions): T => {
  const squared = treeDot(b, b)
  const maxiter = options.maxiter ?? 10 * numberOfUnknowns(b)
  const { tol = 1e-5, atol = 0 } = options
  const enough = maximum(squared.mul(tol * tol), atol * atol)
  const init: CgState<T> = {
    x: treeScale(0, b),
    r: b,
    p: b,
    rho: squared,
    k: scalar(0, 'int32'),
  }
  const goesOn = ({ rho, k }: CgState<T>): Tensor =>
    logicalAnd(greater(rho, enough), less(k, scalar(maxiter, 'int32')))
  const step = ({ x, r, p, rho, k }: CgState<T>): CgState<T> => {
    const q = matvec(p)
    const curvature = treeDot(p, q)
    // Without positive curvature the map is not positive definite along p: stop where we are.
    const alpha = where(greater(curvature, 0), div(rho, curvature), 0)
    const residual = treeSub(r, treeScale(alpha, q))
    const next = treeDot(residual, residual)
    const isUsable = logicalAnd(greater(curvature, 0), isfinite(next))
    return {
      x: treeAdd(x, treeScale(alpha, p)),
      r: residual,
      p: treeAdd(residual, treeScale(div(next, rho), p)),
      rho: where(isUsable, next, 0),
      k: k.add(1),
    }
  }
  return (whileLoop(goesOn as never, step as never, init) as unknown as CgState<T>).x
}

/**
 * Solves `A x = b` by conjugate gradients for a symmetric positive definite linear map on trees.
 * Differentiable in `b` and in all that `A` closes over, by solving again.
 *
 * Shapes: `A: T → T`, `b: T`; returns `[x, null]`, with `null` where SciPy reports success.
 *
 * @example
 * const [x] = cg((v: Tensor) => v.mul(np.array([2, 4])), np.array([2, 8]))
 * x // => [1, 2]
 * @see Hestenes & Stiefel, Methods of conjugate gradients, 1952
 */
export const cg = /*@__PURE__*/ checked(
  'cg(A, b, options?)',
  <T>(A: LinearMap<T>, b: T, options: CgOptions = {}): readonly [T, null] => {
    checkOptions('cg', options, ['maxiter', 'tol', 'atol'])
    const x = customLinearSolve(
      A,
      b,
      (matvec, y) => solveCg(matvec as unknown as (x: T) => T, y as unknown as T, options),
      { symmetric: true },
    )
    return [x as unknown as T, null]
  },
)

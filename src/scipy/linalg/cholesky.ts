import { checked } from '../../core/checked.ts'
import type { TensorLike } from '../../core/convert.ts'
import { ArgumentError } from '../../core/errors.ts'
import { checkOptions } from '../../core/options.ts'
import type { Tensor } from '../../core/tensor.ts'
import { squaresOf, swap, times } from '../../linalg/matrices.ts'
import { solveMatrices } from '../../linalg/solve.ts'
import * as factor from '../../primitives/linalg.ts'
import { stopTensorGradient } from '../../primitives/stop-gradient.ts'
import { customLinearSolve } from '../../transforms/custom-linear-solve.ts'
import { solveColumns } from './triangular.ts'

export interface TriangleOptions {
  /** Whether the lower triangle counts; else the upper. Default false. */
  readonly lower?: boolean
}

/**
 * The upper factor `U` of `a = Uᵀ U`, or with `lower` the lower factor `L` of `a = L Lᵀ`, for symmetric
 * positive definite `a`; NaN where there is none. Only that triangle of `a` is read.
 *
 * Shapes: `a[…,n,n] → f[…,n,n]`.
 *
 * @throws ShapeError for matrices that are not square
 * @throws ArgumentError for an unknown option
 * @example
 * scipy.linalg.cholesky(np.array([[4, 2], [2, 2]])) // => [[2, 1], [0, 1]]
 */
export const cholesky = /*@__PURE__*/ checked(
  'cholesky(a, options?)',
  (a: TensorLike, options?: TriangleOptions): Tensor => {
    checkOptions('cholesky', options, ['lower'])
    const matrix = squaresOf('cholesky', a)
    return options?.lower === true ? factor.cholesky(matrix) : swap(factor.cholesky(swap(matrix)))
  },
)

/** A factor of a symmetric positive definite matrix, and whether it is the lower one. */
export type CholeskyFactor = readonly [factor: TensorLike, lower: boolean]

/**
 * A Cholesky factor for `choSolve`, and which of the two it is.
 *
 * Shapes: `a[…,n,n] → [f[…,n,n], lower]`.
 *
 * @throws ShapeError for matrices that are not square
 * @throws ArgumentError for an unknown option
 * @example
 * const factor = scipy.linalg.choFactor(np.array([[4, 2], [2, 2]]))
 * scipy.linalg.choSolve(factor, np.array([6, 4])) // => [1, 1]
 */
export const choFactor = /*@__PURE__*/ checked(
  'choFactor(a, options?)',
  (a: TensorLike, options?: TriangleOptions): readonly [factor: Tensor, lower: boolean] => {
    checkOptions('choFactor', options, ['lower'])
    const lower = options?.lower === true
    return [cholesky(a, { lower }), lower]
  },
)

const solveTwice = (c: Tensor, b: Tensor, lower: boolean): Tensor => {
  const y = factor.triangularSolve(c, b, { leftSide: true, lower, transposeA: !lower })
  return factor.triangularSolve(c, y, { leftSide: true, lower, transposeA: lower })
}

/**
 * Solves `a x = b` from the Cholesky factor of `a`. Leading axes broadcast.
 *
 * Shapes: `c[…,n,n], b[n] → x[…,n]`, `c[…,n,n], b[…,n,m] → x[…,n,m]`.
 *
 * @throws ShapeError for matrices that are not square, or sizes that do not fit
 * @example
 * scipy.linalg.choSolve([np.array([[2, 0], [0, 1]]), true], np.array([4, 3])) // => [1, 3]
 */
export const choSolve = /*@__PURE__*/ checked(
  'choSolve(value, b)',
  ([c, lower]: CholeskyFactor, b: TensorLike): Tensor =>
    solveColumns('choSolve', c, b, (matrix, columns) => solveTwice(matrix, columns, lower)),
)

export interface SolveOptions extends TriangleOptions {
  /** What is known of the matrix; `'pos'`, for symmetric positive definite, takes half the time. */
  readonly assumeA?: 'gen' | 'sym' | 'her' | 'pos'
}

/**
 * Solves `a x = b`. Leading axes broadcast, and derivatives go through the solution.
 *
 * Shapes: `a[…,n,n], b[n] → x[…,n]`, `a[…,n,n], b[…,n,m] → x[…,n,m]`.
 *
 * @throws ShapeError for matrices that are not square, or sizes that do not fit
 * @throws ArgumentError for an unknown option
 * @example
 * scipy.linalg.solve(np.array([[4, 2], [2, 2]]), np.array([6, 4]), { assumeA: 'pos' }) // => [1, 1]
 */
export const solve = /*@__PURE__*/ checked(
  'solve(a, b, options?)',
  (a: TensorLike, b: TensorLike, options?: SolveOptions): Tensor => {
    checkOptions('solve', options, ['lower', 'assumeA'])
    const { assumeA = 'gen', lower = false } = options ?? {}
    if (!['gen', 'sym', 'her', 'pos'].includes(assumeA))
      throw new ArgumentError(
        'solve',
        `expected assumeA to be 'gen', 'sym', 'her' or 'pos', got ${JSON.stringify(assumeA)}`,
      )
    if (assumeA !== 'pos') return solveColumns('solve', a, b, solveMatrices)
    return solveColumns('solve', a, b, (matrix, columns) => {
      const c = cholesky(stopTensorGradient(matrix), { lower })
      return customLinearSolve(
        (x: Tensor) => times(matrix, x),
        columns,
        (_, y) => solveTwice(c, y, lower),
        { symmetric: true },
      )
    })
  },
)

import { showAvals } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { scalar, type TensorLike } from '../core/convert.ts'
import { ShapeError } from '../core/errors.ts'
import { checkOptions } from '../core/options.ts'
import { Concrete, type Tensor } from '../core/tensor.ts'
import { promotePairInexact } from '../numpy/promotion.ts'
import { eye } from '../numpy/triangular.ts'
import { add, mul } from '../primitives/arithmetic.ts'
import * as factor from '../primitives/linalg.ts'
import { iota } from '../primitives/slicing.ts'
import { sort } from '../primitives/sort.ts'
import { stopTensorGradient } from '../primitives/stop-gradient.ts'
import { broadcastTo, reshape } from '../primitives/structural.ts'
import { customLinearSolve } from '../transforms/custom-linear-solve.ts'
import { alignLeading, squaresOf, swap, takeRows, times } from './matrices.ts'

/** The permutation that undoes another. */
const inverse = (permutation: Tensor): Tensor => {
  const last = permutation.ndim - 1
  return sort([permutation, iota('int32', permutation.shape, last)], last)[1] as Tensor
}

/** Solves `a x = b`, or `aᵀ x = b`, from the factors of `a`. */
const solveFactored = (
  packed: Tensor,
  permutation: Tensor,
  b: Tensor,
  transposeA: boolean,
): Tensor => {
  const lower = { leftSide: true, lower: true, unitDiagonal: true, transposeA }
  const upper = { leftSide: true, lower: false, transposeA }
  if (!transposeA) {
    const y = factor.triangularSolve(packed, takeRows(b, permutation), lower)
    return factor.triangularSolve(packed, y, upper)
  }
  const y = factor.triangularSolve(packed, b, upper)
  return takeRows(factor.triangularSolve(packed, y, lower), inverse(permutation))
}

/** Solves `a x = b` for matrices of equal leading axes; derivatives solve again with the same factors. */
export const solveMatrices = (a: Tensor, b: Tensor): Tensor => {
  const [packed, permutation] = factor.lu(stopTensorGradient(a))
  // Between concrete values nothing is to be differentiated, and no map need be traced.
  if (a instanceof Concrete && b instanceof Concrete)
    return solveFactored(packed, permutation, b, false)
  return customLinearSolve(
    (x: Tensor) => times(a, x),
    b,
    (_, y) => solveFactored(packed, permutation, y, false),
    { transposeSolve: (_, y) => solveFactored(packed, permutation, y, true) },
  )
}

/**
 * Solves `a x = b`. A `b` with one axis is a vector; leading axes broadcast. Gradients go through the
 * solution.
 *
 * Shapes: `a[…,n,n], b[n] → x[…,n]`, `a[…,n,n], b[…,n,m] → x[…,n,m]`.
 *
 * @throws ShapeError for matrices that are not square, or sizes that do not fit
 * @example
 * np.linalg.solve(np.array([[2, 0], [0, 4]]), np.array([2, 2])) // => [1, 0.5]
 */
export const solve = /*@__PURE__*/ checked(
  'solve(a, b)',
  (a: TensorLike, b: TensorLike): Tensor => {
    const [given, right] = promotePairInexact('solve', a, b)
    const matrix = squaresOf('solve', given)
    const isVector = right.ndim === 1
    const columns = isVector ? reshape(right, [right.size, 1]) : right
    if (columns.ndim < 2 || columns.shape.at(-2) !== matrix.shape.at(-1))
      throw new ShapeError(
        'solve',
        `expected a right side [n] or [...,n,m] of as many rows as the matrix, got ${showAvals([matrix, right])}`,
      )
    const x = solveMatrices(...alignLeading('solve', matrix, columns))
    return isVector ? reshape(x, x.shape.slice(0, -1)) : x
  },
)

/**
 * The inverse matrix.
 *
 * Shapes: `f[…,n,n] → f[…,n,n]`.
 *
 * @throws ShapeError for matrices that are not square
 * @example
 * np.linalg.inv(np.array([[2, 0], [0, 4]])) // => [[0.5, 0], [0, 0.25]]
 */
export const inv = /*@__PURE__*/ checked('inv(a)', (a: TensorLike): Tensor => {
  const matrix = squaresOf('inv', a)
  const one = eye(matrix.shape.at(-1) as number, { dtype: matrix.dtype })
  return solveMatrices(matrix, broadcastTo(one, matrix.shape))
})

export interface CholeskyOptions {
  /** Whether to give the upper factor instead. Default false. */
  readonly upper?: boolean
  /** Whether to take the mean of the matrix and its transpose first. Default true. */
  readonly symmetrizeInput?: boolean
}

/**
 * The lower factor `L` of `a = L Lᵀ` for symmetric positive definite `a`; NaN where there is none.
 *
 * Shapes: `f[…,n,n] → f[…,n,n]`.
 *
 * @throws ShapeError for matrices that are not square
 * @example
 * np.linalg.cholesky(np.array([[4, 0], [0, 9]])) // => [[2, 0], [0, 3]]
 */
export const cholesky = /*@__PURE__*/ checked(
  'cholesky(a, options?)',
  (a: TensorLike, options?: CholeskyOptions): Tensor => {
    checkOptions('cholesky', options, ['upper', 'symmetrizeInput'])
    const matrix = squaresOf('cholesky', a)
    const symmetric =
      options?.symmetrizeInput === false
        ? matrix
        : mul(add(matrix, swap(matrix)), scalar(0.5, matrix.dtype))
    const lower = factor.cholesky(symmetric)
    return options?.upper === true ? swap(lower) : lower
  },
)

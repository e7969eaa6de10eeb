import { showAvals } from '../../core/aval.ts'
import { checked } from '../../core/checked.ts'
import type { TensorLike } from '../../core/convert.ts'
import { ArgumentError, ShapeError } from '../../core/errors.ts'
import { checkOptions } from '../../core/options.ts'
import type { Tensor } from '../../core/tensor.ts'
import { alignLeading, squaresOf } from '../../linalg/matrices.ts'
import { promotePairInexact } from '../../numpy/promotion.ts'
import { triangularSolve } from '../../primitives/linalg.ts'
import { reshape } from '../../primitives/structural.ts'

/** Applies a solver of matrices to a right side that may be a vector. */
export const solveColumns = (
  op: string,
  a: TensorLike,
  b: TensorLike,
  solve: (matrix: Tensor, columns: Tensor) => Tensor,
): Tensor => {
  const [given, right] = promotePairInexact(op, a, b)
  const matrix = squaresOf(op, given)
  const isVector = right.ndim === 1
  const columns = isVector ? reshape(right, [right.size, 1]) : right
  if (columns.ndim < 2 || columns.shape.at(-2) !== matrix.shape.at(-1))
    throw new ShapeError(
      op,
      `expected a right side [n] or [...,n,m] of as many rows as the matrix, got ${showAvals([matrix, right])}`,
    )
  const x = solve(...alignLeading(op, matrix, columns))
  return isVector ? reshape(x, x.shape.slice(0, -1)) : x
}

export interface SolveTriangularOptions {
  /** 0 (or `'N'`) solves `a x = b`, 1 (or `'T'`) and 2 (or `'C'`) solve `aᵀ x = b`. Default 0. */
  readonly trans?: 0 | 1 | 2 | 'N' | 'T' | 'C'
  /** Whether the lower triangle of `a` counts; else the upper. Default false. */
  readonly lower?: boolean
  /** Whether the diagonal of `a` counts as ones. Default false. */
  readonly unitDiagonal?: boolean
}

/**
 * Solves `a x = b` for triangular `a`; the other triangle is not read. Leading axes broadcast.
 *
 * Shapes: `a[…,n,n], b[n] → x[…,n]`, `a[…,n,n], b[…,n,m] → x[…,n,m]`.
 *
 * @throws ShapeError for matrices that are not square, or sizes that do not fit
 * @throws ArgumentError for an unknown option
 * @example
 * const a = np.array([[2, 0], [1, 4]])
 * scipy.linalg.solveTriangular(a, np.array([2, 5]), { lower: true }) // => [1, 1]
 */
export const solveTriangular = /*@__PURE__*/ checked(
  'solveTriangular(a, b, options?)',
  (a: TensorLike, b: TensorLike, options?: SolveTriangularOptions): Tensor => {
    checkOptions('solveTriangular', options, ['trans', 'lower', 'unitDiagonal'])
    const { trans = 0, lower = false, unitDiagonal = false } = options ?? {}
    if (![0, 1, 2, 'N', 'T', 'C'].includes(trans))
      throw new ArgumentError(
        'solveTriangular',
        `expected trans to be 0, 1, 2, 'N', 'T' or 'C', got ${String(trans)}`,
      )
    const transposeA = trans !== 0 && trans !== 'N'
    return solveColumns('solveTriangular', a, b, (matrix, columns) =>
      triangularSolve(matrix, columns, { leftSide: true, lower, unitDiagonal, transposeA }),
    )
  },
)

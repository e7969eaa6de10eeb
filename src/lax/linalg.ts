import { range } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { asTensor, scalar, type TensorLike } from '../core/convert.ts'
import { checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { add, mul } from '../primitives/arithmetic.ts'
import * as linalg from '../primitives/linalg.ts'
import { transpose } from '../primitives/structural.ts'

const swapLast = (x: Tensor): Tensor => transpose(x, [...range(x.ndim - 2), x.ndim - 1, x.ndim - 2])

/**
 * The lower factor `L` of `x = L Lᵀ` for symmetric positive definite `x[…,n,n]`; NaN where there is none.
 *
 * @throws ShapeError for a matrix that is not square
 */
export const cholesky = /*@__PURE__*/ checked(
  'cholesky(x, options?)',
  (x: TensorLike, options: { readonly symmetrizeInput?: boolean } = {}): Tensor => {
    checkOptions('cholesky', options, ['symmetrizeInput'])
    const tensor = asTensor(x, 'cholesky')
    const symmetric =
      options.symmetrizeInput === false
        ? tensor
        : mul(add(tensor, swapLast(tensor)), scalar(0.5, tensor.dtype))
    return linalg.cholesky(symmetric)
  },
)

export interface TriangularSolveOptions {
  /** Whether `a` stands left of the unknown, `a x = b`; else `x a = b`. Default false. */
  readonly leftSide?: boolean
  /** Whether the lower triangle of `a` counts; else the upper. Default false. */
  readonly lower?: boolean
  /** Whether `a` is transposed. Default false. */
  readonly transposeA?: boolean
  /** Whether the diagonal of `a` counts as ones. Default false. */
  readonly unitDiagonal?: boolean
}

/** Solves a triangular system for `a[…,n,n]` and `b[…,n,m]` (or `b[…,m,n]` on the right side). */
export const triangularSolve = /*@__PURE__*/ checked(
  'triangularSolve(a, b, options?)',
  (a: TensorLike, b: TensorLike, options: TriangularSolveOptions = {}): Tensor => {
    checkOptions('triangularSolve', options, ['leftSide', 'lower', 'transposeA', 'unitDiagonal'])
    return linalg.triangularSolve(
      asTensor(a, 'triangularSolve'),
      asTensor(b, 'triangularSolve'),
      options,
    )
  },
)

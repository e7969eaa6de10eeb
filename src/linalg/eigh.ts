import { checked } from '../core/checked.ts'
import { scalar, type TensorLike } from '../core/convert.ts'
import { checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { currentTrace, type FlatJvp } from '../core/trace.ts'
import { argsort } from '../numpy/sorting.ts'
import { take } from '../numpy/take.ts'
import { diagonal, eye, tril, triu } from '../numpy/triangular.ts'
import * as basic from '../primitives/arithmetic.ts'
import { sliceInDim } from '../primitives/slicing.ts'
import { broadcastTo, reshape } from '../primitives/structural.ts'
import { eachMatrix } from './batched.ts'
import { diagonalize } from './jacobi.ts'
import { squaresOf, swap, times } from './matrices.ts'

/** Eigenvalues in ascending order and eigenvectors of one symmetric matrix. */
const decompose = (x: Tensor): readonly [Tensor, Tensor] => {
  const n = x.shape[0] as number
  if (n < 2) return [reshape(x, [n]), eye(n, { dtype: x.dtype })]
  const [w, v] = diagonalize(x)
  // An added row and column keep their place at the end of the vectors: there alone they are not 0.
  const isAdded = w.size > n
  const own = isAdded
    ? basic.select(
        basic.gt(basic.abs(reshape(sliceInDim(v, n, n + 1, 0), [n + 1])), scalar(0.5, v.dtype)),
        w,
        scalar(Number.POSITIVE_INFINITY, w.dtype),
      )
    : w
  const order = sliceInDim(argsort(own), 0, n, 0)
  return [take(w, order), take(sliceInDim(v, 0, n, 0), order, { axis: 1 })]
}

/** `1 / (w_j - w_i)` off the diagonal, 0 on it. */
const inverseGaps = (w: Tensor): Tensor => {
  const n = w.shape.at(-1) as number
  const lead = w.shape.slice(0, -1)
  const square = [...lead, n, n]
  const columns = broadcastTo(reshape(w, [...lead, 1, n]), square)
  const rows = broadcastTo(reshape(w, [...lead, n, 1]), square)
  const one = broadcastTo(eye(n, { dtype: w.dtype }), square)
  const gaps = basic.add(basic.sub(columns, rows), one)
  return basic.sub(basic.div(scalar(1, w.dtype), gaps), one)
}

const rule: FlatJvp = {
  fun: ([x]) => eachMatrix(decompose, x as Tensor),
  jvp: ([x], [dx]) => {
    const [w, v] = decomposed(x as Tensor)
    const turned = times(times(swap(v), dx as Tensor), v)
    const dv = times(v, basic.mul(inverseGaps(w), turned))
    return [
      [w, v],
      [diagonal(turned, { axis1: -2, axis2: -1 }), dv],
    ]
  },
}

const decomposed = (x: Tensor): readonly [Tensor, Tensor] =>
  currentTrace().customJvp(rule, [x]) as readonly [Tensor, Tensor]

export interface EighOptions {
  /** Which triangle counts if the matrix is not symmetrized. Default `'L'`. */
  readonly UPLO?: 'L' | 'U'
  /** Whether to take the mean of the matrix and its transpose first. Default true. */
  readonly symmetrizeInput?: boolean
}

/**
 * Eigenvalues in ascending order, and orthonormal eigenvectors as columns, of symmetric matrices.
 * Gradients through the vectors need different eigenvalues. The signs of vectors are arbitrary.
 *
 * Shapes: `f[…,n,n] → f[…,n], f[…,n,n]`.
 *
 * @throws ShapeError for matrices that are not square
 * @example
 * np.linalg.eigh(np.array([[2, 0], [0, 1]]))[0] // => [1, 2]
 * @see Golub & Van Loan, Matrix Computations, §8.5
 */
export const eigh = /*@__PURE__*/ checked(
  'eigh(x, options?)',
  (x: TensorLike, options?: EighOptions): readonly [eigenvalues: Tensor, eigenvectors: Tensor] => {
    checkOptions('eigh', options, ['UPLO', 'symmetrizeInput'])
    const matrix = squaresOf('eigh', x)
    if (options?.symmetrizeInput === false) {
      const isUpper = options.UPLO === 'U'
      const half = isUpper ? triu(matrix) : tril(matrix)
      const rest = isUpper ? triu(matrix, { k: 1 }) : tril(matrix, { k: -1 })
      return decomposed(basic.add(half, swap(rest)))
    }
    return decomposed(basic.mul(basic.add(matrix, swap(matrix)), scalar(0.5, matrix.dtype)))
  },
)

/**
 * Eigenvalues in ascending order of symmetric matrices.
 *
 * Shapes: `f[…,n,n] → f[…,n]`.
 *
 * @throws ShapeError for matrices that are not square
 * @example
 * np.linalg.eigvalsh(np.array([[2, 0], [0, 1]])) // => [1, 2]
 */
export const eigvalsh = /*@__PURE__*/ checked(
  'eigvalsh(x, options?)',
  (x: TensorLike, options?: Pick<EighOptions, 'UPLO'>): Tensor => {
    checkOptions('eigvalsh', options, ['UPLO'])
    return eigh(x)[0]
  },
)

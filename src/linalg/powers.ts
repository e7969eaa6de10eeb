import { showAvals } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import type { TensorLike } from '../core/convert.ts'
import { ArgumentError, ShapeError } from '../core/errors.ts'
import { checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { add, divide, multiply, square, subtract } from '../numpy/arithmetic.ts'
import { withTangent } from '../numpy/custom-rule.ts'
import { finfo } from '../numpy/dtypes.ts'
import { einsum } from '../numpy/einsum.ts'
import { greater, greaterEqual, isnan, logicalAnd, logicalNot, select3 } from '../numpy/logic.ts'
import { matmul } from '../numpy/products.ts'
import { cast, inexact, numeric, promoteAll, promotePairInexact } from '../numpy/promotion.ts'
import { any, max, min, sum } from '../numpy/reductions.ts'
import { expandDims } from '../numpy/shape.ts'
import { eye } from '../numpy/triangular.ts'
import { broadcastTo, reshape } from '../primitives/structural.ts'
import { matricesOf, scaleColumns, squaresOf, swap } from './matrices.ts'
import { type NormOrder, norm } from './norm.ts'
import { inv } from './solve.ts'
import { svd, svdvals } from './svd.ts'

/**
 * A matrix multiplied with itself, by repeated squaring; its inverse for negative powers.
 *
 * Shapes: `x[…,n,n] → x[…,n,n]`.
 *
 * @throws ShapeError for matrices that are not square
 * @throws ArgumentError for a power that is no integer
 * @example
 * np.linalg.matrixPower(np.array([[1, 1], [0, 1]]), 3) // => [[1, 3], [0, 1]]
 */
export const matrixPower = /*@__PURE__*/ checked(
  'matrixPower(x, n)',
  (x: TensorLike, n: number): Tensor => {
    if (!Number.isInteger(n))
      throw new ArgumentError('matrixPower', `expected an integer power, got ${String(n)}`)
    const given = numeric('matrixPower', x)
    const floats = squaresOf('matrixPower', given)
    // Powers of integers are integers, unless they are inverted first.
    const matrix = n < 0 ? inv(floats) : given
    let base = matrix
    let result: Tensor | undefined
    for (let rest = Math.abs(n); rest > 0; rest = Math.floor(rest / 2)) {
      if (rest % 2 === 1) result = result === undefined ? base : matmul(result, base)
      if (rest > 1) base = matmul(base, base)
    }
    const one = eye(matrix.shape.at(-1) as number, { dtype: matrix.dtype })
    return result ?? broadcastTo(one, matrix.shape)
  },
)

/**
 * The product of several matrices, in the cheapest order; the first and last may be vectors.
 *
 * Shapes: `x[a,b], y[b,c], … → z[a,…]`.
 *
 * @throws ArgumentError for fewer than two operands, or ranks that are not allowed
 * @throws ShapeError if neighbouring sizes differ
 * @example
 * np.linalg.multiDot([np.array([[1, 2]]), np.eye(2), np.array([[3], [4]])]) // => [[11]]
 */
export const multiDot = /*@__PURE__*/ checked(
  'multiDot(xs)',
  (xs: readonly TensorLike[]): Tensor => {
    const tensors = promoteAll('multiDot', xs)
    const last = tensors.length - 1
    const fits = tensors.every((x, i) => x.ndim === 2 || (x.ndim === 1 && (i === 0 || i === last)))
    if (tensors.length < 2 || !fits)
      throw new ArgumentError(
        'multiDot',
        `expected at least two matrices, of which the outer ones may be vectors, got ${showAvals(tensors)}`,
      )
    const letter = (i: number): string => String.fromCharCode(97 + i)
    const terms = tensors.map((x, i) =>
      x.ndim === 2 ? letter(i) + letter(i + 1) : letter(i === 0 ? 1 : i),
    )
    const ends = [
      (tensors[0] as Tensor).ndim === 2 ? letter(0) : '',
      (tensors[last] as Tensor).ndim === 2 ? letter(last + 1) : '',
    ]
    return einsum(`${terms.join(',')}->${ends.join('')}`, ...tensors)
  },
)

export interface ToleranceOptions {
  /** Singular values below this share of the largest count as 0. */
  readonly rtol?: TensorLike
}

/** The share of the largest singular value below which rounding drowns the others. */
const defaultTolerance = (x: Tensor): number =>
  finfo(x.dtype).eps * Math.max(...(x.shape.slice(-2) as [number, number]))

/**
 * How many singular values are not 0; of a vector, whether it has an element that is not 0.
 *
 * Shapes: `f[…,m,n] → i32[…]`, `f[n] → i32[]`.
 *
 * @example
 * np.linalg.matrixRank(np.array([[1, 2], [2, 4]])) // => 1
 */
export const matrixRank = /*@__PURE__*/ checked(
  'matrixRank(x, options?)',
  (x: TensorLike, options?: ToleranceOptions): Tensor => {
    checkOptions('matrixRank', options, ['rtol'])
    const tensor = inexact('matrixRank', x)
    if (tensor.ndim < 2) return cast(any(tensor), 'int32')
    const matrix = matricesOf('matrixRank', tensor)
    const s = svdvals(matrix)
    const largest = max(s, { axis: -1, keepdims: true, initial: 0 })
    const limit = multiply(largest, options?.rtol ?? defaultTolerance(matrix))
    return sum(greater(s, limit), { axis: -1 })
  },
)

const pseudoinverse = (matrix: Tensor, rtol: TensorLike): Tensor => {
  const [u, s, vh] = svd(matrix, { fullMatrices: false })
  const largest = max(s, { axis: -1, keepdims: true, initial: 0 })
  const isKept = greater(s, broadcastTo(multiply(largest, rtol), s.shape))
  const inverse = select3(isKept, divide(1, select3(isKept, s, 1)), 0)
  return matmul(scaleColumns(swap(vh), inverse), swap(u))
}

/** By a rule of its own, which unlike that of the decomposition is right where singular values are equal. */
const pinvOf = (rtol: TensorLike): ((...xs: readonly Tensor[]) => Tensor) =>
  withTangent(
    (x) => pseudoinverse(x as Tensor, rtol),
    ([dx], [x], p) => {
      const [a, da] = [x as Tensor, swap(dx as Tensor)]
      const [m, n] = a.shape.slice(-2) as [number, number]
      const changed = matmul(matmul(p, dx as Tensor), p)
      const [s, t] =
        m >= n
          ? [matmul(matmul(p, swap(p)), da), matmul(matmul(da, swap(p)), p)]
          : [matmul(p, matmul(swap(p), da)), matmul(da, matmul(swap(p), p))]
      const left = subtract(s, matmul(s, matmul(a, p)))
      const right = subtract(t, matmul(matmul(p, a), t))
      return subtract(add(left, right), changed)
    },
  )

/**
 * The Moore-Penrose pseudoinverse.
 *
 * Shapes: `f[…,m,n] → f[…,n,m]`.
 *
 * @throws ShapeError for fewer than two axes
 * @example
 * np.linalg.pinv(np.array([[2, 0], [0, 0]])) // => [[0.5, 0], [0, 0]]
 * @see Golub and Pereyra, The Differentiation of Pseudo-Inverses and Nonlinear Least Squares Problems Whose
 * Variables Separate, 1973
 */
export const pinv = /*@__PURE__*/ checked(
  'pinv(x, options?)',
  (x: TensorLike, options?: ToleranceOptions): Tensor => {
    checkOptions('pinv', options, ['rtol'])
    const matrix = matricesOf('pinv', x)
    return pinvOf(options?.rtol ?? 10 * defaultTolerance(matrix))(matrix)
  },
)

export interface LstsqOptions {
  /** Singular values below this share of the largest count as 0. */
  readonly rcond?: number
}

/**
 * The shortest `x` for which `|a x - b|` is least; with it the squared residuals, the rank and the
 * singular values.
 *
 * Shapes: `a[m,n], b[m] → x[n]`, `a[m,n], b[m,k] → x[n,k]`.
 *
 * @throws ShapeError for sizes that do not fit
 * @example
 * np.linalg.lstsq(np.array([[1], [1]]), np.array([1, 3]))[0].round({ decimals: 3 }) // => [2]
 */
export const lstsq = /*@__PURE__*/ checked(
  'lstsq(a, b, options?)',
  (
    a: TensorLike,
    b: TensorLike,
    options?: LstsqOptions,
  ): readonly [x: Tensor, residuals: Tensor, rank: Tensor, singularValues: Tensor] => {
    checkOptions('lstsq', options, ['rcond'])
    const [matrix, right] = promotePairInexact('lstsq', a, b)
    const [m, n] = matrix.shape as [number, number]
    if (matrix.ndim !== 2 || right.ndim < 1 || right.ndim > 2 || right.shape[0] !== m)
      throw new ShapeError(
        'lstsq',
        `expected a matrix [m,n] and a right side [m] or [m,k], got ${showAvals([matrix, right])}`,
      )
    const columns = right.ndim === 1 ? expandDims(right, 1) : right
    const [u, s, vh] = svd(matrix, { fullMatrices: false })
    const share = options?.rcond ?? finfo(matrix.dtype).eps * Math.max(m, n)
    const limit = multiply(max(s, { initial: 0 }), share)
    const isKept = logicalAnd(greater(s, 0), greaterEqual(s, limit))
    const rank = sum(isKept)
    const inverse = select3(isKept, divide(1, select3(isKept, s, 1)), 0)
    const x = matmul(scaleColumns(swap(vh), inverse), matmul(swap(u), columns))
    const squares = sum(square(subtract(columns, matmul(matrix, x))), { axis: 0 })
    return [right.ndim === 1 ? reshape(x, [n]) : x, squares, rank, s]
  },
)

/**
 * The condition number: how much a relative error can grow in a linear system.
 *
 * Shapes: `f[…,m,n] → f[…]`.
 *
 * @throws ShapeError for fewer than two axes
 * @example
 * np.linalg.cond(np.array([[4, 0], [0, 2]])) // => 2
 */
export const cond = /*@__PURE__*/ checked(
  'cond(x, options?)',
  (x: TensorLike, options?: { readonly p?: NormOrder | null }): Tensor => {
    checkOptions('cond', options, ['p'])
    const matrix = matricesOf('cond', x)
    const p = options?.p ?? null
    if (p !== null && p !== 2 && p !== -2) {
      const along = { ord: p, axis: [-2, -1] }
      return infiniteUnlessNan(matrix, multiply(norm(matrix, along), norm(inv(matrix), along)))
    }
    const s = svdvals(matrix)
    const [large, small] = [max(s, { axis: -1 }), min(s, { axis: -1 })]
    return p === -2 ? infiniteUnlessNan(matrix, divide(small, large)) : divide(large, small)
  },
)

/** Infinity for NaN in the condition of matrices without NaN: they have no inverse. */
const infiniteUnlessNan = (x: Tensor, condition: Tensor): Tensor => {
  const isSingular = logicalAnd(isnan(condition), logicalNot(any(isnan(x), { axis: [-2, -1] })))
  return select3(isSingular, Number.POSITIVE_INFINITY, condition)
}

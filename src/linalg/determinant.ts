import { checked } from '../core/checked.ts'
import { scalar, type TensorLike } from '../core/convert.ts'
import type { Tensor } from '../core/tensor.ts'
import { currentTrace, type FlatJvp } from '../core/trace.ts'
import { cast } from '../numpy/promotion.ts'
import { diagonal, trace } from '../numpy/triangular.ts'
import * as basic from '../primitives/arithmetic.ts'
import { cumprod } from '../primitives/cumulative.ts'
import * as lax from '../primitives/elementwise.ts'
import * as factor from '../primitives/linalg.ts'
import { reduceAnd, reduceOr, reduceProd } from '../primitives/reduction.ts'
import { concatenate, iota, sliceInDim } from '../primitives/slicing.ts'
import { broadcastTo, reduceSum, reshape, zerosLike } from '../primitives/structural.ts'
import { filled, squaresOf, takeRows } from './matrices.ts'
import { solveMatrices } from './solve.ts'

const literal = (value: number, like: Tensor): Tensor => scalar(value, like.dtype)

/** The sign of each permutation, by its number of pairs in the wrong order. */
const permutationSign = (permutation: Tensor, like: Tensor): Tensor => {
  const n = permutation.shape.at(-1) as number
  const lead = permutation.shape.slice(0, -1)
  const pairs = [...lead, n, n]
  const rows = broadcastTo(reshape(permutation, [...lead, n, 1]), pairs)
  const columns = broadcastTo(reshape(permutation, [...lead, 1, n]), pairs)
  const isLater = basic.lt(iota('int32', pairs, lead.length), iota('int32', pairs, lead.length + 1))
  const isWrong = cast(lax.and(basic.gt(rows, columns), isLater), 'int32')
  const count = reduceSum(isWrong, [lead.length, lead.length + 1])
  const parity = basic.rem(count, scalar(2, 'int32'))
  return cast(basic.sub(scalar(1, 'int32'), basic.mul(parity, scalar(2, 'int32'))), like.dtype)
}

const diagonalOf = (x: Tensor): Tensor => diagonal(x, { axis1: -2, axis2: -1 })
const traceOf = (x: Tensor): Tensor => trace(x, { axis1: -2, axis2: -1 })

const signAndLog = (a: Tensor): readonly [Tensor, Tensor] => {
  const [packed, permutation] = factor.lu(a)
  const pivots = diagonalOf(packed)
  const last = [pivots.ndim - 1]
  const isSingular = reduceOr(basic.eq(pivots, literal(0, pivots)), last)
  const signs = reduceProd(basic.sign(pivots), last)
  const sign = basic.mul(signs, permutationSign(permutation, a))
  const logarithm = reduceSum(lax.log(basic.abs(pivots)), last)
  return [
    basic.select(isSingular, sign, literal(0, a)),
    basic.select(isSingular, logarithm, literal(Number.NEGATIVE_INFINITY, a)),
  ]
}

const slogdetRule: FlatJvp = {
  fun: ([a]) => signAndLog(a as Tensor),
  jvp: ([a], [da]) => [
    signAndLogOf(a as Tensor),
    [null, traceOf(solveMatrices(a as Tensor, da as Tensor))],
  ],
}

const signAndLogOf = (a: Tensor): readonly [Tensor, Tensor] =>
  currentTrace().customJvp(slogdetRule, [a]) as readonly [Tensor, Tensor]

/**
 * The sign of the determinant, and the logarithm of its absolute value, which does not overflow.
 *
 * Shapes: `f[…,n,n] → f[…], f[…]`.
 *
 * @throws ShapeError for matrices that are not square
 * @example
 * np.linalg.slogdet(np.array([[0, 1], [1, 0]])) // => [-1, 0]
 */
export const slogdet = /*@__PURE__*/ checked(
  'slogdet(a)',
  (a: TensorLike): readonly [sign: Tensor, logabsdet: Tensor] =>
    signAndLogOf(squaresOf('slogdet', a)),
)

/** Elements at places of matrices in the last two axes. */
const element = (a: Tensor, i: number, j: number): Tensor => {
  const row = sliceInDim(a, i, i + 1, a.ndim - 2)
  return reshape(sliceInDim(row, j, j + 1, a.ndim - 1), a.shape.slice(0, -2))
}

/** Determinants of matrices of up to three rows, as polynomials. */
const small = (a: Tensor): Tensor => {
  const n = a.shape.at(-1) as number
  const at = (i: number, j: number): Tensor => element(a, i, j)
  if (n === 0) return filled(a.shape.slice(0, -2), 1, a)
  if (n === 1) return at(0, 0)
  if (n === 2) return basic.sub(basic.mul(at(0, 0), at(1, 1)), basic.mul(at(0, 1), at(1, 0)))
  const term = (i: number, j: number, k: number): Tensor =>
    basic.mul(basic.mul(at(0, i), at(1, j)), at(2, k))
  const plus = basic.add(basic.add(term(0, 1, 2), term(1, 2, 0)), term(2, 0, 1))
  const minus = basic.add(basic.add(term(2, 1, 0), term(0, 2, 1)), term(1, 0, 2))
  return basic.sub(plus, minus)
}

/**
 * The determinant, and `det(a) a⁻¹ b` also where `a` is singular: the last pivot, which is 0 there, is
 * never divided by.
 */
const cofactorSolve = (a: Tensor, b: Tensor): readonly [Tensor, Tensor] => {
  const n = a.shape.at(-1) as number
  const lead = a.shape.slice(0, -2)
  const axis = a.ndim - 2
  const [packed, permutation] = factor.lu(a)
  const sign = broadcastTo(reshape(permutationSign(permutation, a), [...lead, 1]), [...lead, n])
  const partial = basic.mul(cumprod(diagonalOf(packed), lead.length), sign)
  const determinant = reshape(sliceInDim(partial, n - 1, n, lead.length), lead)
  const others = reshape(sliceInDim(partial, n - 2, n - 1, lead.length), lead)
  const isLast = lax.and(
    basic.eq(iota('int32', a.shape, axis), scalar(n - 1, 'int32')),
    basic.eq(iota('int32', a.shape, axis + 1), scalar(n - 1, 'int32')),
  )
  const spread = (x: Tensor, shape: readonly number[]): Tensor =>
    broadcastTo(reshape(x, [...lead, 1, 1]), shape)
  const replaced = basic.div(literal(1, a), others)
  const upper = basic.select(isLast, packed, spread(replaced, a.shape))
  const ones = filled([...lead, n, 1], 1, a)
  const probe = factor.triangularSolve(upper, ones, { leftSide: true })
  const isRegular = spread(reduceAnd(lax.isFinite(probe), [axis, axis + 1]), b.shape)
  const zeros = zerosLike(b)
  const right = takeRows(basic.select(isRegular, zeros, b), permutation)
  const x = factor.triangularSolve(upper, right, {
    leftSide: true,
    lower: true,
    unitDiagonal: true,
  })
  const first = sliceInDim(x, 0, n - 1, axis)
  const scaled = basic.mul(first, spread(determinant, first.shape))
  const y = concatenate([scaled, sliceInDim(x, n - 1, n, axis)], axis)
  const solved = factor.triangularSolve(upper, y, { leftSide: true })
  return [determinant, basic.select(isRegular, zeros, solved)]
}

const detRule: FlatJvp = {
  fun: ([a]) => {
    const [sign, logarithm] = signAndLog(a as Tensor)
    return [basic.mul(sign, lax.exp(logarithm))]
  },
  jvp: ([a], [da]) => {
    const [determinant, y] = cofactorSolve(a as Tensor, da as Tensor)
    return [[determinant], [traceOf(y)]]
  },
}

/**
 * The determinant. Its gradient is finite also at singular matrices.
 *
 * Shapes: `f[…,n,n] → f[…]`.
 *
 * @throws ShapeError for matrices that are not square
 * @example
 * np.linalg.det(np.array([[1, 2], [3, 4]])) // => -2
 * @example
 * grad(np.linalg.det)(np.array([[1, 2], [2, 4]])) // => [[4, -2], [-2, 1]]
 */
export const det = /*@__PURE__*/ checked('det(a)', (a: TensorLike): Tensor => {
  const matrix = squaresOf('det', a)
  return (matrix.shape.at(-1) as number) <= 3
    ? small(matrix)
    : (currentTrace().customJvp(detRule, [matrix])[0] as Tensor)
})

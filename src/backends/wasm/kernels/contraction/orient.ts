import { bytesOf } from '../../lanes/access.ts'
import { sortAxes } from './fold.ts'
import { type Matrix, mapMatrices, type Problem, transposed } from './problem.ts'

/** Steps along axes of one element mean nothing, so they may be those of neighbours. */
const withoutIdleSteps = (problem: Problem): Problem => {
  const { m, n, k } = problem
  return mapMatrices(problem, (matrix, role) => {
    const bytes = bytesOf(matrix.dtype)
    const rows = role === 'rhs' ? k : m
    const columns = role === 'lhs' ? k : n
    return {
      ...matrix,
      row: rows === 1 ? 0 : matrix.row,
      column: columns === 1 ? bytes : matrix.column,
    }
  })
}

const accessCost = ({ dtype, column }: Matrix): number =>
  column === bytesOf(dtype) ? 0.25 : column === 0 ? 0.1 : 1.5

/** Roughly how many instructions a problem takes when its columns are vectorized. */
const costOf = ({ batch, m, n, k, lhs, rhs, operands, results }: Problem): number => {
  const quads = Math.ceil(n / 4)
  const perTerm = m >= 3 ? 2.75 : m === 2 ? 3 : 3.5
  const isDirect = rhs.column === bytesOf(rhs.dtype)
  const alongTerms = rhs.row === bytesOf(rhs.dtype) && lhs.column === bytesOf(lhs.dtype)
  const isShared = batch.some((_, axis) => rhs.batch[axis] === 0)
  const packing =
    isDirect || (alongTerms && m <= 4) ? 0 : (rhs.row === bytesOf(rhs.dtype) ? 1 : 6) * n * k
  const products = [...operands, ...results.map(({ matrix }) => matrix)]
  const access = products.reduce((sum, matrix) => sum + accessCost(matrix), 0)
  return m * quads * k * perTerm + packing / (isShared ? 4 : 1) + access * m * n
}

/** The problem or its transpose, whichever is faster with its columns vectorized. */
export const orient = (problem: Problem): Problem => {
  const upright = withoutIdleSteps(problem)
  const turned = withoutIdleSteps(sortAxes(transposed(problem)))
  return costOf(turned) < costOf(upright) ? turned : upright
}

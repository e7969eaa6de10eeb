import { bytesOf } from '../../../../core/dtype.ts'

import { accessCost, innerCost, outerCost } from './cost.ts'
import { sortAxes } from './fold.ts'
import { mapMatrices, type Problem, transposed } from './problem.ts'

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

const costOf = (problem: Problem): number =>
  Math.min(outerCost(problem), innerCost(problem)) + accessCost(problem)

/** The problem or its transpose, whichever is faster with its columns vectorized. */
export const orient = (problem: Problem): Problem => {
  const upright = withoutIdleSteps(problem)
  const turned = withoutIdleSteps(sortAxes(transposed(problem)))
  return costOf(turned) < costOf(upright) ? turned : upright
}

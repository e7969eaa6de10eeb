import { bytesOf, isByte } from '../../../../core/dtype.ts'

import type { Matrix, Problem } from './problem.ts'

/** Whether numbers next to each other in a row are next to each other in memory. */
export const hasDenseRows = ({ dtype, column }: Matrix): boolean => column === bytesOf(dtype)

/** Whether numbers next to each other in a column are next to each other in memory. */
export const hasDenseColumns = ({ dtype, row }: Matrix): boolean => row === bytesOf(dtype)

/** Instructions to bring a number into another order: in blocks that are transposed, or one by one. */
const transposing = 1
const gathering = 8
/** Instructions around the packing of four columns. */
const callingPacker = 24

/** Roughly how many instructions sums of outer products take, with the columns in vectors. */
export const outerCost = ({ batch, m, n, k, rhs }: Problem): number => {
  const perVector = m === 1 ? 3.25 : 2.75
  const shared = batch.reduce(
    (product, size, i) => (rhs.batch[i] === 0 ? product * size : product),
    1,
  )
  const isDirect = !isByte(rhs.dtype) && hasDenseRows(rhs)
  const each = hasDenseColumns(rhs) ? transposing : gathering
  const packing = isDirect ? 0 : each * n * k + (callingPacker * n) / 4
  return perVector * m * Math.ceil(n / 4) * k + packing / shared
}

/** Roughly how many instructions inner products take, with the terms in vectors. */
export const innerCost = ({ dtype, m, n, k, lhs, rhs }: Problem): number => {
  if (isByte(dtype) || k === 0 || !hasDenseColumns(rhs)) return Number.POSITIVE_INFINITY
  const perVector = 2 + 1 / Math.min(n, 4) + 1 / Math.min(m, 2)
  const addingLanes = 8
  // Every unit packs all rows.
  const packing = hasDenseRows(lhs) ? 0 : 4 * gathering
  return m * n * perVector * Math.ceil(k / 4) + m * Math.ceil(n / 4) * addingLanes + packing * m * k
}

/** Roughly how many instructions the loads of operands and the stores of results take. */
export const accessCost = ({ m, n, operands, results }: Problem): number => {
  const matrices = [...operands, ...results.map(({ matrix }) => matrix)]
  return matrices.reduce(
    (sum, matrix) => sum + m * n * (hasDenseRows(matrix) ? 0.25 : matrix.column === 0 ? 0.1 : 1.5),
    0,
  )
}

import type { Contraction, View } from '../../../../compiler/kernels.ts'
import type { Shape } from '../../../../core/aval.ts'
import type { DType } from '../../../../core/dtype.ts'
import { bytesOf } from '../../../../core/dtype.ts'
import type { Expr } from '../../../../core/scalar.ts'
import type { ModuleContext } from '../../context.ts'

/** Matrices in memory, one for each point of the batch: where the first starts and the steps, all in bytes. */
export interface Matrix {
  readonly dtype: DType
  readonly address: number
  readonly batch: readonly number[]
  readonly row: number
  readonly column: number
}

export interface Target {
  readonly matrix: Matrix
  readonly value: Expr
}

/**
 * Products of matrices `[m,k]` and `[k,n]` at fixed places, and what is made of them. Columns are what is
 * vectorized.
 */
export interface Problem {
  readonly dtype: DType
  readonly batch: Shape
  readonly m: number
  readonly n: number
  readonly k: number
  readonly lhs: Matrix
  readonly rhs: Matrix
  readonly operands: readonly Matrix[]
  readonly results: readonly Target[]
}

export const problemOf = (context: ModuleContext, contraction: Contraction): Problem => {
  const { dtype, batch, m, n, k } = contraction
  const matrix = ({ buffer, offset, strides }: View): Matrix => {
    const size = bytesOf(buffer.dtype)
    const steps = strides.map((stride) => stride * size)
    return {
      dtype: buffer.dtype,
      address: context.addressOf(buffer) + offset * size,
      batch: steps.slice(0, batch.length),
      row: steps[batch.length]!,
      column: steps[batch.length + 1]!,
    }
  }
  return {
    dtype,
    batch,
    m,
    n,
    k,
    lhs: matrix(contraction.lhs),
    rhs: matrix(contraction.rhs),
    operands: contraction.operands.map(matrix),
    results: contraction.results.map(({ value, view }) => ({ value, matrix: matrix(view) })),
  }
}

/** The problem with every matrix replaced; the function is told which of them it gets. */
export const mapMatrices = (
  problem: Problem,
  change: (matrix: Matrix, role: 'lhs' | 'rhs' | 'product') => Matrix,
): Problem => ({
  ...problem,
  lhs: change(problem.lhs, 'lhs'),
  rhs: change(problem.rhs, 'rhs'),
  operands: problem.operands.map((operand) => change(operand, 'product')),
  results: problem.results.map(({ value, matrix }) => ({
    value,
    matrix: change(matrix, 'product'),
  })),
})

/** The same numbers as products of the transposes: `(AB)ᵀ = BᵀAᵀ`. */
export const transposed = (problem: Problem): Problem => {
  const { m, n, lhs, rhs, ...rest } = mapMatrices(problem, (matrix) => ({
    ...matrix,
    row: matrix.column,
    column: matrix.row,
  }))
  return { ...rest, m: n, n: m, lhs: rhs, rhs: lhs }
}

import type { Plan } from './plan.ts'

/** Where tiles find `lhs`: steps in bytes from a row and from a term to the next, and over a tile of some rows. */
export const lhsLayout = (
  plan: Plan,
): {
  readonly row: number
  readonly step: number
  readonly tile: (rows: number) => number
} => {
  const { problem, packLhs, inner, arithmetic } = plan
  const { row, column } = problem.lhs
  if (packLhs === undefined) return { row, step: column, tile: (rows) => rows * row }
  const rowBytes = packedTerms(plan) * arithmetic.bytes
  return inner
    ? { row: rowBytes, step: arithmetic.bytes, tile: (rows) => rows * rowBytes }
    : { row: arithmetic.bytes, step: 4 * arithmetic.bytes, tile: () => 4 * rowBytes }
}

/** Where tiles of a panel find `rhs`: steps in bytes from a term, and from a panel of so many quads, to the next. */
export const rhsLayout = (
  plan: Plan,
  quads: number,
): { readonly step: number; readonly panel: number } => {
  const { problem, packRhs, arithmetic } = plan
  const { row, column } = problem.rhs
  if (packRhs === undefined) return { step: row, panel: 4 * quads * column }
  const step = 4 * quads * arithmetic.bytes
  return { step, panel: packedTerms(plan) * step }
}

/** Terms of a packed part of the sums, rounded up to what packing may write. */
const packedTerms = ({ depth }: Plan): number => Math.ceil(depth.size / 4) * 4

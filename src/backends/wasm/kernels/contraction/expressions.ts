import type { Expr } from '../../../../core/scalar.ts'
import type { Problem } from './problem.ts'

const operations = (values: readonly Expr[]): number => {
  const seen = new Set<Expr>()
  const visit = (value: Expr): void => {
    if (seen.has(value)) return
    seen.add(value)
    value.args.forEach(visit)
  }
  values.forEach(visit)
  return [...seen].filter(({ args }) => args.length > 0).length
}

/** Operations up to which results are evaluated on a tile's registers, once for each in the code. */
const fewOperations = 6

/** Whether expressions are so long that their code should be there once rather than for each register of a tile. */
export const isLong = ({ results }: Problem): boolean =>
  operations(results.map(({ value }) => value)) > fewOperations

import type { Shape } from '../../../../core/aval.ts'
import type { ModuleContext } from '../../context.ts'
import { type Evaluate, evaluator } from '../../lanes/index.ts'
import { type Arithmetic, arithmeticOf } from './arithmetic.ts'
import { isLong } from './expressions.ts'
import { type FactorPlan, planFactors } from './factors.ts'
import type { Problem } from './problem.ts'
import { lastOf, type Split, splitInto } from './split.ts'
import { type RowTiles, rowTiles } from './tiles.ts'

/** How a problem is cut into units of work, units into panels, and panels into tiles. */
export interface Plan extends FactorPlan {
  readonly problem: Problem
  /** Appends the results at four points. */
  readonly evaluate: Evaluate
  readonly arithmetic: Arithmetic
  /** Points of the batch where `rhs` differs, and points of the batch that share it. */
  readonly outerShape: Shape
  readonly innerShape: Shape
  readonly outerBatch: Split
  readonly innerBatch: Split
  readonly rows: Split
  readonly columns: Split
  /** Rows of the tiles that most of a block is made of. */
  readonly mainRows: number
  /** Quads of the panels that most of a strip is made of. */
  readonly mainQuads: number
  /** Whether results are computed from sums in memory, after the tiles of a panel. */
  readonly isLater: boolean
}

const sizeOf = (shape: Shape): number => shape.reduce((product, size) => product * size, 1)

/** Multiplications that are worth a unit of their own, and how many units are enough. */
const unitWork = 32768
const unitsWanted = 16
/** Rows and columns that a unit has at most, so that what it reads stays in caches. */
const mostRows = 160
const mostColumns = 320

interface Tiling {
  readonly mainRows: number
  readonly mainQuads: number
}

/** Rows and vectors of tiles, as many as fit into sixteen registers. */
const tilingOf = (m: number, inner: boolean, vectors: number): Tiling => {
  if (inner) return { mainRows: 2, mainQuads: 1 }
  const mainVectors = m >= 3 ? 2 : m === 2 ? 4 : 6
  return { mainRows: Math.min(m, 4), mainQuads: mainVectors / vectors }
}

/** Blocks of rows and strips of columns, about `parts` of them in each product. */
const splitProduct = (
  { m, n }: Problem,
  { inner, packLhs, packRhs, depth }: FactorPlan,
  { mainRows, mainQuads }: Tiling,
  parts: number,
  batches: number,
): { readonly rows: Split; readonly columns: Split } => {
  const isStaged = depth.count > 1
  const leastRows = packRhs !== undefined ? 64 : isStaged ? 32 : 8
  const rowParts = Math.min(parts, Math.floor(m / leastRows))
  const rows = splitInto(m, Math.max(rowParts, Math.ceil(m / mostRows)), mainRows)
  const leastPanels =
    isStaged || (inner && packLhs !== undefined) ? 32 : packLhs === undefined ? 1 : 2
  const columnParts = Math.min(
    Math.ceil(parts / rows.count),
    Math.floor(n / (leastPanels * 4 * mainQuads)),
  )
  const columns = splitInto(n, Math.max(columnParts, Math.ceil(n / mostColumns)), 4 * mainQuads)
  const units = batches * rows.count * columns.count
  // An odd number of few units leaves one of two threads idle for long.
  const isUneven = parts * batches > 1 && units < 8 && units % 2 === 1 && m >= 32
  return { rows: isUneven ? splitInto(m, 2 * rows.count, mainRows) : rows, columns }
}

/** At least so many parts of equal size but for the last, if there are as many things. */
const splitEvenly = (total: number, parts: number): Split =>
  splitInto(total, Math.ceil(total / Math.max(Math.floor(total / parts), 1)), 1)

/** Plans a problem of which no size is 0, but for `k`. */
export const planOf = (context: ModuleContext, problem: Problem): Plan => {
  const { dtype, batch, m, n, k, rhs } = problem
  const arithmetic = arithmeticOf(context, dtype)
  const factors = planFactors(problem)
  const tiling = tilingOf(m, factors.inner, arithmetic.vectors)

  const outerAxes = batch.filter((_, axis) => rhs.batch[axis] !== 0).length
  const outerShape = batch.slice(0, outerAxes)
  const innerShape = batch.slice(outerAxes)
  const [outer, inner] = [sizeOf(outerShape), sizeOf(innerShape)]
  const batches = outer * inner

  const work = batches * m * n * Math.max(k, 8)
  const wanted = Math.max(1, Math.min(Math.floor(work / unitWork), unitsWanted))
  const parts = Math.ceil(wanted / batches)
  const innerParts = factors.depth.count > 1 ? inner : Math.ceil(wanted / outer)
  return {
    problem,
    evaluate: evaluator(
      context,
      problem.results.map(({ value }) => value),
    ),
    arithmetic,
    ...factors,
    ...tiling,
    ...splitProduct(problem, factors, tiling, parts, batches),
    outerShape,
    innerShape,
    outerBatch: splitEvenly(outer, Math.min(wanted, outer)),
    innerBatch: splitEvenly(inner, Math.min(innerParts, inner)),
    isLater: factors.depth.count > 1 || isLong(problem),
  }
}

export const unitsOf = ({ outerBatch, innerBatch, rows, columns }: Plan): number =>
  outerBatch.count * innerBatch.count * rows.count * columns.count

/** Row tiles of the blocks but the last, if there are such, and of the last. */
export const rowTilesOf = ({ rows, mainRows }: Plan): readonly [RowTiles, RowTiles] => [
  rowTiles(rows.size, mainRows),
  rowTiles(lastOf(rows), mainRows),
]

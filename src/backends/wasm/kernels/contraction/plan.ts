import type { Shape } from '../../../../core/aval.ts'
import type { ModuleContext } from '../../context.ts'
import { bytesOf } from '../../lanes/access.ts'
import { type Arithmetic, arithmeticOf } from './arithmetic.ts'
import { innerCost, outerCost } from './cost.ts'
import { isLong } from './expressions.ts'
import type { Packing } from './pack.ts'
import type { Matrix, Problem } from './problem.ts'
import { lastOf, type Split, splitInto } from './split.ts'

/** Rows of tiles from the top of a block: `main` times `mainRows`, then those of `tail`. */
export interface RowTiles {
  readonly main: number
  readonly tail: readonly number[]
}

/** A stripe of columns that a function of tiles goes down: so many times four, the last four cut to `lanes`. */
export interface Panel {
  readonly quads: number
  readonly lanes: number
}

/** How a problem is cut into units of work, units into panels, and panels into tiles. */
export interface Plan {
  readonly problem: Problem
  readonly arithmetic: Arithmetic
  /** Whether tiles are inner products along `k` rather than sums of outer products. */
  readonly inner: boolean
  readonly packLhs: Packing | undefined
  readonly packRhs: Packing | undefined
  /** Points of the batch where `rhs` differs, and points of the batch that share it. */
  readonly outerShape: Shape
  readonly innerShape: Shape
  readonly outerBatch: Split
  readonly innerBatch: Split
  readonly rows: Split
  readonly columns: Split
  readonly depth: Split
  /** Rows of the tiles that most of a block is made of. */
  readonly mainRows: number
  /** Quads of the panels that most of a strip is made of. */
  readonly mainQuads: number
  /** Whether results are computed from sums in memory, after the tiles of a panel. */
  readonly isLater: boolean
}

const sizeOf = (shape: Shape): number => shape.reduce((product, size) => product * size, 1)

/** Rows after those of the main tiles in tiles that are not too flat to keep the multipliers busy. */
export const rowTiles = (rows: number, mainRows: number): RowTiles => {
  const main = Math.floor(rows / mainRows)
  const rest = rows % mainRows
  if (rest === 0 || main === 0 || mainRows < 4 || rest === 3) {
    return { main, tail: rest === 0 ? [] : [rest] }
  }
  return { main: main - 1, tail: rest === 1 ? [3, 2] : [3, 3] }
}

/** The panels of a strip of columns: how many main ones, and what is left. */
export const panelsOf = (
  columns: number,
  mainQuads: number,
): { readonly main: number; readonly tail?: Panel } => {
  const main = Math.floor(columns / (4 * mainQuads))
  const rest = columns - main * 4 * mainQuads
  return rest === 0
    ? { main }
    : { main, tail: { quads: Math.ceil(rest / 4), lanes: ((rest - 1) % 4) + 1 } }
}

const packingOf = (matrix: Matrix, along: number, terms: number): Packing =>
  matrix.dtype === 'bool'
    ? 'gather'
    : along === bytesOf(matrix.dtype)
      ? 'copy'
      : terms === bytesOf(matrix.dtype)
        ? 'transpose'
        : 'gather'

/** Packing of `lhs`, of which tiles take few rows at a time. */
const lhsPackingOf = (lhs: Matrix): Packing =>
  packingOf(lhs, lhs.row, lhs.column) === 'copy' ? 'copy' : 'gather'

/** Bytes that stay in the fast caches of a core. */
const fastBytes = 65536
const cachedBytes = 262144
/** Terms that are added up at a time where `rhs` is packed, and where it is large and not packed. */
const packedDepth = 512
const directDepth = 32

/** Multiplications that are worth a unit of their own. */
const unitWork = 32768
const unitsWanted = 16

/** Plans a problem of which no size is 0, but for `k`. */
export const planOf = (context: ModuleContext, problem: Problem): Plan => {
  const { dtype, batch, m, n, k, lhs, rhs } = problem
  const arithmetic = arithmeticOf(context, dtype)
  const wide = arithmetic.vectors === 2
  const bytes = bytesOf(dtype)

  const outerAxes = batch.filter((_, axis) => rhs.batch[axis] !== 0).length
  const outerShape = batch.slice(0, outerAxes)
  const innerShape = batch.slice(outerAxes)
  const batches = sizeOf(batch)

  const inner = innerCost(problem) < outerCost(problem)
  const isDirect = dtype !== 'bool' && rhs.column === bytes
  const isOuter = k > 0 && !inner
  // Terms of `lhs` that are far apart would fall on each other in caches.
  const isScattered = lhs.column >= 512 && n >= 32 && k * bytes > 1024
  const packsBoth = isScattered && m >= 16 && k * n * bytes > fastBytes
  const packRhs =
    isOuter && (!isDirect || packsBoth) ? packingOf(rhs, rhs.column, rhs.row) : undefined
  const packsLhs = dtype === 'bool' || (inner ? lhs.column !== bytes : isScattered)
  const packLhs = !packsLhs || k === 0 ? undefined : lhsPackingOf(lhs)
  const longestDepth =
    packRhs !== undefined
      ? packedDepth
      : isOuter && k * n * bytes > cachedBytes
        ? directDepth
        : Number.POSITIVE_INFINITY
  const depth =
    k > 1.5 * longestDepth ? splitInto(k, Math.ceil(k / longestDepth), 4) : splitInto(k, 1, 1)

  const mainRows = inner ? 2 : m >= 3 ? 4 : m
  const mainQuads = inner ? 1 : (m >= 3 ? 2 : m === 2 ? 4 : 6) / (wide ? 2 : 1)

  const work = batches * m * n * Math.max(k, 8)
  const wanted = Math.max(1, Math.min(Math.floor(work / unitWork), unitsWanted))
  const perBatch = Math.ceil(wanted / batches)
  const isLarge = packRhs !== undefined || depth.count > 1
  const leastRows = isLarge ? 64 : 8
  const rowParts = Math.max(Math.min(perBatch, Math.floor(m / leastRows)), Math.ceil(m / 160))
  const blocks = splitInto(m, rowParts, mainRows)
  const leastPanels = depth.count > 1 ? 32 : packLhs === undefined ? 1 : inner ? 32 : 2
  const leastColumns = leastPanels * 4 * mainQuads
  const columnParts = Math.max(
    Math.min(Math.ceil(perBatch / blocks.count), Math.floor(n / leastColumns)),
    Math.ceil(n / 320),
  )
  const columns = splitInto(n, columnParts, 4 * mainQuads)
  const parts = batches * blocks.count * columns.count
  const isUneven = wanted > 1 && parts < 8 && parts % 2 === 1
  const rows = isUneven && m >= 32 ? splitInto(m, 2 * blocks.count, mainRows) : blocks

  const outerTotal = sizeOf(outerShape)
  const evenly = (total: number, parts: number): Split => {
    const size = Math.max(Math.floor(total / parts), 1)
    return splitInto(total, Math.ceil(total / size), 1)
  }
  const outerBatch = evenly(outerTotal, Math.min(wanted, outerTotal))
  const innerTotal = sizeOf(innerShape)
  const innerBatch = evenly(
    innerTotal,
    depth.count > 1 ? innerTotal : Math.min(Math.ceil(wanted / outerTotal), innerTotal),
  )
  return {
    problem,
    arithmetic,
    inner,
    packLhs,
    packRhs,
    outerShape,
    innerShape,
    outerBatch,
    innerBatch,
    rows,
    columns,
    depth,
    mainRows,
    mainQuads,
    isLater: depth.count > 1 || isLong(problem),
  }
}

export const unitsOf = ({ outerBatch, innerBatch, rows, columns }: Plan): number =>
  outerBatch.count * innerBatch.count * rows.count * columns.count

/** Row tiles of the blocks but the last, if there are such, and of the last. */
export const rowTilesOf = ({ rows, mainRows }: Plan): readonly [RowTiles, RowTiles] => [
  rowTiles(rows.size, mainRows),
  rowTiles(lastOf(rows), mainRows),
]

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

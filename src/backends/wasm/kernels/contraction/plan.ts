import type { Shape } from '../../../../core/aval.ts'
import type { ModuleContext } from '../../context.ts'
import { bytesOf } from '../../lanes/access.ts'
import { type Arithmetic, arithmeticOf } from './arithmetic.ts'
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

/** Numbers that a core's fastest cache holds beside what streams through it. */
const cached = 16384
/** Terms that are added up at a time when `rhs` is packed. */
const longestDepth = 512
/** Multiplications that are worth a unit of their own. */
const unitWork = 32768
const unitsWanted = 16

const innerRows = 4

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

  const isDirect = dtype !== 'bool' && rhs.column === bytes
  const alongTerms = lhs.column === bytes && rhs.row === bytes
  const inner = k > 0 && dtype !== 'bool' && !isDirect && alongTerms && m <= innerRows
  const shares = m * sizeOf(innerShape)
  const isLarge = k * n > cached && shares >= 16
  const packRhs =
    k === 0 || inner || (isDirect && !isLarge) ? undefined : packingOf(rhs, rhs.column, rhs.row)
  const scattered = lhs.column !== bytes && n >= 32 && k * 16 > cached / 4
  const packLhs =
    k === 0 || inner || !(dtype === 'bool' || scattered)
      ? undefined
      : packingOf(lhs, lhs.row, lhs.column) === 'copy'
        ? 'copy'
        : 'gather'
  const depth =
    packRhs !== undefined && k > 1.5 * longestDepth
      ? splitInto(k, Math.ceil(k / longestDepth), 4)
      : splitInto(k, 1, 1)

  const mainRows = inner ? 2 : m >= 3 ? 4 : m
  const mainQuads = inner ? 1 : (m >= 3 ? 2 : m === 2 ? 4 : 6) / (wide ? 2 : 1)

  const work = batches * m * n * Math.max(k, 8)
  const wanted = Math.max(1, Math.min(Math.floor(work / unitWork), unitsWanted))
  const perBatch = Math.ceil(wanted / batches)
  const leastRows = packRhs === undefined ? 8 : 64
  const rowParts = Math.max(Math.min(perBatch, Math.floor(m / leastRows)), Math.ceil(m / 160))
  const rows = splitInto(m, rowParts, mainRows)
  const leastColumns = (packLhs === undefined ? 1 : 4) * 4 * mainQuads
  const columnParts = Math.max(
    Math.min(Math.ceil(perBatch / rows.count), Math.floor(n / leastColumns)),
    Math.ceil(n / 320),
  )
  const columns = splitInto(n, columnParts, 4 * mainQuads)

  const outerTotal = sizeOf(outerShape)
  const outerBatch = splitInto(outerTotal, wanted, 1)
  const innerBatch = splitInto(
    sizeOf(innerShape),
    depth.count > 1 ? sizeOf(innerShape) : Math.ceil(wanted / outerTotal),
    1,
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
  }
}

export const unitsOf = ({ outerBatch, innerBatch, rows, columns }: Plan): number =>
  outerBatch.count * innerBatch.count * rows.count * columns.count

/** Row tiles of the blocks but the last, if there are such, and of the last. */
export const rowTilesOf = ({ rows, mainRows }: Plan): readonly [RowTiles, RowTiles] => [
  rowTiles(rows.size, mainRows),
  rowTiles(lastOf(rows), mainRows),
]

/** Terms of a packed part of the sums, rounded up to what packing may write. */
export const packedTerms = ({ depth }: Plan): number => Math.ceil(depth.size / 4) * 4

/** Bytes of four rows of packed `lhs`. */
export const packedRowsBytes = (plan: Plan): number => 4 * packedTerms(plan) * plan.arithmetic.bytes

/** Bytes of a panel of packed `rhs`. */
export const packedPanelBytes = (plan: Plan, quads: number): number =>
  4 * quads * packedTerms(plan) * plan.arithmetic.bytes

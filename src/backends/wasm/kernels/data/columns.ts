import { type Shape, sizeOf } from '../../../../core/aval.ts'
import type { Local } from '../../encoder/index.ts'
import { startWalk } from './walk.ts'
import { eachUnit, type Work } from './work.ts'

/** An array as lines along one axis: `inner` lie side by side, and `outer` such blocks follow each other. */
export interface Lines {
  readonly outer: number
  readonly length: number
  readonly inner: number
}

export const linesOf = (shape: Shape, axis: number): Lines => ({
  outer: sizeOf(shape.slice(0, axis)),
  length: shape[axis]!,
  inner: sizeOf(shape.slice(axis + 1)),
})

/**
 * Lines as the columns of blocks, whose elements are `step` elements apart, and which themselves are `columnStep` apart:
 * neighbours, or, along the last axis, rows.
 */
export interface Columns {
  readonly blocks: number
  readonly count: number
  readonly length: number
  readonly blockStep: number
  readonly columnStep: number
  readonly step: number
}

export const columnsOf = (shape: Shape, axis: number): Columns => {
  const { outer, length, inner } = linesOf(shape, axis)
  return inner === 1
    ? { blocks: 1, count: outer, length, blockStep: 0, columnStep: length, step: 1 }
    : {
        blocks: outer,
        count: inner,
        length,
        blockStep: length * inner,
        columnStep: 1,
        step: inner,
      }
}

/** How an array steps from block to block and from column to column, in bytes. */
export interface ColumnSteps {
  readonly block: number
  readonly column: number
}

/** Columns that are worked on at once, by their distances from the position, and whether each stands for a vector. */
export type VisitColumns = (
  positions: readonly Local[],
  columns: readonly number[],
  vectors: boolean,
) => void

const inGroups = (columns: readonly number[], size: number): readonly (readonly number[])[] =>
  columns.length <= size
    ? [columns]
    : [columns.slice(0, size), ...inGroups(columns.slice(size), size)]

/** First columns of vectors that cover `width` columns; the last may overlap the one before. */
const cover = (width: number, lanes: number): readonly number[] => {
  const columns: number[] = []
  for (let column = 0; column < width; column += lanes)
    columns.push(Math.min(column, width - lanes))
  return columns
}

/**
 * Appends code for all columns, `group` vectors of `lanes` of them at a time, or single
 * columns where there are fewer than `lanes`. Gives the number of units, which are stretches of columns.
 */
export const eachColumns = (
  work: Work,
  { blocks, count }: Columns,
  lanes: number,
  group: number,
  steps: readonly ColumnSteps[],
  visit: VisitColumns,
): number => {
  const { f, from } = work
  const stretch = group * lanes
  const stretches = Math.max(1, Math.floor(count / stretch))
  const walk = startWalk(f, from, {
    shape: [blocks, stretches],
    strides: [...steps.map(({ block, column }) => [block, column * stretch]), [0, 1]],
  })
  const positions = walk.positions.slice(0, -1)
  const emit = (width: number): void => {
    const vectors = width >= lanes
    for (const columns of inGroups(cover(width, vectors ? lanes : 1), group))
      visit(positions, columns, vectors)
  }
  const last = count - (stretches - 1) * stretch
  eachUnit(work, () => {
    if (stretches === 1 || last === stretch) emit(last)
    else {
      f.get(walk.positions.at(-1)!)
        .i32(stretches - 1)
        .op('i32.eq')
      f.if(
        () => emit(last),
        () => emit(stretch),
      )
    }
    walk.advance()
  })
  return blocks * stretches
}

import type { FunctionBuilder, Local } from '../../encoder/index.ts'
import type { Matrix, Problem } from './problem.ts'

/** A pointer that serves all matrices with the same steps: the address is that of the lowest of them. */
export interface Cursor {
  readonly address: number
  readonly batch: readonly number[]
  readonly row: number
  readonly column: number
}

/** Where a matrix is: at which cursor, and how many bytes after it. */
export interface Place {
  readonly cursor: number
  readonly offset: number
}

export interface Cursors {
  readonly list: readonly Cursor[]
  readonly places: ReadonlyMap<Matrix, Place>
}

/** Cursors for the operands and results of a problem. */
export const cursorsOf = ({ operands, results }: Problem): Cursors => {
  const matrices = [...operands, ...results.map(({ matrix }) => matrix)]
  const keyOf = ({ batch, row, column }: Matrix): string => `${batch};${row};${column}`
  const groups = new Map<string, Matrix[]>()
  for (const matrix of matrices) {
    const group = groups.get(keyOf(matrix))
    if (group === undefined) groups.set(keyOf(matrix), [matrix])
    else group.push(matrix)
  }
  const places = new Map<Matrix, Place>()
  const list = [...groups.values()].map((group, cursor) => {
    const address = Math.min(...group.map((matrix) => matrix.address))
    for (const matrix of group) places.set(matrix, { cursor, offset: matrix.address - address })
    const { batch, row, column } = group[0]!
    return { address, batch, row, column }
  })
  return { list, places }
}

/** Pushes a pointer for an access `offset` bytes after it and gives the part that goes into the immediate. */
export const pushAddress = (f: FunctionBuilder, pointer: Local, offset: number): number => {
  f.get(pointer)
  if (offset >= 0) return offset
  f.i32(offset).op('i32.add')
  return 0
}

/** Adds a constant to a local. */
export const advance = (f: FunctionBuilder, pointer: Local, bytes: number): void => {
  if (bytes !== 0) f.get(pointer).i32(bytes).op('i32.add').set(pointer)
}

import type { ModuleContext } from '../../context.ts'
import { type FunctionBuilder, type Local, v128 } from '../../encoder/index.ts'
import { bytesOf, loadLanes, storeLanes } from '../../lanes/access.ts'
import { emitExpressions, type Registers } from '../../lanes/index.ts'
import type { Cursors } from './cursors.ts'
import type { Matrix, Problem } from './problem.ts'

/** Four neighbouring columns of a row of a tile. */
export interface Quad {
  readonly row: number
  /** The first column. */
  readonly column: number
  /** How many of the four are in the matrix. */
  readonly lanes: number
  readonly product: Registers
}

/** Appends the evaluation of a problem's results at four points, and their stores. */
export const emitEpilogue = (
  context: ModuleContext,
  f: FunctionBuilder,
  { dtype, operands, results }: Problem,
  { places }: Cursors,
  pointers: readonly Local[],
  { row, column, lanes, product }: Quad,
): void => {
  const place = (matrix: Matrix): readonly [Local, number, number] => {
    const { cursor, offset } = places.get(matrix)!
    const at = offset + row * matrix.row + column * matrix.column
    return [pointers[cursor]!, at, matrix.column / bytesOf(matrix.dtype)]
  }
  const operand = (index: number): Registers => {
    if (index > 0) {
      const matrix = operands[index - 1]!
      return loadLanes(context, f, matrix.dtype, ...place(matrix), lanes)
    }
    if (dtype !== 'bool') return product
    const mask = f.local(v128)
    f.get(product[0]!).zeroVector().op('i32x4.ne').set(mask)
    return [mask]
  }
  const values = results.map(({ value }) => value)
  const registers = values.every(({ op, value }) => op === 'arg' && value === 0)
    ? values.map(() => operand(0))
    : emitExpressions(context, f, values, operand)
  results.forEach(({ matrix }, i) => {
    storeLanes(context, f, matrix.dtype, ...place(matrix), registers[i]!, lanes)
  })
}

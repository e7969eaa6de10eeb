import { bytesOf, isByte, isSigned } from '../../../../core/dtype.ts'
import type { ModuleContext } from '../../context.ts'
import { type FunctionBuilder, i32, type Local, v128 } from '../../encoder/index.ts'
import { loadLanes, storeLanes } from '../../lanes/access.ts'
import type { Registers } from '../../lanes/index.ts'
import { advance, type Cursors } from './cursors.ts'
import type { Plan } from './plan.ts'
import type { Matrix } from './problem.ts'
import type { Panel } from './tiles.ts'

/** Four neighbouring columns of a row of a tile. */
export interface Quad {
  readonly row: number
  /** The first column. */
  readonly column: number
  /** How many of the four are in the matrix. */
  readonly lanes: number
  readonly product: Registers
}

/** Appends the evaluation of a plan's results at four points, and their stores. */
export const emitEpilogue = (
  context: ModuleContext,
  f: FunctionBuilder,
  { problem: { dtype, operands, results }, evaluate }: Plan,
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
    if (!isByte(dtype)) return product
    const element = f.local(v128)
    f.get(product[0]!)
    if (dtype === 'bool') f.zeroVector().op('i32x4.ne')
    else {
      const widen = isSigned(dtype) ? 'i32x4.shr_s' : 'i32x4.shr_u'
      f.i32(24).op('i32x4.shl').i32(24).op(widen)
    }
    f.set(element)
    return [element]
  }
  const registers = evaluate(f, operand)
  results.forEach(({ matrix }, i) => {
    storeLanes(context, f, matrix.dtype, ...place(matrix), registers[i]!, lanes)
  })
}

/** Appends the evaluation of the results of a panel whose sums are in memory, row by row, from `sums` to `end`. */
export const emitLaterEpilogue = (
  context: ModuleContext,
  f: FunctionBuilder,
  plan: Plan,
  cursors: Cursors,
  rows: readonly Local[],
  { quads, lanes }: Panel,
  sums: Local,
  end: Local,
): void => {
  const pointers = rows.map(() => f.local(i32))
  const { vectors } = plan.arithmetic
  const product = Array.from({ length: vectors }, () => f.local(v128))
  const emitQuad = (valid: number): void => {
    product.forEach((register, part) => {
      f.get(sums)
        .memory('v128.load', 16 * part)
        .set(register)
    })
    const quad = { row: 0, column: 0, lanes: valid, product }
    emitEpilogue(context, f, plan, cursors, pointers, quad)
    advance(f, sums, 16 * vectors)
    cursors.list.forEach(({ column }, i) => {
      advance(f, pointers[i]!, 4 * column)
    })
  }
  const whole = lanes === 4 ? quads : quads - 1
  const left = f.local(i32)
  f.loop(() => {
    rows.forEach((row, i) => {
      f.get(row).set(pointers[i]!)
    })
    if (whole === 1) emitQuad(4)
    else if (whole > 1) {
      f.i32(whole).set(left)
      f.loop(() => {
        emitQuad(4)
        f.get(left).i32(1).op('i32.sub').tee(left).brIf(0)
      })
    }
    if (whole < quads) emitQuad(lanes)
    cursors.list.forEach(({ row }, i) => {
      advance(f, rows[i]!, row)
    })
    f.get(sums).get(end).op('i32.lt_u').brIf(0)
  })
}

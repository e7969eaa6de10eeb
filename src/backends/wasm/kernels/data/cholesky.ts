import type { DenseArray } from '../../../../compiler/block.ts'
import { sizeOf } from '../../../../core/aval.ts'
import { bytesOf } from '../../../../core/dtype.ts'
import type { KernelCode, ModuleContext } from '../../context.ts'
import { type FunctionBuilder, f64, i32, type Local } from '../../encoder/index.ts'

import {
  type FloatType,
  loadMatrix,
  type Matrix,
  scratchMatrix,
  storeMatrix,
  subtractOuterProduct,
} from './matrix.ts'
import { eachUnit, nothing, startWork } from './work.ts'

/**
 * Factors the lower triangle in place, column by column; leaves the enclosing block where there is no factor.
 * `column` is memory for one column, in which it lies as rows do.
 */
const factor = (
  f: FunctionBuilder,
  relaxed: boolean,
  { address, rows, rowBytes }: Matrix,
  column: Local,
): void => {
  const diagonal = f.local(i32)
  const lastRow = f.local(i32)
  const row = f.local(i32)
  const source = f.local(i32)
  const entry = f.local(i32)
  const pivot = f.local(f64)
  const quotient = f.local(f64)
  f.get(address).set(diagonal)
  f.get(address)
    .i32(rows * rowBytes)
    .op('i32.add')
    .set(lastRow)
  f.get(column).set(source)
  f.repeat(rows, () => {
    f.get(diagonal).memory('f64.load').tee(pivot).f64(0).op('f64.gt').op('i32.eqz').brIf(1)
    f.get(diagonal).get(pivot).op('f64.sqrt').tee(pivot).memory('f64.store')
    f.get(source).i32(8).op('i32.add').tee(source).set(entry)
    f.get(diagonal).i32(rowBytes).op('i32.add').set(row)
    f.count(row, { local: lastRow }, rowBytes, () => {
      f.get(row).get(row).memory('f64.load').get(pivot).op('f64.div').tee(quotient)
      f.memory('f64.store')
      f.get(entry).get(quotient).memory('f64.store')
      f.get(entry).i32(8).op('i32.add').set(entry)
    })
    f.get(diagonal).i32(rowBytes).op('i32.add').set(row)
    subtractOuterProduct(
      f,
      relaxed,
      rowBytes,
      row,
      lastRow,
      source,
      (offset) => f.get(row).memory('f64.load', offset),
      // The last of the rows reaches its diagonal: as many columns as rows from the pivot's.
      (count) => {
        const rowsDown = f.get(row).get(diagonal).op('i32.sub').i32(rowBytes).op('i32.div_u')
        rowsDown.i32(count).op('i32.add').i32(3).op('i32.shl').get(row).op('i32.add')
      },
    )
    f.get(diagonal)
      .i32(rowBytes + 8)
      .op('i32.add')
      .set(diagonal)
    f.get(lastRow).i32(8).op('i32.add').set(lastRow)
  })
}

/** Sets all elements above the diagonal to 0. */
const clearAbove = (f: FunctionBuilder, { address, rows, rowBytes }: Matrix): void => {
  const start = f.local(i32)
  const end = f.local(i32)
  const place = f.local(i32)
  f.get(address).i32(8).op('i32.add').set(start)
  f.get(address)
    .i32(8 * rows)
    .op('i32.add')
    .set(end)
  f.repeat(rows - 1, () => {
    f.get(start).set(place)
    f.count(place, { local: end }, 16, () => {
      f.get(place).zeroVector().memory('v128.store')
    })
    f.get(start)
      .i32(rowBytes + 8)
      .op('i32.add')
      .set(start)
    f.get(end).i32(rowBytes).op('i32.add').set(end)
  })
}

const fillWithNaN = (f: FunctionBuilder, { address, rows, rowBytes }: Matrix): void => {
  f.get(address)
    .i32(0xff)
    .i32(rows * rowBytes)
    .fillMemory()
}

/** Units are matrices. */
export const emitCholesky = (
  context: ModuleContext,
  x: DenseArray,
  output: DenseArray,
): KernelCode => {
  if (output.buffer.size === 0) return nothing(context)
  const n = x.shape.at(-1)!
  const dtype = x.buffer.dtype as FloatType
  const work = startWork(context)
  const { f, from, scratch } = work
  const matrix = scratchMatrix(scratch, n, n)
  const column = f.local(i32)
  const position = f.local(i32)
  f.get(scratch)
    .i32(n * matrix.rowBytes)
    .op('i32.add')
    .set(column)
  eachUnit(work, () => {
    f.get(from)
      .i32(n * n * bytesOf(dtype))
      .op('i32.mul')
      .set(position)
    loadMatrix(f, dtype, { position, base: context.addressOf(x.buffer) }, matrix)
    f.block(() => {
      f.block(() => {
        factor(f, context.relaxed, matrix, column)
        f.br(1)
      })
      fillWithNaN(f, matrix)
    })
    clearAbove(f, matrix)
    storeMatrix(f, dtype, { position, base: context.addressOf(output.buffer) }, matrix)
  })
  return { func: f, units: sizeOf(x.shape.slice(0, -2)), scratchBytes: (n + 1) * matrix.rowBytes }
}

import type { DenseArray } from '../../../../compiler/block.ts'
import { sizeOf } from '../../../../core/aval.ts'
import { bytesOf } from '../../../../core/dtype.ts'
import type { KernelCode, ModuleContext } from '../../context.ts'
import { type FunctionBuilder, f64, i32, type Local, v128 } from '../../encoder/index.ts'

import {
  type FloatType,
  loadMatrix,
  type Matrix,
  scratchMatrix,
  storeMatrix,
  subtractOuterProduct,
} from './matrix.ts'
import type { Place } from './runs.ts'
import { eachUnit, nothing, startWork } from './work.ts'

/** Finds the row, from that of `diagonal` on, whose element in its column is largest; pushes that element's address. */
const pushPivot = (f: FunctionBuilder, diagonal: Local, lastRow: Local, rowBytes: number): void => {
  const place = f.local(i32)
  const pivot = f.local(i32)
  const size = f.local(f64)
  const largest = f.local(f64)
  const larger = f.local(i32)
  f.get(diagonal).tee(pivot).memory('f64.load').op('f64.abs').set(largest)
  f.get(diagonal).i32(rowBytes).op('i32.add').set(place)
  f.count(place, { local: lastRow }, rowBytes, () => {
    f.get(place).memory('f64.load').op('f64.abs').tee(size)
    f.get(largest).op('f64.gt').set(larger)
    f.get(size).get(largest).get(larger).op('select').set(largest)
    f.get(place).get(pivot).get(larger).op('select').set(pivot)
  })
  f.get(pivot)
}

/** Exchanges the rows that start at two addresses. */
const swapRows = (f: FunctionBuilder, first: Local, second: Local, rowBytes: number): void => {
  const a = f.local(i32)
  const b = f.local(i32)
  const kept = f.local(v128)
  f.get(first).set(a)
  f.get(second).set(b)
  f.repeat(rowBytes / 16, () => {
    f.get(a).memory('v128.load').set(kept)
    f.get(a).get(b).memory('v128.load').memory('v128.store')
    f.get(b).get(kept).memory('v128.store')
    f.get(a).i32(16).op('i32.add').set(a)
    f.get(b).i32(16).op('i32.add').set(b)
  })
}

/** Factors in place with row exchanges, which it records in the int32 numbers at `order`. */
const factor = (
  f: FunctionBuilder,
  relaxed: boolean,
  { address, rows, columns, rowBytes }: Matrix,
  order: Place,
): void => {
  const entry = f.local(i32)
  const diagonal = f.local(i32)
  const lastRow = f.local(i32)
  const rowStart = f.local(i32)
  const pivotStart = f.local(i32)
  const row = f.local(i32)
  const source = f.local(i32)
  const divisor = f.local(f64)
  const quotient = f.local(f64)
  const other = f.local(i32)
  const kept = f.local(i32)

  f.get(order.position).set(entry)
  f.repeat(rows, (i) => {
    f.get(entry).get(i).memory('i32.store', order.base)
    f.get(entry).i32(4).op('i32.add').set(entry)
  })
  f.get(order.position).set(entry)
  f.get(address).set(rowStart)
  f.repeat(Math.min(rows, columns), (k) => {
    f.get(rowStart).get(k).i32(3).op('i32.shl').op('i32.add').set(diagonal)
    f.get(address)
      .i32(rows * rowBytes)
      .op('i32.add')
    f.get(k).i32(3).op('i32.shl').op('i32.add').set(lastRow)
    pushPivot(f, diagonal, lastRow, rowBytes)
    f.get(diagonal).op('i32.sub').tee(other)
    f.if(() => {
      f.get(rowStart).get(other).op('i32.add').set(pivotStart)
      swapRows(f, rowStart, pivotStart, rowBytes)
      f.get(other).i32(rowBytes).op('i32.div_u').i32(2).op('i32.shl')
      f.get(entry).op('i32.add').set(other)
      f.get(entry).memory('i32.load', order.base).set(kept)
      f.get(entry).get(other).memory('i32.load', order.base).memory('i32.store', order.base)
      f.get(other).get(kept).memory('i32.store', order.base)
    })
    f.get(diagonal).memory('f64.load').tee(divisor).f64(0).op('f64.ne')
    f.if(() => {
      f.get(diagonal).i32(rowBytes).op('i32.add').set(row)
      f.get(diagonal).i32(8).op('i32.add').set(source)
      subtractOuterProduct(
        f,
        relaxed,
        rowBytes,
        row,
        lastRow,
        source,
        (offset) => {
          f.get(row).get(row).memory('f64.load', offset).get(divisor).op('f64.div').tee(quotient)
          f.memory('f64.store', offset).get(quotient)
        },
        () => {
          f.get(row).i32(columns).get(k).op('i32.sub').i32(3).op('i32.shl').op('i32.add')
        },
      )
    })
    f.get(entry).i32(4).op('i32.add').set(entry)
    f.get(rowStart).i32(rowBytes).op('i32.add').set(rowStart)
  })
}

/** Units are matrices. */
export const emitLu = (
  context: ModuleContext,
  x: DenseArray,
  factors: DenseArray,
  order: DenseArray,
): KernelCode => {
  const rows = x.shape.at(-2)!
  const columns = x.shape.at(-1)!
  const batches = sizeOf(x.shape.slice(0, -2))
  if (rows === 0 || batches === 0) return nothing(context)
  const dtype = x.buffer.dtype as FloatType
  const work = startWork(context)
  const { f, from, scratch } = work
  const matrix = scratchMatrix(scratch, rows, columns)
  const position = f.local(i32)
  const entries = f.local(i32)
  eachUnit(work, () => {
    f.get(from)
      .i32(rows * columns * bytesOf(dtype))
      .op('i32.mul')
      .set(position)
    f.get(from)
      .i32(4 * rows)
      .op('i32.mul')
      .set(entries)
    loadMatrix(f, dtype, { position, base: context.addressOf(x.buffer) }, matrix)
    factor(f, context.relaxed, matrix, {
      position: entries,
      base: context.addressOf(order.buffer),
    })
    storeMatrix(f, dtype, { position, base: context.addressOf(factors.buffer) }, matrix)
  })
  return { func: f, units: batches, scratchBytes: rows * matrix.rowBytes }
}

import type { DenseArray } from '../../../../compiler/block.ts'
import { bytesOf, type DType, isByte, isSigned } from '../../../../core/dtype.ts'
import type { Kernel } from '../../../../core/kernel.ts'
import type { KernelCode, ModuleContext } from '../../context.ts'
import { type FunctionBuilder, i32, type Local, v128 } from '../../encoder/index.ts'

import { columnsOf, eachColumns, linesOf } from './columns.ts'
import { elementOf } from './element.ts'
import { emitSearch } from './search.ts'
import { nothing, startWork } from './work.ts'

type ArgReduce = Extract<Kernel, { readonly kind: 'argReduce' }>

/** Pushes whether `x` is more extreme than `best`. */
const pushBetter = (
  f: FunctionBuilder,
  op: 'max' | 'min',
  dtype: DType,
  vectors: boolean,
  x: Local,
  best: Local,
): void => {
  const order = op === 'max' ? 'gt' : 'lt'
  f.get(x).get(best)
  if (dtype === 'float32' || dtype === 'float64') {
    const prefix = dtype === 'float32' ? (vectors ? 'f32x4' : 'f32') : vectors ? 'f64x2' : 'f64'
    f.op(`${prefix}.${order}`)
    f.get(x).get(x).op(`${prefix}.ne`)
    f.get(best).get(best).op(`${prefix}.eq`)
    f.op(vectors ? 'v128.and' : 'i32.and').op(vectors ? 'v128.or' : 'i32.or')
  } else f.op(`${vectors ? 'i32x4' : 'i32'}.${order}_${isSigned(dtype) ? 's' : 'u'}`)
}

/** Columns that are reduced at once. */
const group = 2

const emitByColumns = (
  context: ModuleContext,
  { op, axis }: ArgReduce,
  x: DenseArray,
  output: DenseArray,
): KernelCode => {
  const { dtype } = x.buffer
  const bytes = bytesOf(dtype)
  const lines = columnsOf(x.shape, axis)
  const { length } = lines
  const lanes = isByte(dtype) || lines.columnStep > 1 ? 1 : 16 / bytes
  const work = startWork(context)
  const { f } = work
  const steps = [
    { block: lines.blockStep * bytes, column: lines.columnStep * bytes },
    { block: lines.count * 4, column: 4 },
  ]
  const units = eachColumns(work, lines, lanes, group, steps, ([start, target], columns, many) => {
    const vectors = many && lanes > 1
    const { type, load } = elementOf[dtype]
    const element = f.local(vectors ? v128 : type)
    const bests = columns.map(() => f.local(vectors ? v128 : type))
    const indices = columns.map(() => f.local(vectors ? v128 : i32))
    const better = f.local(vectors ? v128 : i32)
    const position = f.local(i32)
    const counter = f.local(i32)
    const each = (body: (at: number, best: Local, index: Local) => void): void => {
      columns.forEach((column, i) => {
        const at = context.addressOf(x.buffer) + column * lines.columnStep * bytes
        f.get(position).memory(vectors ? 'v128.load' : load, at)
        body(column, bests[i]!, indices[i]!)
      })
    }
    const pushCounter = (): void => {
      f.get(counter)
      if (vectors && bytes === 8) f.op('i64.extend_i32_u').op('i64x2.splat')
      else if (vectors) f.op('i32x4.splat')
    }
    f.get(start!).set(position)
    f.i32(0).set(counter)
    each((_, best, index) => {
      f.set(best)
      pushCounter()
      f.set(index)
    })
    f.i32(1).set(counter)
    f.count(counter, length, 1, () => {
      f.get(position)
        .i32(lines.step * bytes)
        .op('i32.add')
        .set(position)
      each((_, best, index) => {
        f.set(element)
        pushBetter(f, op, dtype, vectors, element, best)
        f.set(better)
        const choose = vectors ? 'v128.bitselect' : 'select'
        f.get(element).get(best).get(better).op(choose).set(best)
        pushCounter()
        f.get(index).get(better).op(choose).set(index)
      })
    })
    columns.forEach((column, i) => {
      const at = context.addressOf(output.buffer) + column * 4
      const index = indices[i]!
      f.get(target!).get(index)
      if (!vectors) f.memory('i32.store', at)
      else if (bytes === 4) f.memory('v128.store', at)
      else {
        f.get(index).shuffle([0, 1, 2, 3, 8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11])
        f.memoryLane('v128.store64_lane', 0, at)
      }
    })
  })
  return { func: f, units, scratchBytes: 0 }
}

/** Units are stretches of neighbouring columns. */
export const emitArgReduce = (
  context: ModuleContext,
  kernel: ArgReduce,
  x: DenseArray,
  output: DenseArray,
): KernelCode => {
  if (output.buffer.size === 0) return nothing(context)
  const { inner, length } = linesOf(x.shape, kernel.axis)
  const { dtype } = x.buffer
  return inner === 1 && !isByte(dtype) && length >= 32 / bytesOf(dtype)
    ? emitSearch(context, kernel.op, dtype, length, x, output)
    : emitByColumns(context, kernel, x, output)
}

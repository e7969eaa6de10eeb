import type { DenseArray } from '../../../../compiler/block.ts'
import { rowMajor } from '../../../../compiler/views.ts'
import { sizeOf } from '../../../../core/aval.ts'
import { bytesOf } from '../../../../core/dtype.ts'
import type { KernelCode, ModuleContext } from '../../context.ts'
import { type FunctionBuilder, i32, type Local } from '../../encoder/index.ts'

import { collapse, inBytes } from './layout.ts'
import { copyElement, copyRun } from './runs.ts'
import { clampIndex, splitRun } from './slices.ts'
import { startWalk } from './walk.ts'
import { eachUnit, isInPlace, nothing, startWork } from './work.ts'

/** A local with the byte offset at which the slice of sizes `shape` starts in `array`. */
const startOf = (
  context: ModuleContext,
  f: FunctionBuilder,
  array: DenseArray,
  { shape }: DenseArray,
  starts: readonly DenseArray[],
): Local => {
  const start = f.local(i32)
  const index = f.local(i32)
  const strides = inBytes(rowMajor(array.shape), bytesOf(array.buffer.dtype))
  starts.forEach(({ buffer }, axis) => {
    const last = array.shape[axis]! - shape[axis]!
    if (last === 0) return
    f.i32(0).memory('i32.load', context.addressOf(buffer)).set(index)
    clampIndex(f, index, last)
    f.get(start).get(index).i32(strides[axis]!).op('i32.mul').op('i32.add').set(start)
  })
  return start
}

/** How the elements of `part` lie in `whole`, of which it is a slice. */
const planPart = (whole: DenseArray, part: DenseArray) => {
  const bytes = bytesOf(part.buffer.dtype)
  const strides = [rowMajor(whole.shape), rowMajor(part.shape)]
  const nest = collapse(
    part.shape,
    strides.map((own) => inBytes(own, bytes)),
  )
  return { bytes, ...splitRun(nest, bytes) }
}

/** Units are contiguous stretches. */
export const emitDynamicSlice = (
  context: ModuleContext,
  x: DenseArray,
  starts: readonly DenseArray[],
  output: DenseArray,
): KernelCode => {
  if (output.buffer.size === 0) return nothing(context)
  const { bytes, run, outer } = planPart(x, output)
  const work = startWork(context)
  const { f, from } = work
  const start = startOf(context, f, x, output, starts)
  const walk = startWalk(f, from, outer)
  const [source, target] = walk.positions as [number, number]
  f.get(source).get(start).op('i32.add').set(source)
  eachUnit(work, () => {
    const to = { position: target, base: context.addressOf(output.buffer) }
    const origin = { position: source, base: context.addressOf(x.buffer) }
    if (run === 1) copyElement(f, to, origin, bytes)
    else copyRun(f, to, origin, run * bytes)
    walk.advance()
  })
  return { func: f, units: sizeOf(outer.shape), scratchBytes: 0 }
}

/** Units are contiguous stretches of the update in place, and one otherwise. */
export const emitDynamicUpdateSlice = (
  context: ModuleContext,
  x: DenseArray,
  update: DenseArray,
  starts: readonly DenseArray[],
  output: DenseArray,
): KernelCode => {
  if (output.buffer.size === 0) return nothing(context)
  const inPlace = isInPlace(context, x, output)
  const { bytes, run, outer } = planPart(output, update)
  const rows = sizeOf(outer.shape)
  const work = startWork(context)
  const { f, from, to: end } = work
  const to = context.addressOf(output.buffer)
  const write = (): void => {
    const start = startOf(context, f, output, update, starts)
    const walk = startWalk(f, from, outer)
    const [target, source] = walk.positions as [number, number]
    f.get(target).get(start).op('i32.add').set(target)
    if (!inPlace) f.i32(rows).set(end)
    eachUnit(work, () => {
      const place = { position: target, base: to }
      const origin = { position: source, base: context.addressOf(update.buffer) }
      if (run === 1) copyElement(f, place, origin, bytes)
      else copyRun(f, place, origin, run * bytes)
      walk.advance()
    })
  }
  if (inPlace) {
    if (rows > 0 && run > 0) write()
    return { func: f, units: rows, scratchBytes: 0 }
  }
  f.get(from).get(end).op('i32.lt_u')
  f.if(() => {
    f.i32(to)
      .i32(context.addressOf(x.buffer))
      .i32(output.buffer.size * bytes)
      .copyMemory()
    if (update.buffer.size > 0) write()
  })
  return { func: f, units: 1, scratchBytes: 0 }
}

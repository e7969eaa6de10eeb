import type { DenseArray } from '../../../../compiler/block.ts'
import type { DType } from '../../../../core/dtype.ts'
import { bytesOf } from '../../../../core/dtype.ts'
import type { Kernel, ScatterOp } from '../../../../core/kernel.ts'
import type { KernelCode, ModuleContext } from '../../context.ts'
import { type FunctionBuilder, i32 } from '../../encoder/index.ts'

import { combineElements, combinesVectors, combineVectors } from './combine.ts'
import { elementOf } from './element.ts'
import { otherAxes } from './layout.ts'
import { copyElement, copyRun, eachPiece, eachVector, type Place } from './runs.ts'
import { addIndices, countVectors, planSlices, splitRun } from './slices.ts'
import { eachPlace, startWalk } from './walk.ts'
import { isInPlace, nothing, startWork } from './work.ts'

type Scatter = Extract<Kernel, { readonly kind: 'scatter' }>

/** Combines `run` neighbouring elements at `to` with those at `from`. */
const applyRun = (
  f: FunctionBuilder,
  op: ScatterOp,
  dtype: DType,
  to: Place,
  from: Place,
  run: number,
): void => {
  const bytes = bytesOf(dtype)
  if (op === 'set') {
    if (run === 1) copyElement(f, to, from, bytes)
    else copyRun(f, to, from, run * bytes)
    return
  }
  const { type, load, store } = elementOf[dtype]
  const old = f.local(type)
  const update = f.local(type)
  const applyElement = (target: Place, source: Place, at: number): void => {
    f.get(target.position)
      .memory(load, target.base + at)
      .set(old)
    f.get(source.position)
      .memory(load, source.base + at)
      .set(update)
    f.get(target.position)
    combineElements(f, op, dtype, old, update)
    f.memory(store, target.base + at)
  }
  if (!combinesVectors(op, dtype)) {
    eachPiece(f, run, bytes, [to, from], ([a, b]) => applyElement(a!, b!, 0))
    return
  }
  eachVector(f, run * bytes, [to, from], ([a, b]) => {
    f.get(a!.position)
    f.get(a!.position).memory('v128.load', a!.base)
    f.get(b!.position).memory('v128.load', b!.base)
    combineVectors(f, op, dtype)
    f.memory('v128.store', a!.base)
  })
  for (let at = run * bytes - ((run * bytes) % 16); at < run * bytes; at += bytes)
    applyElement(to, from, at)
}

/** Where updates meet their order counts, so that all of them are one unit. */
export const emitScatter = (
  context: ModuleContext,
  { op, dims, mode }: Scatter,
  x: DenseArray,
  indices: DenseArray,
  updates: DenseArray,
  output: DenseArray,
): KernelCode => {
  if (output.buffer.size === 0) return nothing(context)
  const { dtype, size } = output.buffer
  const bytes = bytesOf(dtype)
  const work = startWork(context)
  const { f, from, to: end } = work
  const to = { position: f.local(i32), base: context.addressOf(output.buffer) }
  const source = { position: f.local(i32), base: context.addressOf(updates.buffer) }

  const update = (): void => {
    const sliceSizes = output.shape.map(() => 1)
    otherAxes(output.shape.length, [...dims.collapsed, ...dims.operandBatch]).forEach((axis, i) => {
      sliceSizes[axis] = updates.shape[dims.offsetDims[i]!]!
    })
    const plan = planSlices(output, indices, updates, sliceSizes, dims)
    const { run, outer } = splitRun(plan.window, bytes)
    const walk = startWalk(f, from, plan.vectors)
    const [vector, operand, place] = walk.positions as [number, number, number]
    f.repeat(countVectors(indices), () => {
      f.get(operand).set(to.position)
      f.get(place).set(source.position)
      f.block(() => {
        addIndices(f, plan, context.addressOf(indices.buffer), vector, to.position, mode)
        eachPlace(f, outer, [to.position, source.position], () => {
          applyRun(f, op, dtype, to, source, run)
        })
      })
      walk.advance()
    })
  }
  f.get(from).get(end).op('i32.lt_u')
  f.if(() => {
    if (!isInPlace(context, x, output))
      f.i32(to.base)
        .i32(context.addressOf(x.buffer))
        .i32(size * bytes)
        .copyMemory()
    if (updates.buffer.size > 0) update()
  })
  return { func: f, units: 1, scratchBytes: 0 }
}

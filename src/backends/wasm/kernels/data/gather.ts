import type { DenseArray } from '../../../../compiler/block.ts'
import { allocate, bytesOf } from '../../../../core/dtype.ts'
import type { Kernel } from '../../../../core/kernel.ts'
import type { KernelCode, ModuleContext } from '../../context.ts'
import { i32 } from '../../encoder/index.ts'

import { copyElement, copyRun, fillElement, fillRun } from './runs.ts'
import { addIndices, countVectors, planSlices, splitRun } from './slices.ts'
import { eachPlace, startWalk } from './walk.ts'
import { eachUnit, nothing, startWork } from './work.ts'

type Gather = Extract<Kernel, { readonly kind: 'gather' }>

/** Units are index vectors. */
export const emitGather = (
  context: ModuleContext,
  { dims, sliceSizes, mode, fillValue }: Gather,
  x: DenseArray,
  indices: DenseArray,
  output: DenseArray,
): KernelCode => {
  if (output.buffer.size === 0) return nothing(context)
  const { dtype } = output.buffer
  const bytes = bytesOf(dtype)
  const plan = planSlices(x, indices, output, sliceSizes, dims)
  const { run, outer } = splitRun(plan.window, bytes)
  const work = startWork(context)
  const { f, from } = work
  const walk = startWalk(f, from, plan.vectors)
  const [vector, operand, result] = walk.positions as [number, number, number]
  const source = f.local(i32)
  const target = f.local(i32)
  const to = { position: target, base: context.addressOf(output.buffer) }
  const origin = { position: source, base: context.addressOf(x.buffer) }
  const fill = allocate(dtype, 1)
  fill[0] = fillValue
  const pattern = new Uint8Array(fill.buffer)

  const copy = (): void => {
    f.get(operand).set(source)
    addIndices(f, plan, context.addressOf(indices.buffer), vector, source, mode)
    eachPlace(f, outer, [source, target], () => {
      if (run === 1) copyElement(f, to, origin, bytes)
      else copyRun(f, to, origin, run * bytes)
    })
  }
  eachUnit(work, () => {
    f.get(result).set(target)
    if (mode === 'clip') copy()
    else
      f.block(() => {
        f.block(() => {
          copy()
          f.br(1)
        })
        eachPlace(f, { shape: outer.shape, strides: outer.strides.slice(1) }, [target], () => {
          if (run === 1) fillElement(f, to, pattern)
          else fillRun(f, to, pattern, run * bytes)
        })
      })
    walk.advance()
  })
  return { func: f, units: countVectors(indices), scratchBytes: 0 }
}

import type { Step } from '../../../../compiler/block.ts'
import type { Buffer, Loop } from '../../../../compiler/kernels.ts'
import { buffersOf, loopKey } from '../../../../compiler/loop-key.ts'
import { sizeOf } from '../../../../core/aval.ts'
import { getOrCreate } from '../../../../core/maps.ts'
import type { KernelCode, ModuleContext } from '../../context.ts'
import { i32, type Local, type ValueType } from '../../encoder/index.ts'
import { emitLoop } from './index.ts'

/** So many loops that differ in their buffers alone share their code. */
const fewest = 8

/** Up to so many points a pointer for each buffer costs nothing that can be measured. */
const mostPoints = 1024

/** Kernels of loops that share code have these parameters besides their own, and then one for each buffer. */
const ownParameters = 3

/** Calls `visit` for all loops of steps, those of their blocks included. */
const eachLoop = (steps: readonly Step[], visit: (loop: Loop) => void): void => {
  for (const step of steps)
    switch (step.kind) {
      case 'loop':
        visit(step)
        break
      case 'cond':
        for (const branch of step.branches) eachLoop(branch, visit)
        break
      case 'while':
        eachLoop(step.condition, visit)
        eachLoop(step.body, visit)
        break
      case 'scan':
        eachLoop(step.body, visit)
        break
    }
}

/** The keys of loops that are many of one kind. */
const keysOfMany = (steps: readonly Step[]): ReadonlyMap<Loop, string> => {
  const loops: Loop[] = []
  eachLoop(steps, (loop) => {
    if (sizeOf(loop.shape) <= mostPoints) loops.push(loop)
  })
  if (loops.length < fewest) return new Map()
  const keys = new Map(loops.map((loop) => [loop, loopKey(loop)]))
  const counts = new Map<string, number>()
  for (const key of keys.values()) counts.set(key, (counts.get(key) ?? 0) + 1)
  return new Map([...keys].filter(([, key]) => counts.get(key)! >= fewest))
}

/** Code that several loops share, and the buffers whose addresses it is called with. */
export interface SharedCode {
  readonly code: KernelCode
  readonly buffers: readonly Buffer[]
}

/**
 * Code for the small loops of which a program has many that differ in nothing but their buffers, as for the leaves
 * of a wide tree: one function for all, which gets the addresses. Others are written out, with addresses as constants.
 */
export const sharedLoops = (
  context: ModuleContext,
  steps: readonly Step[],
): ((loop: Loop) => SharedCode | undefined) => {
  const keys = keysOfMany(steps)
  const codes = new Map<string, KernelCode>()
  const emit = (loop: Loop): KernelCode => {
    const buffers = buffersOf(loop)
    const bases = new Map(buffers.map((buffer, i): [Buffer, Local] => [buffer, ownParameters + i]))
    const baseOf = (buffer: Buffer): Local => bases.get(buffer)!
    const parameters = buffers.map((): ValueType => i32)
    return emitLoop({ ...context, addressOf: () => 0, baseOf }, loop, Infinity, parameters)
  }
  return (loop) => {
    const key = keys.get(loop)
    if (key === undefined) return undefined
    return { code: getOrCreate(codes, key, () => emit(loop)), buffers: buffersOf(loop) }
  }
}

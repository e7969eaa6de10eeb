import type { DenseArray, Lowered, Routine, ScanStep, Step } from '../../compiler/block.ts'
import type { Buffer, Loop } from '../../compiler/kernels.ts'
import { align, type Plan, planMemory } from '../../compiler/plan.ts'
import { bytesOf } from '../../core/dtype.ts'
import type { KernelCode, ModuleContext } from './context.ts'
import { copyBytes } from './copy-bytes.ts'
import { type FunctionBuilder, i32, type Local, ModuleBuilder } from './encoder/index.ts'
import { emitContraction } from './kernels/contraction/index.ts'
import { emitData } from './kernels/data/index.ts'
import { emitLoop } from './kernels/loop/index.ts'
import { sharedLoops } from './kernels/loop/shared.ts'
import {
  instructionsIn,
  type KernelStep,
  kernelWork,
  type Limits,
  type MainFunction,
  makeTeam,
  usualLimits,
} from './threads/index.ts'

/** Bytes that belong at an address before the program runs. */
export interface Segment {
  readonly address: number
  readonly bytes: Uint8Array
}

/** A buffer that the host reads or writes. */
interface HostArray extends DenseArray {
  readonly address: number
}

/**
 * A program as a module, and how to run it: its memory holds the segments, then its inputs, and `main` is
 * called with the address of scratch memory and, where several threads may run it, their number and whether this one may
 * sleep.
 */
export interface Emitted {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly plan: Plan
  readonly segments: readonly Segment[]
  readonly inputs: readonly (Buffer & { readonly address: number })[]
  readonly outputs: readonly HostArray[]
  /** For each thread, the address of memory that kernels use while they run. */
  readonly scratch: readonly number[]
  /** The address after the last byte that the program uses. */
  readonly memoryBytes: number
}

const pageBytes = 65536

/** Bytes after the last that is used which vector loads may read. */
const slack = 64

export interface EmitOptions {
  readonly relaxed?: boolean
  /** How many threads may run the module; more than one needs memory that they share. */
  readonly threads?: number
  readonly limits?: Limits
  /** The first byte of memory that is the program's. */
  readonly start?: number
}

/** Sixteen bytes as a key. */
const keyOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes)

/** Constants of sixteen bytes, each once. */
const makePool = (address: number) => {
  const places = new Map<string, number>()
  const contents: Uint8Array[] = []
  return {
    constant(bytes: Uint8Array): number {
      const key = keyOf(bytes)
      let place = places.get(key)
      if (place === undefined) {
        place = address + 16 * (contents.push(bytes.slice()) - 1)
        places.set(key, place)
      }
      return place
    },
    segment(): Segment {
      const bytes = new Uint8Array(16 * contents.length)
      contents.forEach((content, i) => {
        bytes.set(content, 16 * i)
      })
      return { address, bytes }
    },
  }
}

/** Emits the module of a program. */
export const emitModule = (
  lowered: Lowered,
  { relaxed = false, threads = 1, limits = usualLimits, start = slack }: EmitOptions = {},
): Emitted => {
  const isShared = threads > 1
  const plan = planMemory(lowered, start)
  const addressOf = (buffer: Buffer): number => plan.addresses.get(buffer) ?? 0
  const module = new ModuleBuilder()
  const pool = makePool(plan.end)
  const helpers = new Map<string, FunctionBuilder>()
  const context: ModuleContext = {
    module,
    addressOf,
    constant: pool.constant,
    helper: (name, build) => {
      let helper = helpers.get(name)
      if (helper === undefined) {
        helper = build()
        helpers.set(name, helper)
      }
      return helper
    },
    relaxed,
  }
  let scratchBytes = 0
  const main = module.function(isShared ? [i32, i32, i32] : [i32], [], 'main')
  const scratch: Local = 0
  const mainFunction: MainFunction = { func: main, scratch, threads: 1, maySleep: 2 }
  const little = isShared ? instructionsIn(limits.kernel) : undefined
  const team = isShared ? makeTeam(module, mainFunction, limits) : undefined

  /** The function that steps are appended to. */
  let target = main
  const routines = new Map<Routine, FunctionBuilder>()
  const routine = (called: Routine): FunctionBuilder => {
    const known = routines.get(called)
    if (known !== undefined) return known
    const caller = target
    const func = module.function([i32], [])
    target = func
    block(called.steps)
    target = caller
    routines.set(called, func)
    return func
  }

  const kernel = (code: KernelCode, next: KernelStep): void => {
    const { func, units } = code
    if (units === 0) return
    scratchBytes = Math.max(scratchBytes, code.scratchBytes)
    if (target === main && team?.share(code, kernelWork(next))) return
    target.i32(0).i32(units).get(scratch).call(func)
  }

  const sharedCode = sharedLoops(context, lowered.steps)
  const loop = (next: Loop): void => {
    const shared = sharedCode(next)
    if (shared === undefined) {
      kernel(emitLoop(context, next, little), next)
      return
    }
    const { code, buffers } = shared
    if (code.units === 0) return
    target.i32(0).i32(code.units).get(scratch)
    for (const buffer of buffers) target.i32(addressOf(buffer))
    target.call(code.func)
  }

  const scan = ({ length, reverse, reads, writes, body }: ScanStep): void => {
    target.repeat(length, (counter) => {
      const place = target.local(i32)
      const moveTo = (stride: number, offset: number, width: number): void => {
        if (reverse)
          target
            .i32(length - 1)
            .get(counter)
            .op('i32.sub')
        else target.get(counter)
        target
          .i32(stride * width)
          .op('i32.mul')
          .i32(offset * width)
          .op('i32.add')
          .set(place)
      }
      for (const { row, stack, offset, stride } of reads) {
        const width = bytesOf(row.dtype)
        moveTo(stride, offset, width)
        copyBytes(
          target,
          { offset: addressOf(row) },
          { local: place, offset: addressOf(stack) },
          row.size * width,
        )
      }
      block(body)
      for (const { row, stack, offset, stride } of writes) {
        const width = bytesOf(row.dtype)
        moveTo(stride, offset, width)
        copyBytes(
          target,
          { local: place, offset: addressOf(stack) },
          { offset: addressOf(row) },
          row.size * width,
        )
      }
    })
  }

  const branches = (index: Buffer, blocks: readonly (readonly Step[])[], at: number): void => {
    if (at === blocks.length - 1) {
      block(blocks[at]!)
      return
    }
    target.i32(0).memory('i32.load', addressOf(index)).i32(at).op('i32.le_s')
    target.if(
      () => block(blocks[at]!),
      () => branches(index, blocks, at + 1),
    )
  }

  const step = (next: Step): void => {
    switch (next.kind) {
      case 'loop':
        loop(next)
        break
      case 'contraction':
        kernel(emitContraction(context, next), next)
        break
      case 'data':
        kernel(emitData(context, next.kernel, next.inputs, next.outputs), next)
        break
      case 'cond':
        branches(next.index, next.branches, 0)
        break
      case 'while':
        target.loop(() => {
          block(next.condition)
          target.i32(0).memory('i32.load8_u', addressOf(next.test))
          target.if(() => {
            block(next.body)
            target.br(1)
          })
        })
        break
      case 'call': {
        const func = routine(next.routine)
        target.get(scratch).call(func)
        break
      }
      case 'scan':
        scan(next)
        break
    }
  }
  const block = (steps: readonly Step[]): void => steps.forEach(step)
  block(lowered.steps)
  team?.finish()

  const constants = pool.segment()
  const scratchStart = align(constants.address + constants.bytes.length)
  const scratchOfOne = align(scratchBytes)
  const memoryBytes = scratchStart + threads * scratchOfOne + slack
  return {
    plan,
    bytes: module.encode({
      initial: Math.ceil(memoryBytes / pageBytes),
      maximum: 65536,
      shared: isShared,
    }),
    segments: [
      constants,
      ...[...lowered.literals].map(([buffer, data]) => ({
        address: addressOf(buffer),
        bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
      })),
    ],
    inputs: lowered.inputs.map((buffer) => ({ ...buffer, address: addressOf(buffer) })),
    outputs: lowered.outputs.map((array) => ({ ...array, address: addressOf(array.buffer) })),
    memoryBytes,
    scratch: Array.from({ length: threads }, (_, thread) => scratchStart + thread * scratchOfOne),
  }
}

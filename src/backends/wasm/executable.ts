import { isPinned } from '../../compiler/plan.ts'
import { allocate, type DataArray, type DType } from '../../core/dtype.ts'
import { getOrCreate } from '../../core/maps.ts'
import type { Emitted } from './emit.ts'
import type { HostFunction } from './host-function.ts'
import { memoryFor, type ProgramMemory } from './memory.ts'
import { copyOut, fewElements, placeOf, type ResidentOutput, residentOutput } from './resident.ts'
import {
  arenaMemory,
  type Limits,
  makeTeamRun,
  type Placed,
  type TeamExports,
} from './threads/index.ts'

const viewOf = (
  dtype: DType,
  buffer: ArrayBufferLike,
  address: number,
  size: number,
): DataArray => {
  const Type = allocate(dtype, 0).constructor as new (
    buffer: ArrayBufferLike,
    byteOffset: number,
    length: number,
  ) => DataArray
  return new Type(buffer, address, size)
}

/** Copies the elements from `offset` on that fill the view. */
const copyIn = (view: DataArray, data: DataArray, offset: number): void => {
  const size = view.length
  if (size <= fewElements) for (let i = 0; i < size; i++) view[i] = data[offset + i]!
  else view.set(offset === 0 && size === data.length ? data : data.subarray(offset, offset + size))
}

/**
 * A program in memory as a function: copies inputs in, runs it and copies outputs out. Large inputs
 * that are there already are not copied again, and large outputs not before somebody reads them.
 */
const inMemory = (
  emitted: Emitted,
  { memory, isOwn, prepare }: ProgramMemory,
  run: () => void,
): { readonly call: HostFunction; readonly views: readonly DataArray[] } => {
  const inputs = emitted.inputs.map((buffer) => ({
    view: viewOf(buffer.dtype, memory.buffer, buffer.address, buffer.size),
    isKept: isOwn && isPinned(buffer),
    /** What was copied here last, if nothing else was since: a mark of the array, and the first element's place. */
    content: undefined as object | undefined,
    contentOffset: 0,
  }))
  const inputAddresses = new Set(emitted.inputs.map(({ address }) => address))
  const outputs = emitted.outputs.map(({ buffer, address }) => ({
    view: viewOf(buffer.dtype, memory.buffer, address, buffer.size),
    // The next call's input would overwrite an output that is an input.
    isKept: isOwn && isPinned(buffer) && !inputAddresses.has(address),
    /** The latest result, while it may still be here. */
    latest: undefined as ResidentOutput | undefined,
  }))
  // Weak references would keep every array of a long loop until the loop gives way to other jobs.
  const marks = new WeakMap<DataArray, object>()
  const canMove = new Set(outputs.flatMap(({ view, isKept }) => (isKept ? [view] : [])))

  const call: HostFunction = (values, donated) => {
    prepare()
    let moves: [from: DataArray, to: DataArray][] | undefined
    for (let i = 0; i < inputs.length; i++) {
      const input = inputs[i]!
      const value = values[i]!
      const place = placeOf(value)
      if (place !== undefined && canMove.has(place)) {
        moves = [...(moves ?? []), [place, input.view]]
        input.content = undefined
        continue
      }
      const [data, offset] = 'read' in value ? [value.read(), 0] : [value.data, value.offset]
      if (!input.isKept) copyIn(input.view, data, offset)
      else if (
        input.content === undefined ||
        input.content !== marks.get(data) ||
        input.contentOffset !== offset
      ) {
        copyIn(input.view, data, offset)
        input.content = getOrCreate(marks, data, () => ({}))
        input.contentOffset = offset
      }
    }
    // An argument that is given up may be another one as well, so this comes when all are on their way.
    for (const i of donated) if ('place' in values[i]!) (values[i] as ResidentOutput).giveUp()
    for (const output of outputs) {
      output.latest?.read()
      output.latest = undefined
    }
    if (moves !== undefined) for (const [from, to] of moves) to.set(from)
    run()
    return outputs.map((output) => {
      if (!output.isKept) return copyOut(output.view)
      const result = residentOutput(output.view)
      output.latest = result
      return result
    })
  }
  return { call, views: [...inputs, ...outputs].map(({ view }) => view) }
}

/** A module for one thread as a function. */
export const makeExecutable = (emitted: Emitted): HostFunction => {
  const own = memoryFor(emitted.memoryBytes, emitted.segments)
  const instance = new WebAssembly.Instance(new WebAssembly.Module(emitted.bytes), {
    env: { memory: own.memory },
  })
  const main = instance.exports['main'] as (scratch: number) => void
  const scratch = emitted.scratch[0]!
  return inMemory(emitted, own, () => main(scratch)).call
}

/** Views hold their part of the memory that programs share: results may outlive the program. */
const leases = new WeakMap<DataArray, Placed<unknown>['lease']>()

/** A module for several threads as a function. */
export const makeSharedExecutable = (
  { value: emitted, lease }: Placed<Emitted>,
  limits: Limits,
): HostFunction => {
  const memory = arenaMemory()
  const bytes = new Uint8Array(memory.buffer)
  for (const segment of emitted.segments) bytes.set(segment.bytes, segment.address)
  const module = new WebAssembly.Module(emitted.bytes)
  const { exports } = new WebAssembly.Instance(module, { env: { memory } })
  const { scratch } = emitted
  const run = makeTeamRun({ module, memory, scratch }, exports as unknown as TeamExports, limits)
  const { call, views } = inMemory(emitted, { memory, isOwn: true, prepare: () => {} }, run)
  for (const view of views) leases.set(view, lease)
  return call
}

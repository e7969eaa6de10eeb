import { isPinned } from '../../compiler/plan.ts'
import type { HostFunction } from '../../core/backend.ts'
import { allocate, type DataArray, type DType } from '../../core/dtype.ts'
import type { Emitted } from './emit.ts'
import { memoryFor } from './memory.ts'
import { placeOf, type ResidentOutput, residentOutput } from './resident.ts'

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

/**
 * An emitted module as a function: copies inputs in, runs the program and copies outputs out. Large inputs
 * that are there already are not copied again, and large outputs not before somebody reads them.
 */
export const makeExecutable = (emitted: Emitted): HostFunction => {
  const { memory, isOwn, prepare } = memoryFor(emitted.memoryBytes, emitted.segments)
  const instance = new WebAssembly.Instance(new WebAssembly.Module(emitted.bytes), {
    env: { memory },
  })
  const main = instance.exports['main'] as (scratch: number) => void
  const inputs = emitted.inputs.map((buffer) => ({
    view: viewOf(buffer.dtype, memory.buffer, buffer.address, buffer.size),
    isKept: isOwn && isPinned(buffer),
    /** The array that was copied here last, if nothing else was since. */
    content: undefined as WeakRef<DataArray> | undefined,
  }))
  const inputAddresses = new Set(emitted.inputs.map(({ address }) => address))
  const outputs = emitted.outputs.map(({ buffer, address }) => ({
    view: viewOf(buffer.dtype, memory.buffer, address, buffer.size),
    // The next call's input would overwrite an output that is an input.
    isKept: isOwn && isPinned(buffer) && !inputAddresses.has(address),
    /** The latest result, while it may still be here. */
    latest: undefined as WeakRef<ResidentOutput> | undefined,
  }))
  const canMove = new Set(outputs.flatMap(({ view, isKept }) => (isKept ? [view] : [])))

  return (values, donated) => {
    prepare()
    let moves: [from: DataArray, to: DataArray][] | undefined
    for (let i = 0; i < inputs.length; i++) {
      const input = inputs[i]!
      const value = values[i]!
      const place = placeOf(value)
      if (place !== undefined && canMove.has(place)) {
        if (donated.includes(i)) (value as ResidentOutput).giveUp()
        moves = [...(moves ?? []), [place, input.view]]
        input.content = undefined
        continue
      }
      const data = 'read' in value ? value.read() : value
      if (!input.isKept) input.view.set(data)
      else if (input.content?.deref() !== data) {
        input.view.set(data)
        input.content = new WeakRef(data)
      }
    }
    for (const output of outputs) {
      output.latest?.deref()?.read()
      output.latest = undefined
    }
    if (moves !== undefined) for (const [from, to] of moves) to.set(from)
    main(emitted.scratchStart)
    return outputs.map((output) => {
      if (!output.isKept) return output.view.slice()
      const result = residentOutput(output.view)
      output.latest = new WeakRef(result)
      return result
    })
  }
}

import type { HostFunction } from '../../core/backend.ts'
import { allocate, type DataArray, type DType } from '../../core/dtype.ts'
import type { Emitted } from './emit.ts'
import { memoryFor } from './memory.ts'

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

/** An emitted module as a function: copies inputs in, runs the program and copies outputs out. */
export const makeExecutable = (emitted: Emitted): HostFunction => {
  const { memory, prepare } = memoryFor(emitted.memoryBytes, emitted.segments)
  const instance = new WebAssembly.Instance(new WebAssembly.Module(emitted.bytes), {
    env: { memory },
  })
  const main = instance.exports['main'] as (scratch: number) => void
  const inputs = emitted.inputs.map(({ dtype, address, size }) =>
    viewOf(dtype, memory.buffer, address, size),
  )
  const outputs = emitted.outputs.map(({ buffer: { dtype, size }, address }) =>
    viewOf(dtype, memory.buffer, address, size),
  )
  return (values) => {
    prepare()
    for (let i = 0; i < inputs.length; i++) inputs[i]!.set(values[i]!)
    main(emitted.scratchStart)
    return outputs.map((output) => output.slice())
  }
}

import type { ModuleContext } from '../../../src/backends/wasm/context.ts'
import { type FunctionBuilder, ModuleBuilder } from '../../../src/backends/wasm/encoder/index.ts'
import type { Buffer } from '../../../src/compiler/kernels.ts'
import { allocate, type DataArray, type DType } from '../../../src/core/dtype.ts'

const pageBytes = 65536
const constantsFrom = 1024

/** A module that ran through the engine, and its memory. */
export interface Running {
  readonly memory: WebAssembly.Memory
  readonly call: (name: string, ...args: readonly number[]) => unknown
  /** The elements of a buffer, as a view. */
  readonly data: (buffer: Buffer) => DataArray
}

/** A context with memory for buffers and constants. */
export interface TestContext extends ModuleContext {
  /** Reserves bytes at a multiple of 64; gives their address. */
  readonly reserve: (bytes: number) => number
  /** Validates and instantiates the module. */
  readonly instantiate: () => Running
}

const elementBytes = (dtype: DType): number => allocate(dtype, 1).BYTES_PER_ELEMENT

const viewOf = (memory: ArrayBuffer, dtype: DType, address: number, size: number): DataArray => {
  const type = allocate(dtype, 0).constructor as new (
    buffer: ArrayBuffer,
    offset: number,
    length: number,
  ) => DataArray
  return new type(memory, address, size)
}

export const makeContext = (module = new ModuleBuilder(), relaxed = false): TestContext => {
  const constants = new Map<string, number>()
  const pool: number[] = []
  const helpers = new Map<string, FunctionBuilder>()
  const addresses = new Map<Buffer, number>()
  let end = pageBytes

  const reserve = (bytes: number): number => {
    const address = end
    end += Math.ceil((bytes + 64) / 64) * 64
    return address
  }

  const addressOf = (buffer: Buffer): number => {
    let address = addresses.get(buffer)
    if (address === undefined) {
      address = reserve(Math.ceil(buffer.size / 4) * 4 * elementBytes(buffer.dtype))
      addresses.set(buffer, address)
    }
    return address
  }

  return {
    module,
    relaxed,
    reserve,
    addressOf,
    constant: (bytes) => {
      const key = `${bytes}`
      let address = constants.get(key)
      if (address === undefined) {
        address = constantsFrom + pool.length
        constants.set(key, address)
        pool.push(...bytes)
      }
      return address
    },
    helper: (name, build) => {
      let func = helpers.get(name)
      if (func === undefined) {
        func = build()
        helpers.set(name, func)
      }
      return func
    },
    instantiate: () => {
      const pages = Math.ceil(end / pageBytes) + 1
      const bytes = module.encode({ initial: pages, maximum: pages, shared: false })
      // The engine's message says where an invalid module is wrong; validation alone would not.
      const compiled = new WebAssembly.Module(bytes)
      const memory = new WebAssembly.Memory({ initial: pages, maximum: pages })
      new Uint8Array(memory.buffer).set(pool, constantsFrom)
      const { exports } = new WebAssembly.Instance(compiled, {
        env: { memory },
      })
      return {
        memory,
        call: (name, ...args) =>
          (exports[name] as (...args: readonly number[]) => unknown)(...args),
        data: (buffer) => viewOf(memory.buffer, buffer.dtype, addressOf(buffer), buffer.size),
      }
    },
  }
}

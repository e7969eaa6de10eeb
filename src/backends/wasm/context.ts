import type { Buffer } from '../../compiler/kernels.ts'
import type { FunctionBuilder, Local, ModuleBuilder } from './encoder/index.ts'

/**
 * What the code of kernels is written into.
 *
 * Buffers start at multiples of 64 bytes, have room for a multiple of four elements, and are followed by at
 * least 64 bytes that may be read: vector loads may run past the end of a buffer, and vector stores
 * past its last element as far as the next multiple of four elements.
 */
export interface ModuleContext {
  readonly module: ModuleBuilder
  /** The byte address of a buffer, from its base on if that is a parameter. */
  readonly addressOf: (buffer: Buffer) => number
  /** The parameter that holds where a buffer begins, in a function that several kernels share. */
  readonly baseOf?: (buffer: Buffer) => Local
  /** The byte address of sixteen bytes of constants, which engines load faster than they build them. */
  readonly constant: (bytes: Uint8Array) => number
  /** A function of the module that kernels share, by its name, built when it is first asked for. */
  readonly helper: (name: string, build: () => FunctionBuilder) => FunctionBuilder
  /** Whether products may be added without rounding between, where the engine can do that. */
  readonly relaxed: boolean
}

/**
 * A kernel's code: a function of the first unit of work, the unit after the last, and the byte address
 * of memory that nobody else uses meanwhile. Units may run in any order, and on different threads;
 * results do not depend on how they are shared out.
 */
export interface KernelCode {
  readonly func: FunctionBuilder
  readonly units: number
  readonly scratchBytes: number
}

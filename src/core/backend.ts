import type { Aval } from './aval.ts'
import { checked } from './checked.ts'
import type { DataArray } from './dtype.ts'
import { CotangentError } from './errors.ts'
import type { Kernel } from './kernel.ts'
import type { Program } from './program.ts'

/**
 * Where tensors live and kernels run. A buffer is opaque to everything but its backend: it may be host
 * memory or a device's. Backends are registered, never imported, by the layers above.
 */
export interface Backend<Buffer = unknown> {
  readonly name: string
  /** Takes `data` (row-major, not to be written afterwards; bytes of a bool are 0 and 1) as a buffer of the given aval. */
  readonly put: (data: DataArray, aval: Aval) => Buffer
  /** The elements in row-major order, as a fresh array. Throws where reading is only asynchronous. */
  readonly read: (buffer: Buffer, aval: Aval) => DataArray
  /** Resolves when the buffer's value is computed. */
  readonly ready: (buffer: Buffer) => Promise<void>
  /** As `read`, once the value is computed; the only way to read from some devices. */
  readonly readAsync: (buffer: Buffer, aval: Aval) => Promise<DataArray>
  /** Runs one kernel. Elementwise kernels of equal meaning are one object, so code may be cached by identity. */
  readonly run: (
    kernel: Kernel,
    inputs: readonly Buffer[],
    inputAvals: readonly Aval[],
    outputAvals: readonly Aval[],
  ) => readonly Buffer[]
  /** Compiles a whole program to a function over buffers. */
  readonly compile: (program: Program) => (inputs: readonly Buffer[]) => readonly Buffer[]
  /** Frees the buffer now rather than at the next collection. */
  readonly dispose?: (buffer: Buffer) => void
}

const backends = new Map<string, Backend>()
let selected: Backend | undefined

/** Makes a backend available under its name; the first one registered is the default. */
export const registerBackend = /*@__PURE__*/ checked(
  'registerBackend(backend)',
  <Buffer>(backend: Backend<Buffer>): void => {
    // A buffer only ever comes back to the backend that made it, so its type may be forgotten here.
    backends.set(backend.name, backend as Backend)
    selected ??= backend as Backend
  },
)

/** The backend on which new tensors are made. */
export const defaultBackend = (): Backend => {
  if (selected === undefined)
    throw new CotangentError('backend', 'expected a registered backend, got none; import cotangent')
  return selected
}

/** Selects the backend of new tensors by name. */
export const setDefaultBackend = /*@__PURE__*/ checked(
  'setDefaultBackend(name)',
  (name: string): void => {
    const backend = backends.get(name)
    if (backend === undefined)
      throw new CotangentError(
        'setDefaultBackend',
        `expected one of ${[...backends.keys()].join(', ')}, got ${name}`,
      )
    selected = backend
  },
)

/** Row-major elements of a host array from `offset` on. */
export interface HostArray {
  readonly data: DataArray
  readonly offset: number
}

/** Elements that stay in a compiled program's memory until something reads them. */
export interface Resident {
  /** The elements as a host array. */
  readonly read: () => DataArray
}

/**
 * A compiled program: from elements on the host, or still with the program that computed them, to fresh
 * ones. Inputs at the positions `donated` are not read afterwards, so the program may keep them where they are.
 */
export type HostFunction = (
  inputs: readonly (HostArray | Resident)[],
  donated: readonly number[],
) => readonly (DataArray | Resident)[]

/** Compiles whole programs, for backends whose buffers are host memory. Throws where it cannot run here. */
export interface Compiler {
  readonly name: string
  readonly compile: (program: Program) => HostFunction
  /** What `compile` makes of the program. */
  readonly explain: (program: Program) => Explanation
}

/** What a compiler makes of a program, for people. */
export interface Explanation {
  /** The kernels, in the order in which they run. */
  readonly kernels: string
  /** Where the kernels' arrays lie in memory. */
  readonly memory: string
  /** Bytes of machine-independent code. */
  readonly codeBytes: number
}

let compiler: Compiler | undefined

/** Makes a compiler the one that backends of host memory give whole programs to. */
export const registerCompiler = (registered: Compiler): void => {
  compiler = registered
}

/** The registered compiler, if there is one. */
export const hostCompiler = (): Compiler | undefined => compiler

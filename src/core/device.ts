import type { Aval } from './aval.ts'
import { checked } from './checked.ts'
import { describe } from './describe.ts'
import type { DataArray, DType } from './dtype.ts'
import { ArgumentError, DeviceError } from './errors.ts'
import { inspectSymbol } from './inspect.ts'
import type { Kernel } from './kernel.ts'
import type { Program } from './program.ts'

/** Where values are kept. A buffer is opaque to all but the storage that made it, and is never written. */
export interface Storage<Buffer = unknown> {
  /** Takes `data` (row-major, not to be written afterwards; bytes of a bool are 0 and 1) as a buffer of the given aval. */
  readonly put: (data: DataArray, aval: Aval) => Buffer
  /** The elements in row-major order, as a fresh array; absent where they can only be read asynchronously. */
  readonly read?: (buffer: Buffer, aval: Aval) => DataArray
  /** As `read`, once the value is computed. */
  readonly readAsync: (buffer: Buffer, aval: Aval) => Promise<DataArray>
  /** Resolves when the buffer's value is computed. */
  readonly ready: (buffer: Buffer) => Promise<void>
  /** A buffer of equal elements in memory of its own. */
  readonly copy: (buffer: Buffer, aval: Aval) => Buffer
  /** Frees the buffer now rather than at the next collection. */
  readonly dispose?: (buffer: Buffer) => void
}

/** A program that is ready to run; inputs at the positions `donated` are given up. */
export type Executable<Buffer = unknown> = (
  inputs: readonly Buffer[],
  donated?: readonly number[],
) => readonly Buffer[]

/** What becomes of a program, for people. */
export interface Explanation {
  /** The kernels, in the order in which they run. */
  readonly kernels: string
  /** Where the kernels' arrays lie in memory. */
  readonly memory: string
  /** Bytes of machine-independent code. */
  readonly codeBytes: number
}

/** Who does the work. */
export interface Executor<Buffer = unknown> {
  /**
   * Runs one kernel; where it is absent, a kernel is a program of one. Elementwise kernels of equal meaning are one
   * object, so code may be cached by identity.
   */
  readonly run?: (
    kernel: Kernel,
    inputs: readonly Buffer[],
    inputAvals: readonly Aval[],
    outputAvals: readonly Aval[],
  ) => readonly Buffer[]
  /** Makes a whole program ready to run. Programs never change, and one is compiled once. */
  readonly compile: (program: Program) => Executable<Buffer>
  readonly explain?: (program: Program) => Explanation
}

/**
 * A place for tensors: a storage, and an executor that works on its buffers. Devices of one storage share
 * buffers, so nothing is moved between them.
 */
export interface DeviceParts<Buffer = unknown> {
  readonly name: string
  /** Whether the storage is memory that JavaScript reads at once, where literals live and arrays begin. */
  readonly isHost: boolean
  /** The dtypes it has. */
  readonly dtypes: readonly DType[]
  readonly storage: Storage<Buffer>
  readonly executor: Executor<Buffer>
}

/** A device that is registered. */
export class Device implements DeviceParts {
  readonly name: string
  readonly isHost: boolean
  readonly dtypes: readonly DType[]
  readonly storage: Storage
  readonly executor: Executor
  /** @internal Programs that are ready to run here. */
  readonly executables = new WeakMap<Program, Executable>()

  constructor({ name, isHost, dtypes, storage, executor }: DeviceParts) {
    this.name = name
    this.isHost = isHost
    this.dtypes = dtypes
    this.storage = storage
    this.executor = executor
  }

  toString(): string {
    return `Device(${this.name})`
  }

  /** @internal */
  [inspectSymbol](): string {
    return this.toString()
  }
}

const registered = new Map<string, Device>()
let host: Device | undefined
let selected: Device | undefined

const known = (): string => [...registered.keys()].join(', ') || 'none'

/**
 * Makes a device available under its name, in place of another of that name. The first one is the
 * default, the first that is the host keeps literals.
 */
export const registerDevice = /*@__PURE__*/ checked(
  'registerDevice(device)',
  <Buffer>(parts: DeviceParts<Buffer>): Device => {
    // A buffer only ever comes back to the storage that made it, so its type may be forgotten here.
    const device = new Device(parts as DeviceParts)
    const previous = registered.get(device.name)
    registered.set(device.name, device)
    if (selected === undefined || selected === previous) selected = device
    if (device.isHost && (host === undefined || host === previous)) host = device
    return device
  },
)

/**
 * All devices, in the order in which they were registered.
 *
 * @example
 * devices().map(({ name }) => name) // => ['ndarray', 'wasm']
 */
export const devices = /*@__PURE__*/ checked('devices()', (): readonly Device[] => [
  ...registered.values(),
])

/** A device, or its name. */
export type DeviceLike = Device | string

/** The device that is meant. Throws `DeviceError` where there is none of that name. */
export const deviceOf = (op: string, given: DeviceLike): Device => {
  if (given instanceof Device && registered.get(given.name) === given) return given
  const found = typeof given === 'string' ? registered.get(given) : undefined
  if (found === undefined)
    throw new DeviceError(
      op,
      `expected a device or one of the names ${known()}, got ${describe(given)}; make it known ` +
        'with registerDevice',
    )
  return found
}

/**
 * The device of a name.
 *
 * @throws DeviceError if there is none
 * @example
 * device('ndarray').isHost // => true
 */
export const device = /*@__PURE__*/ checked(
  'device(name)',
  (name: string): Device => deviceOf('device', name),
)

const noDevice = (): never => {
  throw new DeviceError('device', 'expected a registered device, got none; import cotangent')
}

/** The device of new tensors, and of work on tensors that nobody placed. */
export const defaultDevice = (): Device => selected ?? noDevice()

/** The device on which literals live. */
export const hostDevice = (): Device => host ?? noDevice()

/**
 * Selects the device of new tensors, and of work on tensors that nobody placed.
 *
 * @throws DeviceError if there is none of that name
 */
export const setDefaultDevice = /*@__PURE__*/ checked(
  'setDefaultDevice(device)',
  (given: DeviceLike): void => {
    selected = deviceOf('setDefaultDevice', given)
  },
)

/**
 * What `f` gives, with another device as the default while it runs.
 *
 * @throws DeviceError if there is none of that name
 * @throws ArgumentError if `f` is asynchronous, as what runs later would find the default of then
 * @example
 * withDevice('ndarray', () => np.ones([2])).device.name // => 'ndarray'
 */
export const withDevice = /*@__PURE__*/ checked(
  'withDevice(device, f)',
  <R>(given: DeviceLike, f: () => R): R => {
    const saved = selected
    selected = deviceOf('withDevice', given)
    try {
      const result = f()
      if (result instanceof Promise)
        throw new ArgumentError(
          'withDevice',
          'expected a function that returns when it is done, got an asynchronous one; place its tensors with devicePut',
        )
      return result
    } finally {
      selected = saved
    }
  },
)

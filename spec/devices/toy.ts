import { type NdBuffer, ndarrayDevice } from '../../src/backends/ndarray/index.ts'
import type { Aval } from '../../src/core/aval.ts'
import { type Device, type Executable, registerDevice } from '../../src/core/device.ts'
import type { DataArray, DType } from '../../src/core/dtype.ts'

const { storage, executor } = ndarrayDevice

/** A value that nobody but its device sees. */
class Box {
  readonly #buffer: NdBuffer
  readonly owner: string

  constructor(owner: string, buffer: NdBuffer) {
    this.owner = owner
    this.#buffer = buffer
  }

  static open(box: unknown, owner: string): NdBuffer {
    if (!(box instanceof Box) || box.owner !== owner)
      throw new Error(`${owner} was given a buffer of another storage: ${String(box)}`)
    return box.#buffer
  }
}

export interface ToyOptions {
  /** Whether it can be read at once. */
  readonly readable?: boolean
  /** Whether it runs kernels; else each is a program of its own. */
  readonly runs?: boolean
  readonly dtypes?: readonly DType[]
}

/** What was asked of a device. */
export interface Asked {
  puts: number
  reads: number
  runs: number
  compiled: number
}

export interface Toy {
  readonly device: Device
  readonly asked: Asked
}

/** Registers a device that keeps values in boxes, as a stand-in for one whose memory is elsewhere. */
export const makeToy = (
  name: string,
  { readable = false, runs = false, dtypes = ndarrayDevice.dtypes }: ToyOptions = {},
): Toy => {
  const asked: Asked = { puts: 0, reads: 0, runs: 0, compiled: 0 }
  const open = (box: unknown): NdBuffer => Box.open(box, name)
  const close = (buffer: NdBuffer): unknown => new Box(name, buffer)
  const read = (box: unknown, aval: Aval): DataArray => {
    asked.reads += 1
    return storage.read(open(box), aval)
  }
  const device = registerDevice<unknown>({
    name,
    isHost: false,
    dtypes,
    storage: {
      put: (data, aval) => {
        asked.puts += 1
        return close(storage.put(data.slice(), aval))
      },
      ...(readable && { read }),
      readAsync: async (box, aval) => {
        await Promise.resolve()
        return read(box, aval)
      },
      ready: async (box) => {
        open(box)
        await Promise.resolve()
      },
      copy: (box, aval) => close(storage.copy(open(box), aval)),
    },
    executor: {
      ...(runs && {
        run: (kernel, inputs, inputAvals, outputAvals) => {
          asked.runs += 1
          return executor.run(kernel, inputs.map(open), inputAvals, outputAvals).map(close)
        },
      }),
      compile: (program): Executable => {
        asked.compiled += 1
        const run = executor.compile(program)
        return (inputs) => run(inputs.map(open)).map(close)
      },
    },
  })
  return { device, asked }
}

import type { Segment } from './emit.ts'

/** Memory that a program runs in. */
export interface ProgramMemory {
  /** @internal */
  readonly memory: WebAssembly.Memory
  /** Whether no other program uses it. */
  readonly isOwn: boolean
  /** Makes sure that the program's constants are there. */
  readonly prepare: () => void
}

const pageBytes = 65536
const maximumPages = 65536

const makeMemory = (bytes: number): WebAssembly.Memory =>
  new WebAssembly.Memory({ initial: Math.ceil(bytes / pageBytes), maximum: maximumPages })

const write = (memory: WebAssembly.Memory, segments: readonly Segment[]): void => {
  const target = new Uint8Array(memory.buffer)
  for (const { address, bytes } of segments) target.set(bytes, address)
}

/** Programs up to this size share one memory: engines reserve gigabytes of addresses for each, and copying little is cheap. */
const commonBytes = pageBytes / 2

let common: WebAssembly.Memory | undefined
/** The constants that are in the common memory now. */
let resident: readonly Segment[] | undefined

/** The memory of a program: the common one if it is small, else one of its own. */
export const memoryFor = (bytes: number, segments: readonly Segment[]): ProgramMemory => {
  if (bytes > commonBytes) {
    const memory = makeMemory(bytes)
    write(memory, segments)
    return { memory, isOwn: true, prepare: () => {} }
  }
  common ??= makeMemory(commonBytes)
  const memory = common
  return {
    memory,
    isOwn: false,
    prepare: () => {
      if (resident === segments) return
      write(memory, segments)
      resident = segments
    },
  }
}

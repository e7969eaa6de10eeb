import { align } from '../../../compiler/plan.ts'

/** A part of the memory that programs for several threads lie in, in bytes. */
export interface Region {
  readonly start: number
  readonly end: number
}

const pageBytes = 65536
const maximumPages = 65536

/** Programs that are collected leave their memory only when the process comes to other jobs, so there is a limit. */
const mostBytes = 2 ** 30

interface Arena {
  readonly memory: WebAssembly.Memory
  /** What is in use, in the order of addresses. */
  readonly regions: Region[]
}

let arena: Arena | undefined

/**
 * The memory of all programs for several threads. If each had its own, workers, which hardly ever collect garbage,
 * would keep it, and engines reserve gigabytes of addresses for each.
 */
const theArena = (): Arena => {
  arena ??= {
    memory: new WebAssembly.Memory({ initial: 1, maximum: maximumPages, shared: true }),
    regions: [],
  }
  return arena
}

/** @internal */
export const arenaMemory = (): WebAssembly.Memory => theArena().memory

const freeRegion = (region: Region): void => {
  const { regions } = theArena()
  regions.splice(regions.indexOf(region), 1)
}

/** Made when it is needed, as some edge workers have none. */
let collected: FinalizationRegistry<Region> | undefined

/** What keeps a region in use. */
export interface Lease {
  readonly region: Region
  /** Engines do not count shared memory when they decide to collect garbage. They count this, which nothing touches. */
  readonly counted: ArrayBuffer
}

const lease = (region: Region): Lease => {
  const made: Lease = { region, counted: new ArrayBuffer(region.end - region.start) }
  collected ??= new FinalizationRegistry(freeRegion)
  collected.register(made, region)
  return made
}

/** What something that was placed returned, and what keeps its region. */
export interface Placed<T> {
  readonly value: T
  readonly lease: Lease
}

/**
 * Finds room for what `make` makes for an address. Its size shows only then, in `memoryBytes`, the address after its last
 * byte; `guess` is what it will about be. Gives nothing if there is no room.
 */
export const placeInArena = <T extends { readonly memoryBytes: number }>(
  first: number,
  guess: number,
  make: (start: number) => T,
): Placed<T> | undefined => {
  const { memory, regions } = theArena()
  const last = regions.length
  const startAt = (place: number): number => (place === 0 ? align(first) : regions[place - 1]!.end)
  const endAt = (place: number): number => (place === last ? mostBytes : regions[place]!.start)
  const place = regions.findIndex((_, i) => endAt(i) - startAt(i) >= guess)
  for (const index of place < 0 ? [last] : [place, last]) {
    const start = startAt(index)
    const value = make(start)
    const end = align(value.memoryBytes)
    if (end > endAt(index)) continue
    const missing = end - memory.buffer.byteLength
    if (missing > 0) memory.grow(Math.ceil(missing / pageBytes))
    const region = { start, end }
    regions.splice(index, 0, region)
    return { value, lease: lease(region) }
  }
  return undefined
}

import { bytesOf } from '../core/dtype.ts'
import type { Lowered } from './block.ts'
import type { Buffer } from './kernels.ts'
import { liveness } from './liveness.ts'

/** Where buffers lie, in bytes. */
export interface Plan {
  readonly addresses: ReadonlyMap<Buffer, number>
  /** The first byte after literals, which are never overwritten. */
  readonly literalsEnd: number
  /** The first byte after all buffers. */
  readonly end: number
}

/** Buffers start at multiples of a cache line. */
const alignment = 64

/** The next address, or size, at which a buffer may start. */
export const align = (bytes: number): number => Math.ceil(bytes / alignment) * alignment

/** Bytes of a buffer, with room for a last vector of four elements. */
const paddedBytes = ({ dtype, size }: Buffer): number =>
  align(Math.ceil(size / 4) * 4 * bytesOf(dtype))

/**
 * Inputs and outputs from this size on keep a place of their own, so that they can stay there between
 * calls: copying them would cost more than the memory does.
 */
const pinnedBytes = 65536

/** Whether an input or output of a program is overwritten by nothing else. */
export const isPinned = (buffer: Buffer): boolean => paddedBytes(buffer) >= pinnedBytes

interface Gap {
  start: number
  end: number
}

/** Free parts of an address range that grows as needed. */
const makeHeap = (start: number) => {
  const gaps: Gap[] = []
  let end = start
  return {
    take(bytes: number): number {
      let best: Gap | undefined
      for (const gap of gaps) {
        const length = gap.end - gap.start
        if (length >= bytes && (best === undefined || length < best.end - best.start)) best = gap
      }
      if (best === undefined) {
        const last = gaps.at(-1)
        // A gap at the end grows.
        if (last !== undefined && last.end === end) {
          gaps.pop()
          end = last.start
        }
        const address = end
        end += bytes
        return address
      }
      const address = best.start
      best.start += bytes
      if (best.start === best.end) gaps.splice(gaps.indexOf(best), 1)
      return address
    },
    give(address: number, bytes: number): void {
      if (bytes === 0) return
      const next = gaps.findIndex((gap) => gap.start > address)
      const place = next < 0 ? gaps.length : next
      gaps.splice(place, 0, { start: address, end: address + bytes })
      for (let i = Math.min(place + 1, gaps.length - 1); i > 0 && i >= place; i--) {
        const [before, after] = [gaps[i - 1]!, gaps[i]!]
        if (before.end !== after.start) continue
        before.end = after.end
        gaps.splice(i, 1)
      }
    },
    end: () => end,
  }
}

/**
 * Gives every buffer an address from `start` on: literals first, then one arena in which buffers that are not in use at the same
 * time share bytes, and results take over operands that end with them.
 */
export const planMemory = (lowered: Lowered, start: number): Plan => {
  const { intervals, successors } = liveness(lowered)
  const addresses = new Map<Buffer, number>()
  let literalsEnd = start
  for (const buffer of lowered.literals.keys()) {
    addresses.set(buffer, literalsEnd)
    literalsEnd += paddedBytes(buffer)
  }
  const heap = makeHeap(literalsEnd)
  const pinned = [...lowered.inputs, ...lowered.outputs.map(({ buffer }) => buffer)].filter(
    isPinned,
  )
  for (const buffer of pinned)
    if (!addresses.has(buffer)) addresses.set(buffer, heap.take(paddedBytes(buffer)))
  const buffers = [...intervals]
    .filter(([buffer]) => !addresses.has(buffer))
    .sort(([, a], [, b]) => a.first - b.first)
  const ending = [...buffers].sort(([, a], [, b]) => a.last - b.last)
  let ended = 0
  const active = new Set<Buffer>()
  for (const [buffer, { first }] of buffers) {
    for (; ended < ending.length && ending[ended]![1].last < first; ended++) {
      const [other] = ending[ended]!
      if (active.delete(other)) heap.give(addresses.get(other)!, paddedBytes(other))
    }
    const taken = (successors.get(buffer) ?? []).find(
      (other) => active.has(other) && intervals.get(other)!.last === first,
    )
    if (taken === undefined) addresses.set(buffer, heap.take(paddedBytes(buffer)))
    else {
      active.delete(taken)
      addresses.set(buffer, addresses.get(taken)!)
    }
    active.add(buffer)
  }
  return { addresses, literalsEnd, end: heap.end() }
}

import type { FunctionBuilder, Local } from './encoder/index.ts'

/** A byte address: what is in a local, if anything, plus a constant. */
export interface Address {
  readonly local?: Local
  readonly offset: number
}

const pieces = [
  { bytes: 16, load: 'v128.load', store: 'v128.store' },
  { bytes: 8, load: 'i64.load', store: 'i64.store' },
  { bytes: 4, load: 'i32.load', store: 'i32.store' },
  { bytes: 1, load: 'i32.load8_u', store: 'i32.store8' },
] as const

/** Up to this many bytes, single loads and stores are faster than the instruction that copies memory. */
const longestInPieces = 128

/** Appends code that copies a fixed number of bytes between places that do not overlap. */
export const copyBytes = (f: FunctionBuilder, to: Address, from: Address, bytes: number): void => {
  const push = ({ local }: Address): FunctionBuilder =>
    local === undefined ? f.i32(0) : f.get(local)
  if (bytes > longestInPieces) {
    push(to).i32(to.offset).op('i32.add')
    push(from).i32(from.offset).op('i32.add')
    f.i32(bytes).copyMemory()
    return
  }
  let done = 0
  for (const piece of pieces)
    while (bytes - done >= piece.bytes) {
      push(to)
      push(from).memory(piece.load, from.offset + done)
      f.memory(piece.store, to.offset + done)
      done += piece.bytes
    }
}

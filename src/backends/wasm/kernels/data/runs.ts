import { type FunctionBuilder, i32, type Local, v128 } from '../../encoder/index.ts'

/** A byte address: a local, if it varies, and a constant. */
export interface Place {
  readonly position: Local
  readonly base: number
}

const pieces = [
  [16, 'v128.load', 'v128.store'],
  [8, 'i64.load', 'i64.store'],
  [4, 'i32.load', 'i32.store'],
  [2, 'i32.load16_u', 'i32.store16'],
  [1, 'i32.load8_u', 'i32.store8'],
] as const

/** Up to this many bytes are moved without a loop. */
const unrolledBytes = 128
/** From this many bytes on, the engine's own copy is faster than a loop. */
const longBytes = 768

/** The widths of the pieces of `bytes` bytes, and their places. The last vector may overlap the one before. */
const cut = (bytes: number): readonly (readonly [piece: (typeof pieces)[number], at: number])[] => {
  const cuts: (readonly [(typeof pieces)[number], number])[] = []
  let at = 0
  while (at < bytes) {
    const left = bytes - at
    const piece = pieces.find(([width]) => width <= left)!
    if (bytes >= 16 && left < 16) {
      cuts.push([pieces[0], bytes - 16])
      break
    }
    cuts.push([piece, at])
    at += piece[0]
  }
  return cuts
}

/** Runs `body` `count` times at steps of `width` bytes; the places are its own. */
export const eachPiece = (
  f: FunctionBuilder,
  count: number,
  width: number,
  places: readonly Place[],
  body: (places: readonly Place[]) => void,
): void => {
  const moving = places.map(({ position, base }) => {
    const copy = f.local(i32)
    f.get(position).set(copy)
    return { position: copy, base }
  })
  f.repeat(count, () => {
    body(moving)
    for (const { position } of moving) f.get(position).i32(width).op('i32.add').set(position)
  })
}

/** Runs `body` for each whole vector of so many bytes. */
export const eachVector = (
  f: FunctionBuilder,
  bytes: number,
  places: readonly Place[],
  body: (places: readonly Place[]) => void,
): void => eachPiece(f, Math.floor(bytes / 16), 16, places, body)

/** Copies bytes between places that do not overlap. */
export const copyRun = (f: FunctionBuilder, to: Place, from: Place, bytes: number): void => {
  if (bytes <= unrolledBytes) {
    for (const [[, load, store], at] of cut(bytes))
      f.get(to.position)
        .get(from.position)
        .memory(load, from.base + at)
        .memory(store, to.base + at)
    return
  }
  if (bytes >= longBytes) {
    f.get(to.position).i32(to.base).op('i32.add')
    f.get(from.position).i32(from.base).op('i32.add')
    f.i32(bytes).copyMemory()
    return
  }
  eachVector(f, bytes, [to, from], ([a, b]) => {
    f.get(a!.position).get(b!.position).memory('v128.load', b!.base).memory('v128.store', a!.base)
  })
  if (bytes % 16 === 0) return
  const last = bytes - 16
  f.get(to.position)
    .get(from.position)
    .memory('v128.load', from.base + last)
    .memory('v128.store', to.base + last)
}

/** Fills bytes with copies of `pattern`, the bytes of one element. */
export const fillRun = (
  f: FunctionBuilder,
  to: Place,
  pattern: Uint8Array,
  bytes: number,
): void => {
  const [first = 0] = pattern
  if (pattern.every((byte) => byte === first)) {
    f.get(to.position).i32(to.base).op('i32.add').i32(first).i32(bytes).fillMemory()
    return
  }
  const vector = f.local(v128)
  pushElement(f, pattern)
  f.op(pattern.length === 8 ? 'i64x2.splat' : 'i32x4.splat').set(vector)
  eachVector(f, bytes, [to], ([a]) => {
    f.get(a!.position).get(vector).memory('v128.store', a!.base)
  })
  for (let at = bytes - (bytes % 16); at < bytes; at += pattern.length)
    f.get(to.position)
      .get(vector)
      .memoryLane(pattern.length === 8 ? 'v128.store64_lane' : 'v128.store32_lane', 0, to.base + at)
}

/** Pushes an element's bits as an integer. */
const pushElement = (f: FunctionBuilder, pattern: Uint8Array): void => {
  const bits = new DataView(pattern.buffer, pattern.byteOffset)
  if (pattern.length === 8) f.i64(bits.getBigInt64(0, true))
  else if (pattern.length === 4) f.i32(bits.getInt32(0, true))
  else f.i32(pattern[0]!)
}

/** Copies one element of 1, 4 or 8 bytes. */
export const copyElement = (f: FunctionBuilder, to: Place, from: Place, bytes: number): void => {
  const [, load, store] = pieces.find(([width]) => width === bytes)!
  f.get(to.position).get(from.position).memory(load, from.base).memory(store, to.base)
}

/** Stores the element whose bytes are `pattern`. */
export const fillElement = (f: FunctionBuilder, to: Place, pattern: Uint8Array): void => {
  const [, , store] = pieces.find(([width]) => width === pattern.length)!
  f.get(to.position)
  pushElement(f, pattern)
  f.memory(store, to.base)
}

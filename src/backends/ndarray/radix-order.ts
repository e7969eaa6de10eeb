import type { DataArray } from '../../core/dtype.ts'

const digitBits = 11
const digits = 3
const buckets = 1 << digitBits

/** Lines from this length on are worth the passes over all buckets. */
export const leastRadixLength = 4096

/** Whether keys fit 32 bits, so that their order is that of unsigned codes. */
export const hasCodes = (data: DataArray): boolean => !(data instanceof Float64Array)

/**
 * Writes, for each key of a line, a number in whose order the keys are: NaN last, zeros of both signs equal.
 */
export const writeCodes = (
  data: DataArray,
  start: number,
  step: number,
  codes: Uint32Array<ArrayBuffer>,
): void => {
  const n = codes.length
  if (!(data instanceof Float32Array)) {
    const flip = data instanceof Int32Array || data instanceof Int8Array ? 0x80000000 : 0
    for (let i = 0, p = start; i < n; i++, p += step) codes[i] = data[p]! ^ flip
    return
  }
  const floats = new Float32Array(codes.buffer)
  // Adding 0 makes −0 a 0.
  for (let i = 0, p = start; i < n; i++, p += step) floats[i] = data[p]! + 0
  for (let i = 0; i < n; i++) {
    const bits = codes[i]!
    if ((bits & 0x7fffffff) > 0x7f800000) codes[i] = 0xffffffff
    else codes[i] = bits >>> 31 === 1 ? ~bits : bits ^ 0x80000000
  }
}

/**
 * Sorts positions by their codes, stably: by the lowest digit first. Writes both arrays, and returns the one that
 * ends up sorted.
 */
export const sortByCodes = (
  codes: Uint32Array,
  first: Uint32Array,
  second: Uint32Array,
): readonly [sorted: Uint32Array, other: Uint32Array] => {
  let from = first
  let to = second
  const next = new Uint32Array(buckets)
  for (let digit = 0; digit < digits; digit++) {
    const shift = digit * digitBits
    next.fill(0)
    for (let i = 0; i < codes.length; i++) next[(codes[i]! >>> shift) & (buckets - 1)]! += 1
    let total = 0
    for (let bucket = 0; bucket < buckets; bucket++) {
      const count = next[bucket]!
      next[bucket] = total
      total += count
    }
    for (let i = 0; i < codes.length; i++) {
      const position = from[i]!
      const bucket = (codes[position]! >>> shift) & (buckets - 1)
      to[next[bucket]!++] = position
    }
    const swap = from
    from = to
    to = swap
  }
  return [from, to]
}

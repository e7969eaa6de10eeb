const floats = new Float32Array(1)
const words = new Int32Array(floats.buffer)
const doubles = new Float64Array(1)
const halves = new Uint32Array(doubles.buffer)
doubles[0] = 1
const [low, high] = halves[0] === 0 ? ([0, 1] as const) : ([1, 0] as const)

/** The float32 number with the given 32 bits. */
export const bitsToFloat = (bits: number): number => {
  words[0] = bits
  return floats[0]!
}

/** The bits of a float32 number, as a signed integer. */
export const floatToBits = (x: number): number => {
  floats[0] = x
  return words[0]!
}

/** Count of one bits in a 32-bit integer. */
export const popcount = (x: number): number => {
  const pairs = x - ((x >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** The float32 number next to `x` in the direction of `y`. */
export const nextAfter32 = (x: number, y: number): number => {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN
  if (x === y) return y
  if (x === 0) return bitsToFloat(y > 0 ? 1 : 0x80000001)
  // Bits of floats of one sign are ordered as their magnitudes.
  return bitsToFloat(floatToBits(x) + (x < y === x > 0 ? 1 : -1))
}

/** The float64 number next to `x` in the direction of `y`. */
export const nextAfter = (x: number, y: number): number => {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN
  if (x === y) return y
  if (x === 0) return y > 0 ? Number.MIN_VALUE : -Number.MIN_VALUE
  doubles[0] = x
  if (x < y === x > 0) {
    halves[low] = halves[low]! + 1
    if (halves[low] === 0) halves[high] = halves[high]! + 1
  } else {
    if (halves[low] === 0) halves[high] = halves[high]! - 1
    halves[low] = halves[low]! - 1
  }
  return doubles[0]!
}

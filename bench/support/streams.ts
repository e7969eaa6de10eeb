/** The stream of numbers in `[0, 1)` that most workloads draw their inputs from. */
export const mulberry32 = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The congruential stream in `[-1, 1)` that `mlp-train` draws from, because its C form does. */
export const congruential = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state >>> 8) / 2 ** 23 - 1
  }
}

/** `count` numbers, uniform in `[low, high)`, rounded to float32. */
export const uniform = (seed: number, count: number, low: number, high: number): Float32Array => {
  const random = mulberry32(seed)
  return Float32Array.from({ length: count }, () => low + (high - low) * random())
}

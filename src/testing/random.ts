/** A small source of pseudorandom numbers, the same on every machine. */
export interface Random {
  /** Uniform in `[0, 1)`. */
  readonly uniform: () => number
  /** Standard normal. */
  readonly normal: () => number
}

/** A source of numbers that depends on `seed` alone: Mulberry32, and Box and Muller's transform. */
export const makeRandom = (seed: number): Random => {
  let state = seed | 0
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  }
}

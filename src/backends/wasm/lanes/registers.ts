import type { Local } from '../encoder/index.ts'

/**
 * Locals that hold the values of four neighbouring points: one vector for 32-bit dtypes; one mask (all
 * bits of a lane set or clear) for `bool`; two vectors for `float64`, lower points first.
 */
export type Registers = readonly Local[]

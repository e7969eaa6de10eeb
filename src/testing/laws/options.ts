import type { Tolerance } from '../compare.ts'

/** How a law is checked. Tolerances default to what rounding errors of the dtype explain. */
export interface LawOptions extends Partial<Tolerance> {
  /** Of the random directions. Default 0. */
  readonly seed?: number
}

export interface NumericLawOptions extends LawOptions {
  /** Step of the central differences. Default 1e-4. */
  readonly eps?: number
}

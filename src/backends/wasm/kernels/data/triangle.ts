import type { FloatType } from './matrix.ts'
import type { Place } from './runs.ts'

/** A triangular matrix where it was given. */
export interface Triangle {
  readonly dtype: FloatType
  readonly place: Place
  readonly n: number
  /** Whether the first unknown comes first. */
  readonly forward: boolean
  readonly transposed: boolean
  readonly unitDiagonal: boolean
}

import { demote, promote } from '../lanes/build.ts'
import type { Lane } from '../lanes/lane.ts'
import { digamma64 } from './gamma-digamma64.ts'
import { polygamma64 } from './gamma-polygamma64.ts'
import { lgamma64 } from './gamma64.ts'

// Of float32, computed in float64.

/** `log |Γ(x)|`. At most 0.6 ulp, as far as float64 follows the zeros on the left of 0. */
export const lgamma32 = (x: Lane): Lane => demote(lgamma64(promote(x)))

/** The derivative of `log Γ`. At most 0.6 ulp, as far as float64 follows its zeros on the left of 0. */
export const digamma32 = (x: Lane): Lane => demote(digamma64(promote(x)))

/** Derivative `m` of the digamma function. */
export const polygamma32 = (m: Lane, x: Lane): Lane => demote(polygamma64(promote(m), promote(x)))

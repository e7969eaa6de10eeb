import { demote, promote } from '../lanes/build.ts'
import type { Lane, VectorFunction } from '../lanes/lane.ts'

/** A float32 function by the code of its float64 form, for where the fast code does not reach. */
export const byFloat64 = (name: string, f: (x: Lane) => Lane): VectorFunction => ({
  name: `${name} of float32 by float64`,
  lanes: (x) => demote(f(promote(x))),
})

import type { Explanation } from '../../core/device.ts'
import type { DataArray } from '../../core/dtype.ts'
import type { HostArray, Resident } from '../../core/host.ts'
import type { Program } from '../../core/program.ts'

/**
 * A compiled program: from elements on the host, or still with the program that computed them, to fresh
 * ones. Inputs at the positions `donated` are not read afterwards, so the program may keep them where they are.
 */
export type HostFunction = (
  inputs: readonly (HostArray | Resident)[],
  donated: readonly number[],
) => readonly (DataArray | Resident)[]

/** Compiles whole programs over host arrays. Throws where it cannot run here. */
export interface Compiler {
  readonly name: string
  readonly compile: (program: Program) => HostFunction
  /** What `compile` makes of the program. */
  readonly explain: (program: Program) => Explanation
}

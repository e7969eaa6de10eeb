import { jit } from '../../src/index.ts'
import type { DType } from '../support/maml.ts'
import { type Batch, batchOf } from '../support/suite.ts'

/** How ours are run: compiled in float32 when timed, eagerly in float64 to agree with. */
export interface Setting {
  readonly dtype: DType
  readonly compile: typeof jit
}

export const compiled: Setting = { dtype: 'float32', compile: jit }
export const exact: Setting = { dtype: 'float64', compile: (f) => f as never }

/** A workload of ours with its inputs: the numbers to agree on, and the call to time. */
export interface Case {
  readonly value: () => readonly number[]
  readonly call: () => unknown
}

export type Workloads = Readonly<Record<string, (setting: Setting) => Case>>

/** A case in the form that a peer serves; it is made when it is first asked for. */
export const served = (make: () => Case): { value: Case['value']; batch: Batch } => {
  let made: Case | undefined
  const get = (): Case => {
    made ??= make()
    return made
  }
  return { value: () => get().value(), batch: (calls) => batchOf(get().call)(calls) }
}

import type { Proof } from '../support/compare.ts'
import { exact, type Setting } from './case.ts'
import { workloads } from './index.ts'

/** The numbers of a workload, computed eagerly in float64. */
export const proof = (name: string, tolerance: number, setting: Setting = exact): Proof => {
  const make = workloads[name]
  if (make === undefined) throw new Error(`there is no workload ${name}`)
  return { name, reference: make(setting).value(), tolerance }
}

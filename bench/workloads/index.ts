import { arrayWorkloads } from './arrays.ts'
import type { Workloads } from './case.ts'
import { mamlWorkloads } from './maml.ts'
import { mlpWorkloads } from './mlp.ts'
import { tinyWorkloads } from './tiny.ts'

/** Every workload that is timed under `jit`, by the name that peers know it by. */
export const workloads: Workloads = {
  ...mamlWorkloads,
  ...mlpWorkloads,
  ...arrayWorkloads,
  ...tinyWorkloads,
}

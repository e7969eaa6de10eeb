/**
 * How do the first call and the step of MAML's training grow with inner steps and with tasks? Writes
 * bench/results/growth.json, unless it is run with `--quick`.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { contenders } from './support/contenders.ts'
import { measureGrowth } from './support/growth.ts'
import { growthPoints } from './support/growth-points.ts'
import { proof } from './workloads/proof.ts'

const quick = process.argv.includes('--quick')
const points = quick ? growthPoints.filter(({ innerSteps }) => innerSteps <= 5) : growthPoints
const rows = await measureGrowth(
  points,
  contenders(['JAX, one core']),
  (name) => {
    const { reference, ...rest } = proof(name, 1e-3)
    // Through 50 inner steps training is chaotic: after a few steps, float32 and float64 have parted.
    return { ...rest, reference: reference.slice(0, 3) }
  },
  quick ? { fresh: 1, rounds: 3, batchMs: 10 } : { fresh: 3, rounds: 11, batchMs: 40 },
)

if (!quick) {
  const folder = new URL('results/', import.meta.url)
  mkdirSync(folder, { recursive: true })
  const result = { cpu: cpus()[0]?.model, node: process.version, rows }
  writeFileSync(new URL('growth.json', folder), `${JSON.stringify(result, null, 2)}\n`)
}

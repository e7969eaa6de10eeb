/** Does the heap stay where it is over 10,000 eager meta-steps? Run with `--expose-gc`; asks for it itself. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { grad, treeMap } from '../src/index.ts'
import { mamlInputs, mapped, type Params } from './support/maml.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const heap = (): number => {
  // The engine drops code that is not used any more over several collections.
  for (let i = 0; i < 8; i++) collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return (heapUsed + arrayBuffers) / 2 ** 20
}

const quick = process.argv.includes('--quick')
const [first, last] = quick ? [100, 1000] : [1000, 10_000]
const { params, tasks } = mamlInputs()
const few = treeMap((t) => t.get('0:2'), tasks) as typeof tasks
let theta: Params = params
let before = 0
for (let step = 1; step <= last; step++) {
  const gradient = grad(mapped(1))(theta, few)
  theta = theta.map((p, k) => p.sub((gradient[k] as (typeof gradient)[0]).mul(1e-4)))
  if (step === first) before = heap()
}
const after = heap()
const growth = (after / before - 1) * 100
console.log(
  `heap after ${first} eager meta-steps ${before.toFixed(2)} MiB, after ${last} ${after.toFixed(2)} MiB: ${growth.toFixed(1)} %`,
)
if (Math.abs(growth) > 5) process.exitCode = 1

/** Does memory stay where it is over 10,000 jitted training steps: the heap, buffers and what else is outside? */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { jit, type optim, treeMap } from '../src/index.ts'
import { mamlInputs, type Params } from './support/maml.ts'
import { mamlStep } from './workloads/maml.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

interface Usage {
  readonly heap: number
  readonly external: number
  readonly arrayBuffers: number
  readonly resident: number
}

const usage = (): Usage => {
  // The engine drops code that is not used any more over several collections.
  for (let i = 0; i < 8; i++) collect()
  const { heapUsed, external, arrayBuffers, rss } = process.memoryUsage()
  const [heap, outside, buffers, resident] = [heapUsed, external, arrayBuffers, rss].map(
    (bytes) => bytes / 2 ** 20,
  ) as [number, number, number, number]
  return { heap, external: outside, arrayBuffers: buffers, resident }
}

const [first, last] = process.argv.includes('--quick') ? [100, 1000] : [1000, 10_000]
const { params, tasks } = mamlInputs()
const few = treeMap((t) => t.get('0:2'), tasks) as typeof tasks
const { init, step } = mamlStep(1)
const run = jit(step)
let theta: Params = params
let state: optim.OptState = init(params)
let before: Usage | undefined
for (let count = 1; count <= last; count++) {
  const [next, nextState] = run(theta, state, few)
  theta = next as Params
  state = nextState
  if (count === first) before = usage()
}
const after = usage()
for (const key of ['heap', 'external', 'arrayBuffers', 'resident'] as const) {
  const [from, to] = [before?.[key] ?? Number.NaN, after[key]]
  console.log(
    `${key.padEnd(12)} after ${first} jitted steps ${from.toFixed(2)} MiB, after ${last} ${to.toFixed(2)} MiB`,
  )
  // The resident set is the system's business and only shown; 1 MiB is what the engine itself breathes.
  if (key !== 'resident' && !(to - from <= Math.max(1, 0.05 * from))) process.exitCode = 1
}

/**
 * How much faster are jitted workloads with two threads than with one, and how much slower where another process holds
 * one of two cores? Both results are compared first, bit for bit. Ours alone,
 * in this process: what the other core does meanwhile shows in the numbers.
 */
import { spawn } from 'node:child_process'
import { sharedCalls } from '../src/backends/wasm/threads/index.ts'
import { setThreads } from '../src/index.ts'
import { type Batch, batchOf, interleaved } from './support/suite.ts'
import { type Case, compiled } from './workloads/case.ts'
import { workloads } from './workloads/index.ts'

const threads = 2

/** Runs a case until its calls are shared, for at most some seconds. */
const warmUp = async ({ call }: Case): Promise<void> => {
  const before = sharedCalls()
  const end = performance.now() + 3000
  while (sharedCalls() < before + 20 && performance.now() < end) {
    call()
    await new Promise((done) => setTimeout(done))
  }
}

const batchWith =
  (count: number, batch: Batch): Batch =>
  (calls) => {
    setThreads(count)
    return batch(calls)
  }

const compare = async (name: string, beside: string): Promise<void> => {
  const make = workloads[name]
  if (make === undefined) throw new Error(`there is no workload ${name}`)
  setThreads(1)
  const alone = make(compiled)
  const expected = String(alone.value())
  setThreads(threads)
  const together = make(compiled)
  await warmUp(together)
  if (String(together.value()) !== expected) throw new Error(`${name}: results differ`)

  const before = sharedCalls()
  await interleaved(`${name}${beside}: ${threads} threads beside one`, {
    'one thread': batchWith(1, batchOf(alone.call)),
    [`${threads} threads`]: batchWith(threads, batchOf(together.call)),
  })
  console.log(`  ${sharedCalls() - before} calls were shared`)
}

for (const name of ['train-1', 'train-5', 'mlp', 'matmul-512-nn', 'matmul-1024-nn', 'chain'])
  await compare(name, '')

const busy = spawn(process.execPath, ['-e', 'for (;;);'])
try {
  for (const name of ['train-1', 'train-5', 'mlp'])
    await compare(name, ' beside a process that holds a core')
} finally {
  busy.kill()
}

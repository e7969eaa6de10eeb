import { expect, it } from 'vitest'
import { mostPrograms } from '../../../../src/backends/wasm/threads/limits.ts'
import { jit, np, setThreads, type Tensor } from '../../../../src/index.ts'
import { bytesOf, resultsWithHelp, sharedResult, shareEverything } from './support.ts'

shareEverything()
setThreads(2)

const x = np.sin(np.reshape(np.arange(60_000).astype('float32'), [200, 300]))
const program = (i: number) => (y: Tensor) => np.exp(y.mul(i)).add(np.sum(y, { axis: 0 }))

it('runs more programs in turn than workers hold', async () => {
  const runs = Array.from({ length: mostPrograms + 10 }, (_, i) => jit(program(i)))
  const expected = runs.map((run) => bytesOf(run(x)))
  await resultsWithHelp(() => runs[0]!(x))
  for (let round = 0; round < 3; round++)
    for (const [i, run] of runs.entries())
      expect(await sharedResult(() => run(x))).toBe(expected[i])
})

it('runs programs that call programs', async () => {
  const inner = jit(program(1))
  const outer = (y: Tensor) => inner(inner(y).mul(0.1)) as Tensor
  const run = jit(outer)
  expect(await resultsWithHelp(() => run(x))).toEqual([bytesOf(inner(inner(x).mul(0.1)))])
})

it('keeps results while others are computed', async () => {
  const run = jit(program(2))
  await resultsWithHelp(() => run(x))
  const first = run(x) as Tensor
  const expected = bytesOf(run(x))
  run(x.mul(3))
  jit(program(3))(x)
  expect(bytesOf(first)).toBe(expected)
  expect((first.data().buffer as ArrayBufferLike) instanceof ArrayBuffer).toBe(true)
})

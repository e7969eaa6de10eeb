import workerThreads from 'node:worker_threads'
import { sharedCalls } from '../../../../src/backends/wasm/threads/index.ts'
import { jit, np, setThreads, type Tensor } from '../../../../src/index.ts'
import { bytesOf, resultsWithHelp, shareEverything } from './support.ts'

/**
 * A process that computes with threads and then has nothing left to do. Prints how its results compare with those of one thread
 * and whether any were shared.
 */
const [how] = process.argv.slice(2)

const noWorker = class {
  constructor() {
    throw new Error('no threads today')
  }
}
const brokenScript = class extends workerThreads.Worker {
  constructor(_: string, options: object) {
    super('throw new Error("broken script")', options)
  }
}
/** A browser's worker whose script the page's policy forbids, of which browsers tell nothing. */
const blockedScript = class extends EventTarget {
  constructor() {
    super()
    setTimeout(() => this.dispatchEvent(new Event('error')))
  }
  postMessage(): void {}
}
const replacement = {
  'no-worker': noWorker,
  'broken-script': brokenScript,
  'blocked-script': blockedScript,
}[how ?? '']
if (replacement === blockedScript) {
  Object.assign(process, { getBuiltinModule: undefined })
  Object.assign(globalThis, { Worker: replacement })
} else if (replacement !== undefined) Object.assign(workerThreads, { Worker: replacement })

shareEverything()
const x = np.sin(np.reshape(np.arange(10_000).astype('float32'), [100, 100]))
const f = (y: Tensor) => np.tanh(np.matmul(y, y))
setThreads(1)
const expected = bytesOf(jit(f)(x))
setThreads(3)
const run = jit(f)
const report = (results: Iterable<string>): void => {
  const verdict = [...results].every((result) => result === expected) ? 'same' : 'different'
  console.log(verdict, sharedCalls() > 0 ? 'shared' : 'alone')
}
if (replacement === undefined) resultsWithHelp(() => run(x)).then((results) => report(results))
else {
  const results = [bytesOf(run(x))]
  setTimeout(() => report([...results, bytesOf(run(x)), bytesOf(run(x))]), 500)
}

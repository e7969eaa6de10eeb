import { sharedCalls } from '../../src/backends/wasm/threads/index.ts'
import { np, setThreads } from '../../src/index.ts'
import { sharedResult, shareEverything } from '../backends/wasm/threads/support.ts'
import { answer } from './work.ts'

/** What the worker tells: a gradient, and how many calls it shared with threads of its own. */
export interface Answer {
  readonly gradients: readonly number[]
  readonly sharedCalls: number
}

addEventListener('message', async () => {
  shareEverything()
  setThreads(2)
  await sharedResult(() => np.array(answer()))
  postMessage({ gradients: answer(), sharedCalls: sharedCalls() } satisfies Answer)
})

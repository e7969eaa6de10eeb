import { afterEach, describe, expect, it } from 'vitest'
import { sharedCalls } from '../../src/backends/wasm/threads/index.ts'
import { jit, setThreads } from '../../src/index.ts'
import { samples } from '../backends/wasm/threads/programs.ts'
import { bytesOf, resultsWithHelp, shareEverything } from '../backends/wasm/threads/support.ts'

shareEverything()
afterEach(() => setThreads(1))

it('the page is isolated from other origins, as threads need', () => {
  expect(crossOriginIsolated).toBe(true)
})

describe.each(Object.entries(samples))('%s', (_, { f, args }) => {
  it('is the same bit for bit on one and two threads', async () => {
    setThreads(1)
    const expected = bytesOf(jit(f)(...args))
    setThreads(2)
    const before = sharedCalls()
    const run = jit(f)
    expect(await resultsWithHelp(() => run(...args))).toEqual([expected])
    expect(sharedCalls()).toBeGreaterThan(before)
  })
})

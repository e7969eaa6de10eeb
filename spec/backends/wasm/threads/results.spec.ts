import { afterEach, describe, expect, it } from 'vitest'
import { sharedCalls } from '../../../../src/backends/wasm/threads/index.ts'
import { jit, setThreads } from '../../../../src/index.ts'
import { samples } from './programs.ts'
import { bytesOf, resultsWithHelp, shareEverything } from './support.ts'

shareEverything()
afterEach(() => setThreads(1))

describe.each(Object.entries(samples))('%s', (_, { f, args }) => {
  it('is the same bit for bit on one, two and three threads', async () => {
    setThreads(1)
    const expected = bytesOf(jit(f)(...args))
    const compiledBefore = jit(f)
    expect(bytesOf(compiledBefore(...args))).toBe(expected)
    for (const threads of [2, 3]) {
      setThreads(threads)
      const before = sharedCalls()
      for (const run of [jit(f), compiledBefore]) {
        expect(await resultsWithHelp(() => run(...args))).toEqual([expected])
      }
      expect(sharedCalls()).toBeGreaterThan(before)
    }
    setThreads(1)
    const before = sharedCalls()
    expect(bytesOf(compiledBefore(...args))).toBe(expected)
    expect(sharedCalls()).toBe(before)
  })
})

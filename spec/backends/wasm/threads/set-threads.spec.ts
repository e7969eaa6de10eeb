import { describe, expect, it } from 'vitest'
import { ArgumentError, setThreads } from '../../../../src/index.ts'

describe('setThreads', () => {
  it.each([0, -1, 1.5, 65, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d', (count) => {
    expect(() => setThreads(count)).toThrow(ArgumentError)
    expect(() => setThreads(count)).toThrow(
      `setThreads: expected a whole number of threads from 1 to 64, got ${count}`,
    )
  })

  it('refuses what is no number', () => {
    expect(() => setThreads('two' as never)).toThrow('got two')
  })

  it.each([1, 2, 64])('takes %d', (count) => {
    expect(setThreads(count)).toBe(undefined)
  })
})

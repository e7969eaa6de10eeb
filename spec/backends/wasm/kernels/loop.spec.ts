import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { prop } from '../../../support/prop.ts'
import { runLoop } from './loop-reference.ts'
import { compileLoop, copyOf, fill, sameMemory } from './loop-running.ts'
import { loops } from './loop-samples.ts'

const mulberry = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

describe('loops', () => {
  prop(
    'compute what a walk over their points computes, and touch nothing else',
    [loops, fc.integer()],
    (loop, seed) => {
      const memory = fill(loop, mulberry(seed))
      const expected = copyOf(memory)
      runLoop(loop, expected)
      const { units, run } = compileLoop(loop)
      const actual = run(memory, [[0, units]])
      if (!sameMemory(actual, expected)) expect(actual).toEqual(expected)
      return true
    },
    { numRuns: 200 },
  )

  prop(
    'compute the same in any parts, in any order',
    [loops, fc.integer(), fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 })],
    (loop, seed, cuts) => {
      const memory = fill(loop, mulberry(seed))
      const expected = copyOf(memory)
      runLoop(loop, expected)
      const { units, run } = compileLoop(loop, 0)
      const ends = [...cuts.map((cut) => Math.floor(cut * units)), units].sort((a, b) => a - b)
      const parts = ends.map((end, i): readonly [number, number] => [ends[i - 1] ?? 0, end])
      const actual = run(memory, parts.reverse())
      if (!sameMemory(actual, expected)) expect(actual).toEqual(expected)
      return true
    },
    { numRuns: 200 },
  )
})

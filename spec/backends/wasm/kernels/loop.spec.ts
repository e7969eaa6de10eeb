import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Loop } from '../../../../src/compiler/kernels.ts'
import { sizeOf } from '../../../../src/core/aval.ts'
import { arg, binary, convert } from '../../../../src/core/scalar.ts'
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
    { numRuns: 150 },
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
    { numRuns: 150 },
  )

  it.each([
    [[131, 77], [1, 131], 0],
    [[64, 160], [1, 64], 0],
    [[3, 40, 90], [1, 3, 120], 0],
    [[70, 3, 50], [-1, 70, 210], 69],
  ])('transpose %j with operands at strides %j', (shape, strides, offset) => {
    const size = sizeOf(shape)
    const dense = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)))
    const value = binary('add', arg(0, 'float32'), convert(arg(1, 'int32'), 'float32'))
    const loop: Loop = {
      kind: 'loop',
      shape,
      reduced: shape.map(() => false),
      operands: [
        { buffer: { dtype: 'float32', size }, offset, strides },
        { axis: shape.length - 1 },
      ],
      results: [{ value, view: { buffer: { dtype: 'float32', size }, offset: 0, strides: dense } }],
    }
    const memory = fill(loop, mulberry(size))
    const expected = copyOf(memory)
    runLoop(loop, expected)
    const whole = compileLoop(loop)
    expect(sameMemory(whole.run(memory, [[0, whole.units]]), expected)).toBe(true)
    const shared = compileLoop(loop, 0)
    const middle = Math.floor(shared.units / 3)
    const parts = [
      [middle, shared.units],
      [0, middle],
    ] as const
    expect(sameMemory(shared.run(memory, parts), expected)).toBe(true)
  })
})

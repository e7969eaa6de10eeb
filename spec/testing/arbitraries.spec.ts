import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isTensor, type Tensor, treeLeaves } from '../../src/index.ts'
import {
  axes,
  dtypes,
  permutations,
  shapes,
  sinusoidTasks,
  tensors,
  trees,
} from '../../src/testing/index.ts'
import { prop, seed } from '../support/prop.ts'

const sizeOf = (shape: readonly number[]): number => shape.reduce((n, m) => n * m, 1)

describe('shapes', () => {
  prop('keep to their constraints', [shapes({ minRank: 1, maxRank: 2, maxElements: 10 })], (s) => {
    expect(s.length).toBeGreaterThanOrEqual(1)
    expect(s.length).toBeLessThanOrEqual(2)
    expect(sizeOf(s)).toBeLessThanOrEqual(10)
  })

  it('are often those at which kernels go wrong', () => {
    const sizes = new Set(fc.sample(shapes(), { seed, numRuns: 200 }).flat())
    for (const size of [0, 1, 3, 4, 5, 7, 8]) expect(sizes).toContain(size)
    expect(fc.sample(shapes(), { seed, numRuns: 200 }).some((s) => s.length === 0)).toBe(true)
  })
})

describe('tensors', () => {
  prop(
    'have the shape, dtype and range asked for',
    [tensors({ shape: [2, 3], min: -1, max: 3 })],
    (x) => {
      expect([x.shape, x.dtype]).toEqual([[2, 3], 'float32'])
      expect([...x.data()].every((v) => v >= -1 && v <= 3)).toBe(true)
    },
  )

  prop('are exact in their dtype', [dtypes().chain((dtype) => tensors({ dtype }))], (x) => {
    expect([...x.data()].every((v) => Number.isInteger(v * 1024))).toBe(true)
  })

  prop(
    'have no ties where elements are to be distinct',
    [tensors({ shape: [3, 5], dtype: 'float64', distinct: true })],
    (x) => {
      const sorted = [...x.data()].sort((a, b) => a - b)
      const gaps = sorted.slice(1).map((v, i) => v - (sorted[i] ?? 0))
      expect(Math.min(...gaps)).toBeGreaterThan((4 / 15) * 0.4)
    },
  )

  it('are the same for the same seed', () => {
    const draw = () => fc.sample(tensors(), { seed, numRuns: 5 }).map(String)
    expect(draw()).toEqual(draw())
  })

  it('shrink to what is simple', () => {
    const found = fc.check(
      fc.property(
        tensors({ shape: shapes({ minRank: 1 }) }),
        (x) => ![...x.data()].some((v) => v > 0.5),
      ),
      { seed, numRuns: 500 },
    )
    const [smallest] = found.counterexample ?? []
    const nonzero = [...(smallest?.data() ?? [])].filter((v) => v !== 0)
    expect(nonzero).toEqual([0.5009765625])
  })
})

describe('trees', () => {
  prop(
    'have the leaves asked for, at the depth asked for',
    [trees(tensors({ shape: [2] }), { maxDepth: 1 })],
    (tree) => {
      const leaves = treeLeaves(tree as { readonly [key: string]: Tensor })
      expect(leaves.every((leaf) => isTensor(leaf))).toBe(true)
      expect(JSON.stringify(tree).split('[[').length).toBeLessThan(10)
    },
  )

  it('are of every kind', () => {
    const drawn = fc.sample(trees(fc.constant(1)), { seed, numRuns: 100 })
    expect(drawn).toContain(1)
    expect(drawn).toContain(null)
    expect(drawn.some(Array.isArray)).toBe(true)
    expect(drawn.some((t) => typeof t === 'object' && t !== null && !Array.isArray(t))).toBe(true)
    expect(fc.sample(trees(fc.constant(1), { nulls: false }), { seed })).not.toContain(null)
  })
})

describe('permutations and axes', () => {
  prop('name every axis once', [permutations(4)], (p) => {
    expect([...p].sort()).toEqual([0, 1, 2, 3])
  })

  prop(
    'are distinct, ascending, and as many as asked for',
    [axes(4, { minLength: 1, maxLength: 2 })],
    (list) => {
      expect(list.length).toBeGreaterThan(0)
      expect(list.length).toBeLessThan(3)
      expect([...new Set(list)].sort()).toEqual(list)
    },
  )
})

describe('sinusoidTasks', () => {
  prop(
    'are points of one sine wave',
    [sinusoidTasks({ shots: 4, queries: 2, dtype: 'float64' })],
    (task) => {
      expect([task.support.x.shape, task.query.y.shape]).toEqual([
        [4, 1],
        [2, 1],
      ])
      const xs = [...task.support.x.data()]
      const ys = [...task.support.y.data()]
      xs.forEach((x, i) => {
        expect(Math.abs(x)).toBeLessThanOrEqual(5)
        expect(ys[i]).toBeCloseTo(task.amplitude * Math.sin(x - task.phase), 12)
      })
    },
  )
})

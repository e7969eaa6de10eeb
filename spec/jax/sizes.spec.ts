import { describe, expect, it } from 'vitest'
import { jit, np, type Tensor, TracerError, treeLeaves, vmap } from '../../src/index.ts'
import { differences } from './support/compare.ts'
import { type ArraySpec, type Expected, materialize, readFixture } from './support/data.ts'
import { runOperation } from './support/interpret.ts'
import { type Op, operationText } from './support/language.ts'

interface Case {
  readonly op: Op
  readonly inputs: readonly ArraySpec[]
  readonly expected: readonly Expected[]
}

const { cases } = readFixture<{ readonly cases: readonly Case[] }>('calls-options')
// Only of what has a size is the shape known while a program is traced.
const traceable = cases
  .filter(
    ({ op: [path, , options] }) =>
      'size' in (options ?? {}) || !/1d|unique|where|nonzero/.test(path),
  )
  .map((c, k) => ({ ...c, title: `${k}: ${operationText(c.op)}` }))

const leavesOf = (value: unknown): readonly Tensor[] => treeLeaves(value) as Tensor[]

describe('with a size, what depends on values', () => {
  it.each(traceable)('is compiled: $title', ({ op, inputs, expected }) => {
    const f = jit((xs: readonly Tensor[]) => runOperation(op, xs))
    const results = leavesOf(f(inputs.map((spec) => materialize(spec, 'float64'))))
    expect(differences(results, expected)).toEqual([])
  })

  it.each(traceable)('is mapped: $title', ({ op, inputs, expected }) => {
    const xs = inputs.map((spec) => materialize(spec, 'float64'))
    const twice = xs.map((x) => np.stack([x, np.flip(x)]))
    const f = vmap((values: readonly Tensor[]) => runOperation(op, values))
    const results = leavesOf(f(twice))
    expect(
      differences(
        results.map((y) => y.get(0)),
        expected,
      ),
    ).toEqual([])
    const flipped = runOperation(
      op,
      xs.map((x) => np.flip(x)),
    )
    results.forEach((y, i) => {
      const other = flipped[i] as Tensor
      expect(y.get(1).dtype).toBe(other.dtype)
      expect(np.arrayEqual(y.get(1), other, { equalNan: true }).item()).toBe(1)
    })
  })
})

describe('without a size, what depends on values asks for one', () => {
  const functions: Readonly<Record<string, (x: Tensor) => unknown>> = {
    unique: (x) => np.unique(x),
    nonzero: (x) => np.nonzero(x),
    flatnonzero: (x) => np.flatnonzero(x),
    argwhere: (x) => np.argwhere(x),
    where: (x) => np.where(x),
    union1d: (x) => np.union1d(x, x),
    intersect1d: (x) => np.intersect1d(x, x),
    setdiff1d: (x) => np.setdiff1d(x, x),
    setxor1d: (x) => np.setxor1d(x, x),
    uniqueAll: (x) => np.uniqueAll(x),
    uniqueCounts: (x) => np.uniqueCounts(x),
    uniqueInverse: (x) => np.uniqueInverse(x),
    uniqueValues: (x) => np.uniqueValues(x),
  }
  it.each(Object.entries(functions))('%s', (name, f) => {
    const advice = `give it by the option size: ${name}(…, { size: n })`
    expect(() => jit(f)(np.array([1, 0]))).toThrow(TracerError)
    expect(() => jit(f)(np.array([1, 0]))).toThrow(advice)
    expect(() => vmap(f)(np.array([[1, 0]]))).toThrow(advice)
  })
})

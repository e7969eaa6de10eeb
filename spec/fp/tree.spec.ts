import fc from 'fast-check'
import { function as F, monoid, number, string } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { tensor, tree } from '../../src/fp/index.ts'
import { np, type Tensor, treeStructure } from '../../src/index.ts'
import { trees } from '../../src/testing/arbitraries/trees.ts'
import { plain } from '../support/plain.ts'
import { prop } from '../support/prop.ts'

const numbers = trees(fc.integer()) as fc.Arbitrary<unknown>

describe('map', () => {
  prop('keeps identity and composition', [numbers], (t) => {
    const [f, g] = [(x: number) => x + 1, (x: number) => `${x}`]
    expect(tree.map((x: unknown) => x)(t)).toEqual(t)
    expect(F.pipe(t as never, tree.map(f), tree.map(g))).toEqual(tree.map(F.flow(f, g))(t as never))
  })
})

describe('data-last functions', () => {
  it('read from left to right', () => {
    const norm = F.pipe(
      { w: [3, 0], b: 4 },
      tree.map((x: number) => x * x),
      tree.reduce(0, (sum: number, x: number) => sum + x),
      Math.sqrt,
    )
    expect(norm).toBe(5)
  })

  it('give the argument of the last call first', () => {
    const step = tree.zipWith({ w: 10, b: 20 }, (p: number, g: number) => p - 0.1 * g)
    expect(step({ w: 1, b: 2 })).toEqual({ w: 0, b: 0 })
    expect(() => step({ w: 1 })).toThrow('expected the keys {w}, got {b, w}')
  })

  it('know paths, and fold into monoids', () => {
    const named = F.pipe(
      { b: ['x'], a: 'y' },
      tree.mapWithPath((path, s: string) => `${path.join('.')}:${s} `),
      tree.foldMap(string.Monoid)((s: string) => s),
    )
    expect(named).toBe('a:y b.0:x ')
  })

  it('transpose', () => {
    const turn = tree.transpose(treeStructure([0, 0]), treeStructure({ a: 0 }))
    expect(turn([{ a: 1 }, { a: 2 }])).toEqual({ a: [1, 2] })
  })
})

describe('getEq', () => {
  const E = tree.getEq<unknown>(number.Eq as never)

  prop('is reflexive and symmetric', [numbers, numbers], (x, y) => {
    expect(E.equals(x, structuredClone(x))).toBe(true)
    expect(E.equals(x, y)).toBe(E.equals(y, x))
  })

  it('compares tensors by value', () => {
    const params = (b: number) => ({ w: np.array([1, 2]), b: np.array(b) })
    const Params = tree.getEq<{ w: Tensor; b: Tensor }>(tensor.Eq)
    expect(Params.equals(params(3), params(3))).toBe(true)
    expect(Params.equals(params(3), params(4))).toBe(false)
  })
})

describe('getMonoid', () => {
  it('accumulates metrics', () => {
    const batch = (loss: number, count: number) => ({
      loss: np.array(loss),
      count: np.array(count),
    })
    const batches = [batch(1.5, 2), batch(0.5, 3), batch(2, 1)]
    const M = tree.getMonoid(tensor.MonoidSum, batch(0, 0))
    expect(plain(monoid.concatAll(M)(batches))).toEqual({ loss: 4, count: 6 })
    expect(plain(M.concat(M.empty, batch(3, 4)))).toEqual({ loss: 3, count: 4 })
  })

  prop('has an identity, and is associative', [numbers], (t) => {
    const M = tree.getMonoid<unknown>(number.MonoidSum as never, t)
    const [x, y] = [tree.map((n: number) => 2 * n)(t as never), tree.map(() => 7)(t as never)]
    expect(M.concat(M.empty, t)).toEqual(t)
    expect(M.concat(t, M.empty)).toEqual(t)
    expect(M.concat(M.concat(t, x), y)).toEqual(M.concat(t, M.concat(x, y)))
  })
})

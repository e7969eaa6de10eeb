import { describe, expect, it } from 'vitest'
import { grad, jit, jvp, lax, np, type Tensor, vmap } from '../../src/index.ts'

describe('jvp with hasAux', () => {
  const f = (x: Tensor) => [x.mul(x), { root: np.sqrt(x), label: 'f' }] as const

  it('gives value, tangent and auxiliary results, which are not differentiated', () => {
    const [y, dy, aux] = jvp(f, [np.array(4)], [np.array(1)], { hasAux: true })
    expect([y.item(), dy.item(), aux.root.item(), aux.label]).toEqual([16, 8, 2, 'f'])
  })

  it('composes with jit, vmap and grad', () => {
    const all = (x: Tensor) => {
      const [y, dy, aux] = jvp(f, [x], [np.onesLike(x)], { hasAux: true })
      return y.add(dy).add(aux.root)
    }
    const xs = np.array([1, 4])
    expect(jit(vmap(all))(xs).toArray()).toEqual([4, 26])
    // d/dx (x² + 2x + √x)
    expect(vmap(grad(all))(xs).toArray()).toEqual([4.5, 10.25])
  })

  it('refuses a function that gives no pair', () => {
    const g = (x: Tensor) => x as unknown as readonly [Tensor, null]
    expect(() => jvp(g, [np.array(4)], [np.array(1)], { hasAux: true })).toThrow(
      'jvp: expected g to return a two-element array [value, aux] with hasAux',
    )
  })
})

describe('lax.map with batchSize', () => {
  const xs = { a: np.arange(7).astype('float32'), b: np.arange(14).reshape(7, 2) }
  const f = ({ a, b }: typeof xs) => ({ s: np.sin(a), p: b.mul(a) })

  it.each([1, 2, 3, 7, 9])('maps %i elements at once, and the rest', (batchSize) => {
    const expected = lax.map(f, xs)
    const compiled = jit((v: typeof xs) => lax.map(f, v, { batchSize }))
    for (const got of [lax.map(f, xs, { batchSize }), compiled(xs)]) {
      expect(np.allclose(got.s, expected.s).item()).toBe(1)
      expect(got.p.toArray()).toEqual(expected.p.toArray())
    }
  })

  it('is differentiated', () => {
    const loss = (x: Tensor) => lax.map((v: Tensor) => v.mul(v), x, { batchSize: 2 }).sum()
    expect(grad(loss)(np.array([1, 2, 3])).toArray()).toEqual([2, 4, 6])
  })

  it('refuses a size that is no positive integer', () => {
    expect(() => lax.map(f, xs, { batchSize: 0 })).toThrow(
      'map: expected batchSize to be an integer of at least 1, got',
    )
  })
})

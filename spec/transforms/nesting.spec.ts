import { describe, expect, it } from 'vitest'
import { grad, jit, lax, makeJaxpr, np, type Tensor, vmap } from '../../src/index.ts'

type Unary = (x: Tensor) => Tensor

/** A function that calls itself twice per level, each level compiled. */
const nested = (depth: number, twice: (f: Unary) => Unary): Unary => {
  let f: Unary = (x) => x.mul(0.75).add(0.125)
  for (let i = 0; i < depth; i++) f = jit(twice(f)) as Unary
  return f
}

describe('compiled functions that are called twice per level', () => {
  it('share what they compute twice', () => {
    const f = nested(40, (g) => (x) => g(x).add(g(x)).mul(0.5))
    expect(f(np.array(1)).item()).toBeCloseTo(0.875, 5)
    expect(jit(f)(np.array(1)).item()).toBeCloseTo(0.875, 5)
  })

  it('are called where copies would multiply, alone and in a loop', () => {
    const f = nested(15, (g) => (x) => g(g(x).mul(1)))
    expect(f(np.array(3)).item()).toBeCloseTo(0.5, 5)
    const loop = jit(
      (x: Tensor) => lax.scan((c: Tensor) => [f(c).add(1), c], x, null, { length: 2 })[0],
    )
    expect((loop(np.array(3)) as Tensor).item()).toBeCloseTo(1.5, 5)
    const { kernels } = (
      jit(f) as unknown as { lower: (x: Tensor) => { compiled: { kernels: string } } }
    ).lower(np.array(3)).compiled
    expect(kernels).toContain('call f0')
  })

  it('print each program once', () => {
    const f = nested(30, (g) => (x) => g(g(x)))
    const text = String(makeJaxpr(f)(np.array(1)))
    expect(text.length).toBeLessThan(100_000)
    expect(text).toContain('#1')
  })

  it('have gradients and maps at any depth where they are shared', () => {
    const f = nested(30, (g) => (x) => g(x).add(g(x)).mul(0.5))
    expect(grad(f)(np.array(1)).item()).toBeCloseTo(0.75, 6)
    expect((jit(grad(f))(np.array(1)) as Tensor).item()).toBeCloseTo(0.75, 6)
    expect((vmap(f)(np.array([1, 3])) as Tensor).toArray()).toEqual([0.875, 2.375])
  })

  it('have gradients and maps', () => {
    const f = nested(6, (g) => (x) => g(g(x)))
    expect(grad(f)(np.array(1)).item()).toBeCloseTo(0.75 ** 64, 12)
    const mapped = vmap(f)(np.array([1, 2])) as Tensor
    expect((mapped.toArray() as number[]).map((y) => Math.round(y * 1e4))).toEqual([5000, 5000])
  })
})

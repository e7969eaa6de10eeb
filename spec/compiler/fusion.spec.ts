import { describe, expect, it } from 'vitest'
import { rewriteGraph } from '../../src/compiler/rewrites.ts'
import { grad, lax, np, type Tensor, treeMap, vmap } from '../../src/index.ts'
import { graphFor, kernelsOf, kindsOf } from './support.ts'

const x = np.ones([6, 8])
const w = np.ones([8, 5])
const b = np.ones([5])
const mask = np.ones([6, 5])

describe('elementwise work', () => {
  it('is one kernel, whatever its length', () => {
    const f = (a: Tensor) => np.tanh(np.sin(a).mul(2).add(np.cos(a))).sub(a)
    expect(kernelsOf(f, x)).toEqual(['loop'])
  })

  it('is one kernel across transpositions and reshapes that undo each other', () => {
    const f = (a: Tensor) => np.sin(np.cos(np.sin(a).T).T.reshape([48])).reshape([6, 8])
    expect(kernelsOf(f, x)).toEqual(['loop'])
    expect(kernelsOf((a: Tensor) => np.sin(np.sin(a).T), x)).toEqual(['loop'])
  })

  it('has several results where several are needed', () => {
    const f = (a: Tensor) => {
      const s = np.sin(a)
      return [s, np.cos(s), s.mul(3)]
    }
    expect(kernelsOf(f, x)).toEqual(['loop'])
  })

  it('reads constants, positions and broadcasts in place', () => {
    const f = (a: Tensor, row: Tensor) =>
      np.where(np.tri(6, { M: 8 }).gt(0), a.add(row), np.full([6, 8], 2))
    expect(kernelsOf(f, x, np.ones([8]))).toEqual(['loop'])
  })

  it('reads slices and reversed arrays in place', () => {
    const f = (a: Tensor) =>
      np.sin(a.get('::2', '1:5')).add(np.flip(a, { axis: 0 }).get('0:3', '0:4'))
    expect(kernelsOf(f, x)).toEqual(['loop'])
  })

  it('needs an array in memory that is read in two orders', () => {
    const f = (a: Tensor) => np.sin(a).add(np.sin(a).T)
    expect(kernelsOf(f, np.ones([4, 4]))).toEqual(['loop', 'loop'])
  })

  it('of arrays of no elements is nothing where nothing needs it', () => {
    expect(kernelsOf((a: Tensor) => [a, np.sin(a).get('0:0')][0], x)).toEqual([])
  })
})

describe('a reduction', () => {
  it('computes what it reduces', () => {
    const f = (a: Tensor) => np.sum(np.sin(a).mul(a).add(1), { axis: 1 })
    expect(kernelsOf(f, x)).toEqual(['reduction'])
  })

  it('shares its kernel with others along the same axes, and with what they reduce', () => {
    const f = (a: Tensor) => {
      const s = np.sin(a)
      return [s, np.sum(s, { axis: 0 }), np.max(s, { axis: 0 })]
    }
    expect(kernelsOf(f, x)).toEqual(['reduction'])
  })

  it('of a reduction is one', () => {
    expect(kernelsOf((a: Tensor) => np.sum(np.sum(np.sin(a), { axis: 0 })), x)).toEqual([
      'reduction',
    ])
  })

  it('of a transposition reads the array as it is', () => {
    expect(kernelsOf((a: Tensor) => np.sum(a.T, { axis: 0 }), x)).toEqual(['reduction'])
  })

  it('makes a softmax three kernels', () => {
    const softmax = (a: Tensor) => {
      const e = np.exp(a.sub(np.max(a, { axis: 1, keepdims: true })))
      return e.div(np.sum(e, { axis: 1, keepdims: true }))
    }
    expect(kernelsOf(softmax, x)).toEqual(['reduction', 'reduction', 'loop'])
  })
})

describe('a contraction', () => {
  it('is followed by bias, activation and mask', () => {
    const layer = (a: Tensor, m: Tensor, bias: Tensor, kept: Tensor) =>
      np.maximum(np.matmul(a, m).add(bias), 0).mul(kept)
    expect(kernelsOf(layer, x, w, b, mask)).toEqual(['contraction'])
  })

  it('stores several results of what follows', () => {
    const layer = (a: Tensor, m: Tensor, bias: Tensor) => {
      const before = np.matmul(a, m).add(bias)
      return [before, np.tanh(before), np.matmul(a, m)]
    }
    expect(kernelsOf(layer, x, w, b)).toEqual(['contraction'])
  })

  it('is followed through transpositions and reshapes', () => {
    const f = (a: Tensor, m: Tensor) => np.tanh(np.matmul(a, m).T.reshape([30]))
    expect(kernelsOf(f, x, w)[0]).toBe('contraction')
    expect(kernelsOf(f, x, w)).toHaveLength(1)
  })

  it('joins another that both are added to', () => {
    const f = (a: Tensor, m: Tensor) => np.tanh(np.matmul(a, m).add(np.matmul(a.mul(2), m)))
    expect(kernelsOf(f, x, w).filter((kind) => kind === 'contraction')).toHaveLength(2)
    expect(kernelsOf(f, x, w)).not.toContain('copy')
  })
})

describe('loops and branches', () => {
  it('hold kernels of their own, and copy the carry alone', () => {
    const f = (a: Tensor) =>
      lax.scan((c: Tensor, u: Tensor) => [np.tanh(c.add(u)), null] as const, a.get(0), a)[0]
    expect(kernelsOf(f, x)).toEqual(['copy', 'scan'])
  })

  it('are one step each', () => {
    const f = (a: Tensor) => lax.cond(a.get(0, 0).gt(0), np.sin, np.cos, a) as Tensor
    expect(kernelsOf(f, x).filter((kind) => kind === 'cond')).toHaveLength(1)
  })
})

type Params = Readonly<Record<'w1' | 'b1' | 'w2' | 'b2' | 'w3' | 'b3', Tensor>>
interface Sample {
  readonly x: Tensor
  readonly y: Tensor
}

const theta: Params = {
  w1: np.ones([1, 40]),
  b1: np.ones([40]),
  w2: np.ones([40, 40]),
  b2: np.ones([40]),
  w3: np.ones([40, 1]),
  b3: np.ones([1]),
}

const loss = (p: Params, { x: input, y }: Sample): Tensor => {
  const first = np.tanh(np.matmul(input, p.w1).add(p.b1))
  const second = np.tanh(np.matmul(first, p.w2).add(p.b2))
  return np.mean(np.square(np.matmul(second, p.w3).add(p.b3).sub(y)))
}

const descend = (p: Params, gradient: Params, rate: number): Params =>
  treeMap((v: Tensor, g: Tensor) => v.sub(g.mul(rate)), p, gradient) as Params

const maml = (p: Params, support: Sample, query: Sample): Tensor =>
  np.mean(
    vmap((s: Sample, q: Sample) => loss(descend(p, grad(loss)(p, s), 0.01), q))(support, query),
  )

const step = (p: Params, support: Sample, query: Sample): Params =>
  descend(p, grad(maml)(p, support, query), 0.001)

describe("MAML's step", () => {
  const tasks: Sample = { x: np.ones([4, 10, 1]), y: np.ones([4, 10, 1]) }
  const kinds = kernelsOf(step, theta, tasks, tasks)
  const graph = rewriteGraph(graphFor(step, theta, tasks, tasks))
  const count = (kind: string): number => kinds.filter((one) => one === kind).length

  it('is few kernels, none of which only copies', () => {
    expect(kindsOf(graph).length).toBeGreaterThan(3 * kinds.length)
    expect(kinds.length).toBeLessThanOrEqual(52)
    expect(count('copy')).toBe(0)
  })

  it('keeps every product that is no thin one a contraction, those of second order too', () => {
    expect(count('contraction')).toBe(kindsOf(graph).filter((kind) => kind === 'dot').length)
    expect(count('contraction')).toBeGreaterThanOrEqual(9)
  })
})

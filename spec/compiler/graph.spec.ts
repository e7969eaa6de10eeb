import { describe, expect, it } from 'vitest'
import { withoutDead } from '../../src/compiler/graph.ts'
import { jit, lax, np, type Tensor } from '../../src/index.ts'
import { graphFor, kindsOf } from './support.ts'

const x = np.ones([2, 3])

describe('the graph of a program', () => {
  it('has one node for each equation, in order', () => {
    const graph = graphFor((a: Tensor) => np.sum(np.sin(a).T, { axis: 0 }), x)
    expect(kindsOf(graph)).toEqual(['elementwise', 'transpose', 'reduce'])
    expect(graph.inputs).toHaveLength(1)
    expect(graph.outputs[0]).toBe(graph.nodes.at(-1)?.outputs[0])
  })

  it('writes calls out', () => {
    const called = jit((a: Tensor) => np.sin(a))
    expect(kindsOf(graphFor((a: Tensor) => called(called(a)), x))).toEqual([
      'elementwise',
      'elementwise',
    ])
  })

  it('leaves loops whole', () => {
    const loop = (a: Tensor) =>
      lax.scan((c: Tensor, u: Tensor) => [c.add(u), c] as const, a.get(0), a)
    expect(kindsOf(graphFor(loop, x))).toContain('scan')
  })

  it('knows what is constant, through other orders and elementwise work', () => {
    const graph = graphFor((a: Tensor) => {
      const seven = np.full([2, 3], 7).astype('float32')
      return [np.reshape(seven, [3, 2]).T.add(2).mul(a), np.sin(seven)]
    }, x)
    const constants = graph.nodes.flatMap(({ outputs }) => outputs.map(({ constant }) => constant))
    expect(constants).toContain(9)
    expect(constants).toContain(Math.fround(Math.sin(7)))
    expect(graph.outputs[0]?.constant).toBeUndefined()
    expect(graph.outputs[1]?.constant).toBe(Math.fround(Math.sin(7)))
  })

  it('tells −0 and NaN from other constants', () => {
    const value = (n: number) =>
      graphFor((a: Tensor) => [np.full([2], n).mul(1), a], x).outputs[0]?.constant
    expect(Object.is(value(-0), -0)).toBe(true)
    expect(value(Number.NaN)).toBeNaN()
    expect(value(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY)
  })

  it('does not take an array of numbers for a constant', () => {
    const graph = graphFor((a: Tensor) => a.mul(np.array([1, 2, 3])), x)
    expect(graph.nodes.every(({ outputs }) => outputs[0]?.constant === undefined)).toBe(true)
  })

  it('drops kernels whose results nobody uses', () => {
    const graph = graphFor((a: Tensor) => [np.sin(a), np.cos(a)], x)
    expect(withoutDead(graph.nodes, [graph.outputs[1]!])).toEqual([graph.nodes[1]])
  })
})

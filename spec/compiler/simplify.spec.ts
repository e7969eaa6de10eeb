import { describe, expect, it } from 'vitest'
import { simplify } from '../../src/compiler/simplify.ts'
import type { Program } from '../../src/core/program.ts'
import { checkpoint, grad, jit, lax, makeJaxpr, np, type Tensor } from '../../src/index.ts'

const programOf = (f: (x: Tensor) => unknown): Program => makeJaxpr(f)(np.ones([3])).program
const names = ({ equations }: Program): readonly string[] => equations.map((e) => e.primitive.name)
const simplified = (f: (x: Tensor) => unknown): readonly string[] => names(simplify(programOf(f)))

describe('simplify', () => {
  it('computes what is computed twice once', () => {
    expect(simplified((x) => np.sin(x).mul(2).add(np.sin(x).mul(2)))).toEqual(['sin', 'mul', 'add'])
    expect(simplified((x) => np.sum(x, { axis: 0 }).add(np.sum(x)))).toEqual(['reduce_sum', 'add'])
  })

  it('drops what nobody uses, and what changes nothing', () => {
    expect(simplified((x) => [np.cos(x), np.sin(x)][1])).toEqual(['sin'])
    expect(simplified((x) => np.sin(x).sub(0).mul(1).div(1))).toEqual(['sin'])
  })

  it('computes scalar constants', () => {
    expect(simplified((x) => x.mul(np.sin(np.array(1)).add(2).astype('float32')))).toEqual(['mul'])
  })

  it('writes calls out, at any depth, but not checkpoints', () => {
    const f = jit((x: Tensor) => jit((y: Tensor) => np.sin(y))(x).mul(2))
    expect(names(programOf(f))).toEqual(['jit'])
    expect(simplified(f)).toEqual(['sin', 'mul'])
    expect(simplified((x) => f(f(x)))).toEqual(['sin', 'mul', 'sin', 'mul'])
    expect(simplified(checkpoint((x: Tensor) => np.sin(x)))).toEqual(['checkpoint'])
  })

  it('shares work between a function and its derivative', () => {
    const f = (x: Tensor): Tensor => np.sum(np.exp(x))
    expect(simplified((x) => [f(x), grad(f)(x)]).filter((name) => name === 'exp')).toEqual(['exp'])
  })

  it('leaves loops and branches where they are', () => {
    const f = (x: Tensor) =>
      lax.scan((c: Tensor, u: Tensor) => [c.add(u), null] as const, x.get(0), x)[0]
    expect(simplified(f)).toContain('scan')
  })

  it('gives the same program for the same program', () => {
    const program = programOf((x) => np.sin(x))
    expect(simplify(program)).toBe(simplify(program))
  })
})

import { function as F } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import * as fp from '../../src/fp/index.ts'
import { grad, hessian, jacrev, jit, np, type Tensor, vmap } from '../../src/index.ts'
import { plain } from '../support/plain.ts'

const loss = (p: { w: Tensor; b: Tensor }, x: Tensor): Tensor => np.sin(p.w.mul(x).add(p.b)).sum()
const params = { w: np.array([0.5, -1]), b: np.array([1, 2]) }
const x = np.array([1, 2])

describe('data-last transforms', () => {
  it('equal the functions that take everything at once', () => {
    expect(plain(F.pipe(loss, fp.grad())(params, x))).toEqual(plain(grad(loss)(params, x)))
    const both = F.pipe(loss, fp.grad({ argnums: [1, 0] }))(params, x)
    expect(plain(both)).toEqual(plain(grad(loss, { argnums: [1, 0] })(params, x)))
    const [value, g] = F.pipe(loss, fp.valueAndGrad({ argnums: 1 }))(params, x)
    expect(plain([value, g])).toEqual(
      plain([loss(params, x), grad(loss, { argnums: 1 })(params, x)]),
    )
    expect(plain(F.pipe(loss, fp.jacrev())(params, x))).toEqual(plain(jacrev(loss)(params, x)))
    expect(plain(F.pipe(loss, fp.hessian({ argnums: 1 }))(params, x))).toEqual(
      plain(hessian(loss, { argnums: 1 })(params, x)),
    )
  })

  it('compose in pipe and in flow', () => {
    const batch = np.array([
      [1, 2],
      [3, 4],
    ])
    const perExample = F.flow(fp.grad(), fp.vmap({ inAxes: [null, 0] }), fp.jit())
    const expected = vmap(grad(loss), { inAxes: [null, 0] })(params, batch)
    expect(np.allclose(perExample(loss)(params, batch).w, expected.w).item()).toBe(1)
    const fwd = F.pipe(loss, fp.jacfwd({ argnums: 1 }), fp.jit())(params, x)
    expect(np.allclose(fwd, grad(loss, { argnums: 1 })(params, x)).item()).toBe(1)
  })

  it('show what jit makes of a function', () => {
    const text = String(F.pipe(loss, fp.grad(), fp.jit()).lower(params, x))
    expect(text).toBe(String(jit(grad(loss)).lower(params, x)))
  })

  it('push forward and pull back', () => {
    const tangents = { w: np.zeros([2]), b: np.array([1, 0]) }
    const [y, dy] = F.pipe(loss, fp.jvp([params, x], [tangents, np.zeros([2])]))
    expect(y.item()).toBe(loss(params, x).item())
    expect(dy.item()).toBeCloseTo(grad(loss)(params, x).b.get(0).item())
    const [value, back] = F.pipe(loss, fp.vjp(params, x))
    expect(plain(value)).toEqual(plain(loss(params, x)))
    expect(plain(back(1))).toEqual(plain(grad(loss, { argnums: [0, 1] })(params, x)))
  })

  it('scan what comes last', () => {
    const sums = fp.scan((sum: Tensor, v: Tensor) => [sum.add(v), sum.add(v)], np.array(0))
    expect(plain(F.pipe(np.array([1, 2, 3]), sums))).toEqual([6, [1, 3, 6]])
  })

  it('check their options as the others do', () => {
    expect(() => F.pipe(loss, fp.grad({ argNums: 1 } as never))).toThrow('write argnums')
  })
})

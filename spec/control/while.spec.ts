import { describe, expect, it } from 'vitest'
import {
  ArgumentError,
  DtypeError,
  grad,
  jit,
  jvp,
  lax,
  np,
  ShapeError,
  type Tensor,
  TracerError,
  TreeError,
  vmap,
} from '../../src/index.ts'
import { expectClose, expectSame } from '../support/expect-close.ts'

const int = (value: number): Tensor => np.array(value, { dtype: 'int32' })

describe('whileLoop', () => {
  const doubled = (x: Tensor): Tensor =>
    lax.whileLoop(
      (c: Tensor) => c.lt(100),
      (c: Tensor) => c.mul(2),
      x,
    )

  it('repeats while its condition holds, perhaps never', () => {
    expectClose(doubled(np.array(3)), 192)
    expectClose(doubled(np.array(200)), 200)
  })

  it('runs until every example is done, and keeps those that are', () => {
    expectClose(vmap(doubled)(np.array([3, 99, 200])), [192, 198, 200])
    expectClose(jit(vmap(doubled))(np.array([3, 99, 200])), [192, 198, 200])
  })

  it('has a forward mode at every order, compiled and mapped', () => {
    const squared = (x: Tensor): Tensor =>
      lax.whileLoop(
        (c: Tensor) => c.lt(50),
        (c: Tensor) => c.mul(c),
        x,
      )
    const derivative = (f: (x: Tensor) => Tensor) => (x: Tensor) => jvp(f, [x], [1])[1]
    expectClose(derivative(squared)(np.array(3)), 4 * 27)
    expectClose(derivative(derivative(squared))(np.array(3)), 12 * 9)
    expectClose(jit(derivative(jit(squared)))(np.array(3)), 108)
    expectClose(vmap(derivative(squared))(np.array([3, 8])), [108, 16])
  })

  it('carries trees, some parts of which are not differentiated', () => {
    const f = (x: Tensor): { i: Tensor; y: Tensor } =>
      lax.whileLoop(
        ({ i }: { i: Tensor; y: Tensor }) => i.lt(3),
        ({ i, y }: { i: Tensor; y: Tensor }) => ({ i: i.add(1), y: y.mul(x) }),
        { i: int(0), y: np.array(1) },
      )
    expectSame(f(np.array(2)), { i: int(3), y: np.array(8) })
    expectSame(jvp(f, [np.array(2)], [1])[1].y, np.array(12))
  })

  it('refuses reverse mode, with advice', () => {
    expect(() => grad(doubled)(np.array(3))).toThrow(TracerError)
    expect(() => grad(doubled)(np.array(3))).toThrow('lax.scan')
    expect(() => grad(jit(doubled))(np.array(3))).toThrow('lax.scan')
    expect(() => vmap(grad(doubled))(np.array([3]))).toThrow('lax.scan')
  })

  it('allows reverse mode of what goes around it', () => {
    const f = (x: Tensor): Tensor => doubled(np.array(3)).mul(x)
    expectClose(grad(f)(np.array(2)), 192)
    const g = (x: Tensor): Tensor => {
      const steps = lax.whileLoop(
        (i: Tensor) => i.lt(5),
        (i: Tensor) => i.add(1),
        int(0),
      )
      return x.mul(steps)
    }
    expectClose(jit(grad(g))(np.array(2)), 5)
  })

  it('says how the carry changes, and what a condition is', () => {
    const yes = (c: Tensor): Tensor => np.all(c.lt(0))
    const loop =
      (body: (c: Tensor) => unknown, cond: (c: Tensor) => unknown = yes) =>
      () =>
        lax.whileLoop(cond as () => Tensor, body as () => Tensor, np.ones([2]))
    expect(loop((c) => np.sum(c))).toThrow(ShapeError)
    expect(loop((c) => c.astype('int32'))).toThrow(DtypeError)
    expect(loop((c) => [c])).toThrow(TreeError)
    expect(
      loop(
        (c) => c,
        (c) => c.lt(0),
      ),
    ).toThrow(ShapeError)
    expect(
      loop(
        (c) => c,
        (c) => np.sum(c),
      ),
    ).toThrow()
  })
})

describe('foriLoop', () => {
  it('counts from the lower bound to below the upper', () => {
    const f = (lower: number, upper: number): Tensor =>
      lax.foriLoop(lower, upper, (i, sum: Tensor) => sum.add(i), int(0))
    expectClose(f(0, 5), 10)
    expectClose(f(-2, 3), 0)
    expectClose(f(3, 3), 0)
    expectClose(f(5, 3), 0)
  })

  it('takes traced bounds, and has only a forward mode then', () => {
    const power = (x: Tensor, n: Tensor): Tensor =>
      lax.foriLoop(0, n, (_, y: Tensor) => y.mul(x), np.ones([]))
    expectClose(power(np.array(2), int(5)), 32)
    expectClose(jit(power)(np.array(2), int(5)), 32)
    expectClose(vmap(power, { inAxes: [null, 0] })(np.array(2), np.arange(4)), [1, 2, 4, 8])
    expectClose(jvp(power, [np.array(2), int(3)], [1, int(0)])[1], 12)
    expect(() => grad(power)(np.array(2), int(3))).toThrow('lax.scan')
  })

  it('has both modes with plain bounds', () => {
    const power = (x: Tensor): Tensor => lax.foriLoop(0, 3, (_, y: Tensor) => y.mul(x), np.ones([]))
    expectClose(grad(power)(np.array(2)), 12)
    expectClose(grad(grad(power))(np.array(2)), 12)
    expect(() => lax.foriLoop(0, 1.5, (_, y: Tensor) => y, np.array(1))).toThrow(ArgumentError)
  })
})

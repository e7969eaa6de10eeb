import { describe, expect, it } from 'vitest'
import {
  checkpoint,
  grad,
  hessian,
  jit,
  jvp,
  lax,
  linearize,
  np,
  stopGradient,
  type Tensor,
  vjp,
  vmap,
} from '../../src/index.ts'
import { expectClose, expectSame } from '../support/expect-close.ts'

const half = (x: Tensor): Tensor => x.mul(stopGradient(x))
const three = np.array(3)

describe('stopGradient', () => {
  it('is the identity on values, and on leaves that are no tensors', () => {
    expectSame(stopGradient({ a: three, b: [three, null] }), { a: three, b: [three, null] })
    expect(stopGradient({ name: 'x' })).toEqual({ name: 'x' })
    expect(stopGradient(np.array(2, { dtype: 'int32' })).dtype).toBe('int32')
  })

  it('is constant to differentiation in either mode', () => {
    expectClose(grad(half)(three), 3)
    expectClose(jvp(half, [three], [1])[1], 3)
    expectClose(linearize((x: Tensor) => stopGradient(x), three)[1](1), 0)
    expectClose(vjp((x: Tensor) => stopGradient(x), three)[1](1)[0], 0)
  })

  it('stays constant at every order', () => {
    const f = (x: Tensor): Tensor => x.mul(x).mul(stopGradient(x))
    expectClose(grad(grad(f))(three), 6)
    expectClose(grad(grad(grad(f)))(three), 0)
    const g = (x: Tensor): Tensor => stopGradient(x.mul(x)).mul(x)
    expectClose(jvp((x: Tensor) => jvp(g, [x], [1])[1], [three], [1])[1], 0)
  })

  it('stops the level it is in, and those around it', () => {
    const f = (x: Tensor): Tensor => grad((y: Tensor) => y.mul(y).mul(stopGradient(x)))(x)
    expectClose(f(three), 18)
    expectClose(grad(f)(three), 6)
  })

  it('holds under compilation, maps, loops, branches and checkpoints', () => {
    const xs = np.array([3, 4])
    expectClose(jit(grad(half))(three), 3)
    expectClose(grad(jit(half))(three), 3)
    expectClose(vmap(grad(half))(xs), [3, 4])
    expectClose(grad((x: Tensor) => np.sum(vmap(half)(x)))(xs), [3, 4])
    expectClose(grad(checkpoint(half))(three), 3)
    expectClose(grad((x: Tensor) => lax.cond(true, half, (y: Tensor) => y, x))(three), 3)
    const scanned = (x: Tensor): Tensor =>
      lax.scan((c: Tensor, _: Tensor) => [half(c), null] as const, x, np.zeros([2]))[0]
    expectClose(grad(scanned)(three), 27)
    const looped = (x: Tensor): Tensor => lax.whileLoop((c: Tensor) => c.lt(50), half, x)
    expectClose(jvp(looped, [three], [1])[1], 27)
    const all = (x: Tensor): Tensor =>
      np.sum(jit(vmap(checkpoint((y: Tensor) => y.mul(half(y)))))(x))
    expectClose(hessian(all)(np.array([1, 2])), [
      [2, 0],
      [0, 4],
    ])
  })
})

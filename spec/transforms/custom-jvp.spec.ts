import { beforeEach, describe, expect, it } from 'vitest'
import {
  ArgumentError,
  CotangentError,
  customJvp,
  grad,
  jit,
  jvp,
  lax,
  np,
  ShapeError,
  type Tensor,
  TracerError,
  TreeError,
  vjp,
  vmap,
} from '../../src/index.ts'
import { expectClose, expectSame } from '../support/expect-close.ts'

const x = np.array(0.5, { dtype: 'float64' })

let calls: string[] = []
beforeEach(() => {
  calls = []
})

/** The sine with twice its derivative, which tells when it is called. */
const sine = customJvp((y: Tensor) => {
  calls.push('f')
  return np.sin(y)
})
sine.defjvp(([y]: [Tensor], [dy]: [Tensor]) => {
  calls.push('rule')
  return [sine(y), np.cos(y).mul(dy).mul(2)]
})

describe('customJvp', () => {
  it('runs the function to evaluate, and the rule to differentiate, which may run the function', () => {
    expectClose(sine(x), Math.sin(0.5))
    expect(calls).toEqual(['f'])
    calls = []
    const [y, dy] = jvp(sine, [x], [1])
    expectClose(y, Math.sin(0.5))
    expectClose(dy, 2 * Math.cos(0.5))
    expect(calls).toEqual(['rule', 'f'])
    calls = []
    expectClose(grad(sine)(x), 2 * Math.cos(0.5))
    expect(calls).toEqual(['rule', 'f'])
  })

  it('traces the rule only where a derivative is asked for', () => {
    jit(sine)(x)
    vmap(sine)(np.stack([x, x]))
    expect(calls).toEqual(['f', 'f'])
  })

  it('differentiates the rule where more is asked', () => {
    // Of 2 cos(x), where cos is not ours: the derivative is its own.
    expectClose(grad(grad(sine))(x), -2 * Math.sin(0.5))
    const again = customJvp((y: Tensor) => np.sin(y))
    again.defjvp(([y]: [Tensor], [dy]: [Tensor]) => [again(y), again(y).mul(dy)])
    expectClose(grad(grad(grad(again)))(x), Math.sin(0.5))
    expectClose(jvp((y: Tensor) => grad(grad(again))(y), [x], [1])[1], Math.sin(0.5))
  })

  it('is used under every transform, at any depth', () => {
    const expected = 2 * Math.cos(0.5)
    const xs = np.stack([x, x])
    expectClose(grad(jit(sine))(x), expected)
    expectClose(jit(grad(jit(sine)))(x), expected)
    expectClose(vmap(grad(sine))(xs), [expected, expected])
    expectClose(grad((y: Tensor) => np.sum(vmap(sine)(y)))(xs), [expected, expected])
    const scanned = (y: Tensor): Tensor =>
      lax.scan((c: Tensor, _: null) => [sine(c), null] as const, y, null, { length: 1 })[0]
    expectClose(grad(scanned)(x), expected)
    expectClose(jit(vmap(grad(scanned)))(xs), [expected, expected])
    expectClose(grad((y: Tensor) => lax.cond(true, sine, (z: Tensor) => z, y))(x), expected)
    expectClose(
      jvp((y: Tensor) => lax.whileLoop((c: Tensor) => c.gt(0.49), sine, y), [x], [1])[1],
      expected,
    )
    expectClose(vjp(sine, x)[1](1)[0], expected)
  })

  it('takes and gives trees, and arguments that are no tensors', () => {
    const scaled = customJvp(
      (f: (y: Tensor) => Tensor, p: { a: Tensor; b: Tensor }) => ({ y: f(p.a).mul(p.b) }),
      { nondiffArgnums: [0] },
    )
    scaled.defjvp(
      (
        f: (y: Tensor) => Tensor,
        [p]: [{ a: Tensor; b: Tensor }],
        [dp]: [{ a: Tensor; b: Tensor }],
      ) => [{ y: f(p.a).mul(p.b) }, { y: dp.b.mul(100).add(dp.a) }],
    )
    const loss = (p: { a: Tensor; b: Tensor }): Tensor => scaled(np.exp, p).y
    expectSame(grad(loss)({ a: x, b: x }), { a: x.mul(0).add(1), b: x.mul(0).add(100) })
  })

  it('may close over arrays, in the function and in the rule', () => {
    const w = np.array([
      [1, 2],
      [3, 4],
    ])
    const linear = customJvp((y: Tensor) => np.matmul(w, y))
    linear.defjvp(([y]: [Tensor], [dy]: [Tensor]) => [linear(y), np.matmul(w, dy).mul(10)])
    const total = (y: Tensor): Tensor => np.sum(linear(y))
    const at = np.array([1, 1])
    expectClose(grad(jit(total))(at), [40, 60])
    expectClose(jit(grad(jit(total)))(at), [40, 60])
    expectClose(jit(vmap(grad(jit(total))))(np.ones([1, 2])), [[40, 60]])
    const scanned = (y: Tensor): Tensor =>
      np.sum(
        lax.scan((c: Tensor, _: null) => [linear(c), null] as const, y, null, { length: 1 })[0],
      )
    expectClose(jit(grad(scanned))(at), [40, 60])
  })

  it('refuses to be differentiated in what it closes over', () => {
    const f = (a: Tensor): Tensor => {
      const g = customJvp((y: Tensor) => y.mul(a))
      g.defjvp(([y]: [Tensor], [dy]: [Tensor]) => [g(y), dy.mul(a)])
      return g(a)
    }
    expect(() => grad(f)(x)).toThrow(TracerError)
    expect(() => grad(f)(x)).toThrow('closes over')
  })

  it('says what is wrong with a rule', () => {
    const without = customJvp((y: Tensor) => y)
    expect(() => without(x)).toThrow(CotangentError)
    expect(() => without(x)).toThrow('defjvp')
    const rule = (result: (y: Tensor, dy: Tensor) => unknown) => {
      const f = customJvp((y: Tensor) => y)
      f.defjvp((([y]: [Tensor], [dy]: [Tensor]) => result(y, dy)) as never)
      return () => grad(f)(x)
    }
    expect(rule((_, dy) => dy)).toThrow(ArgumentError)
    expect(rule((y, dy) => [y, [dy]])).toThrow(TreeError)
    expect(rule((y, dy) => [y, np.stack([dy, dy])])).toThrow(ShapeError)
  })
})

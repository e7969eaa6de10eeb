import { beforeEach, describe, expect, it } from 'vitest'
import {
  ArgumentError,
  CotangentError,
  customVjp,
  grad,
  hessian,
  jit,
  jvp,
  lax,
  np,
  ShapeError,
  type Tensor,
  TracerError,
  vmap,
} from '../../src/index.ts'
import { expectClose, expectSame } from '../support/expect-close.ts'

const x = np.array(0.5, { dtype: 'float64' })

let calls: string[] = []
beforeEach(() => {
  calls = []
})

/** `sin(x) y` with ten times its derivative in `y`, which tells when it is called. */
const product = customVjp((a: Tensor, b: Tensor) => {
  calls.push('f')
  return np.sin(a).mul(b)
})
product.defvjp(
  (a: Tensor, b: Tensor) => {
    calls.push('fwd')
    return [product(a, b), { a, b }]
  },
  ({ a, b }: { a: Tensor; b: Tensor }, ct: Tensor) => {
    calls.push('bwd')
    return [np.cos(a).mul(b).mul(ct), np.sin(a).mul(ct).mul(10)]
  },
)

const sine = (y: Tensor): Tensor => product(y, y)
const slope = Math.cos(0.5) * 0.5 + 10 * Math.sin(0.5)

describe('customVjp', () => {
  it('runs the function to evaluate; forwards fwd, which may run the function, and then bwd', () => {
    expectClose(product(x, x), Math.sin(0.5) * 0.5)
    expect(calls).toEqual(['f'])
    calls = []
    expectClose(grad(sine)(x), slope)
    expect(calls).toEqual(['fwd', 'f', 'bwd'])
    calls = []
    jit(product)(x, x)
    expect(calls).toEqual(['f'])
  })

  it('is used under every transform, at any depth', () => {
    const xs = np.stack([x, x])
    expectClose(grad(jit(sine))(x), slope)
    expectClose(jit(grad(jit(sine)))(x), slope)
    expectClose(vmap(grad(sine))(xs), [slope, slope])
    expectClose(grad((y: Tensor) => np.sum(vmap(sine)(y)))(xs), [slope, slope])
    const scanned = (y: Tensor): Tensor =>
      lax.scan((c: Tensor, _: null) => [sine(c), null] as const, y, null, { length: 1 })[0]
    expectClose(grad(scanned)(x), slope)
    expectClose(jit(vmap(grad(scanned)))(xs), [slope, slope])
    expectClose(grad((y: Tensor) => lax.cond(true, sine, (z: Tensor) => z, y))(x), slope)
  })

  it('sums the cotangents of all examples for an argument that is not mapped', () => {
    const f = (b: Tensor): Tensor =>
      np.sum(vmap(product, { inAxes: [0, null] })(np.array([0.1, 0.2, 0.3]), b))
    const expected = 10 * (Math.sin(0.1) + Math.sin(0.2) + Math.sin(0.3))
    expectClose(grad(f)(np.array(1)), expected)
    expectClose(jit(grad(f))(np.array(1)), expected)
  })

  it('differentiates fwd and bwd where more is asked', () => {
    // Of cos(x) b + 10 sin(x) at b = x, by bwd's own derivative with respect to x and b.
    const second = -Math.sin(0.5) * 0.5 + Math.cos(0.5) + 10 * Math.cos(0.5)
    expectClose(grad(grad(sine))(x), second)
    expectClose(grad(jit(grad(jit(sine))))(x), second)
    expectClose(vmap(grad(grad(sine)))(np.stack([x, x])), [second, second])
  })

  it('takes null for a cotangent of zero, and trees of residuals', () => {
    const first = customVjp((p: { a: Tensor; b: readonly Tensor[] }, y: Tensor) => p.a.mul(y))
    first.defvjp(
      (p: { a: Tensor; b: readonly Tensor[] }, y: Tensor) => [p.a.mul(y), [y, { none: null }]],
      ([y]: [Tensor], ct: Tensor) => [{ a: ct.mul(y), b: [np.zerosLike(y)] }, null],
    )
    const g = grad(first, { argnums: [0, 1] })({ a: x, b: [x] }, np.array(3, { dtype: 'float64' }))
    expectSame(g, [{ a: x.mul(0).add(3), b: [x.mul(0)] }, x.mul(0)])
  })

  it('gives the function of arguments that are no tensors to bwd first', () => {
    const apply = customVjp((f: (y: Tensor) => Tensor, y: Tensor) => f(y), { nondiffArgnums: [0] })
    apply.defvjp(
      (f: (y: Tensor) => Tensor, y: Tensor) => [f(y), null],
      (f: (y: Tensor) => Tensor, _: null, ct: Tensor) => [f(ct).mul(2)],
    )
    expectClose(grad((y: Tensor) => apply((z) => z.mul(3), y))(x), 6)
  })

  it('clips gradients, as its first use is', () => {
    const clip = customVjp((y: Tensor) => y)
    clip.defvjp(
      (y: Tensor) => [y, null],
      (_: null, ct: Tensor) => [np.clip(ct, -1, 1)],
    )
    expectClose(
      grad((y: Tensor) => np.sum(clip(y).mul(np.array([0.5, 5]))))(np.ones([2])),
      [0.5, 1],
    )
  })

  it('refuses forward mode, alone and over a fwd that runs the function', () => {
    expect(() => jvp(sine, [x], [1])).toThrow(TracerError)
    expect(() => jvp(sine, [x], [1])).toThrow('customVjp')
    expect(() => hessian(sine)(x)).toThrow(TracerError)
  })

  it('allows forward mode over reverse where fwd does not run the function', () => {
    const cube = customVjp((y: Tensor) => y.mul(y).mul(y))
    cube.defvjp(
      (y: Tensor) => [y.mul(y).mul(y), y],
      (y: Tensor, ct: Tensor) => [y.mul(y).mul(3).mul(ct)],
    )
    expectClose(hessian(cube)(x), 3)
    expectClose(jvp(grad(cube), [x], [1])[1], 3)
  })

  it('says what is wrong with a rule', () => {
    const without = customVjp((y: Tensor) => y)
    expect(() => without(x)).toThrow(CotangentError)
    expect(() => without(x)).toThrow('defvjp')
    const rule = (fwd: (y: Tensor) => unknown, bwd: (ct: Tensor) => unknown) => {
      const f = customVjp((y: Tensor) => y)
      f.defvjp(fwd as never, ((_: unknown, ct: Tensor) => bwd(ct)) as never)
      return () => grad(f)(x)
    }
    expect(
      rule(
        (y) => y,
        (ct) => [ct],
      ),
    ).toThrow(ArgumentError)
    expect(
      rule(
        (y) => [y, null],
        (ct) => ct,
      ),
    ).toThrow(ArgumentError)
    expect(
      rule(
        (y) => [y, null],
        (ct) => [ct, ct],
      ),
    ).toThrow(ArgumentError)
    expect(
      rule(
        (y) => [y, null],
        (ct) => [np.stack([ct, ct])],
      ),
    ).toThrow(ShapeError)
  })
})

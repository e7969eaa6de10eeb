import { describe, expect, it } from 'vitest'
import {
  DtypeError,
  jit,
  jvp,
  lax,
  linearize,
  linearTranspose,
  MissingRuleError,
  np,
  ShapeError,
  type Tensor,
  TreeError,
  vjp,
  vmap,
} from '../../src/index.ts'
import { expectClose, expectSame } from '../support/expect-close.ts'

const f64 = (value: number | readonly number[]): Tensor => np.array(value, { dtype: 'float64' })
const int = (value: number): Tensor => np.array(value, { dtype: 'int32' })

describe('jvp', () => {
  it('gives value and tangent of trees', () => {
    const f = (p: { a: Tensor; b: readonly [Tensor] }) => ({ y: p.a.mul(p.b[0]), z: [p.a] })
    const [out, tangent] = jvp(f, [{ a: f64(2), b: [f64(3)] }], [{ a: f64(1), b: [f64(10)] }])
    expectSame(out, { y: f64(6), z: [f64(2)] })
    expectSame(tangent, { y: f64(23), z: [f64(1)] })
  })

  it('gives a plain number for a tangent the dtype of its primal', () => {
    const [, tangent] = jvp((x: Tensor) => np.sin(x), [f64(0)], [2])
    expectSame(tangent, f64(2))
  })

  it('gives integers no tangent', () => {
    const [out, tangent] = jvp(
      (x: Tensor, n: Tensor) => x.mul(n),
      [f64(2), int(3)],
      [f64(1), int(0)],
    )
    expectClose(out, 6)
    expectClose(tangent, 3)
  })

  it('refuses tangents that do not fit their primals', () => {
    const f = (x: Tensor): Tensor => x
    expect(() => jvp(f, [f64(1)], [[f64(1)]])).toThrow(TreeError)
    expect(() => jvp(f, [f64(1)], [f64([1])])).toThrow(ShapeError)
    expect(() => jvp(f, [f64(1)], [np.ones([])])).toThrow(DtypeError)
  })
})

describe('linearize', () => {
  it('computes the function once, and its derivative as often as asked', () => {
    let runs = 0
    const [y, derivative] = linearize((x: Tensor) => {
      runs++
      return np.sin(x)
    }, f64(0))
    expectClose(y, 0)
    for (const dx of [1, 2, -3]) expectClose(derivative(f64(dx)), dx)
    expectSame(derivative(4), f64(4))
    expect(runs).toBe(1)
  })

  it('goes through loops of any length', () => {
    const [, derivative] = linearize(
      (x: Tensor) =>
        lax.whileLoop(
          (c: Tensor) => c.lt(100),
          (c: Tensor) => c.mul(c),
          x,
        ),
      f64(3),
    )
    expectClose(derivative(1), 8 * 3 ** 7)
  })

  it('gives a derivative that can be mapped and compiled', () => {
    const [, derivative] = linearize((x: Tensor) => x.mul(x), f64(3))
    expectClose(jit(vmap((dx: Tensor) => derivative(dx)))(f64([1, 2])), [6, 12])
  })
})

describe('vjp', () => {
  it('gives a function of cotangents that can be called again', () => {
    const [y, back] = vjp((x: Tensor, w: Tensor) => ({ y: x.mul(w) }), f64(3), f64(2))
    expectSame(y, { y: f64(6) })
    expectSame(back({ y: f64(1) }), [f64(2), f64(3)])
    expectSame(back({ y: 10 }), [f64(20), f64(30)])
  })

  it('gives zeros for what has no influence, and for integers', () => {
    const [, back] = vjp((x: Tensor, _: Tensor, n: Tensor) => x.mul(n), f64(3), f64([1, 2]), int(2))
    const [dx, dy, dn] = back(f64(1))
    expectClose(dx, 2)
    expectClose(dy, [0, 0])
    expectClose(dn, 0)
  })

  it('takes any cotangent for integer results', () => {
    const [, back] = vjp((x: Tensor) => [x.mul(2), x.astype('int32')], f64(2.5))
    expectSame(back([f64(1), int(7)]), [f64(2)])
  })

  it('refuses cotangents that do not fit the value', () => {
    const [, back] = vjp((x: Tensor) => x, f64([1, 2]))
    expect(() => back([f64([1, 2])])).toThrow(TreeError)
    expect(() => back(f64(1))).toThrow(ShapeError)
    expect(() => back(np.ones([2]))).toThrow(DtypeError)
  })
})

describe('linearTranspose', () => {
  it('is the adjoint, with a cotangent for every argument', () => {
    const f = (x: Tensor, y: Tensor) => [x.mul(2).add(y), y]
    const transposed = linearTranspose(f, np.zeros([2]), np.zeros([2]))
    expectSame(transposed([np.ones([2]), np.full([2], 3)]), [np.full([2], 2), np.full([2], 4)])
  })

  it('turns loops, branches and calls around', () => {
    const f = (x: Tensor) =>
      lax.scan((c: Tensor, u: Tensor) => [c.add(u), c.mul(2)] as const, np.array(0), x)[1]
    expectClose(linearTranspose(f, np.zeros([3]))(np.ones([3]))[0], [4, 2, 0])
    const g = jit((x: Tensor) =>
      lax.cond(
        true,
        (a: Tensor) => a.mul(3),
        (a: Tensor) => a,
        x,
      ),
    )
    expectClose(linearTranspose(g, np.zeros([2]))(np.ones([2]))[0], [3, 3])
    const h = (x: Tensor) =>
      lax.foriLoop(0, 3, (i, c: Tensor) => c.mul(i.astype('float32').add(1)), x)
    expectClose(linearTranspose(h, np.zeros([2]))(np.ones([2]))[0], [6, 6])
  })

  it('applies to integers too', () => {
    const ones = np.ones([2], { dtype: 'int32' })
    const [ct] = linearTranspose((x: Tensor) => x.mul(2), ones)(ones)
    expectSame(ct, np.full([2], 2, { dtype: 'int32' }))
  })

  it('refuses functions that are not linear', () => {
    const transpose = (f: (x: Tensor) => Tensor) => () =>
      linearTranspose(f, np.zeros([2]))(np.ones([2]))
    expect(transpose((x) => np.sin(x))).toThrow(MissingRuleError)
    expect(transpose((x) => x.mul(x))).toThrow(MissingRuleError)
    expect(transpose((x) => np.divide(1, x))).toThrow(MissingRuleError)
    expect(transpose((x) => np.dot(x, x).mul(np.ones([2])))).toThrow(MissingRuleError)
  })
})

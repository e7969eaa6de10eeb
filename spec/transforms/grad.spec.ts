import { describe, expect, it } from 'vitest'
import {
  ArgumentError,
  DtypeError,
  grad,
  jit,
  jvp,
  np,
  ShapeError,
  type Tensor,
  valueAndGrad,
  vmap,
} from '../../src/index.ts'
import { expectClose, expectSame } from '../support/expect-close.ts'

const f64 = (value: number | readonly number[]): Tensor => np.array(value, { dtype: 'float64' })
const int = (value: number): Tensor => np.array(value, { dtype: 'int32' })
const cube = (x: Tensor): Tensor => x.mul(x).mul(x)

describe('grad', () => {
  it('gives the structure, shapes and dtypes of the argument', () => {
    const params = { w: np.ones([2, 3]), layers: [{ b: f64(2) }, null] as const }
    const loss = (p: typeof params) =>
      np.sum(p.w).mul(2).add(p.layers[0].b.mul(3).astype('float32'))
    const g = grad(loss)(params)
    expectSame(g, { w: np.full([2, 3], 2), layers: [{ b: f64(3) }, null] })
  })

  it('differentiates the argument that argnums names, from the end if it is negative', () => {
    const f = (x: Tensor, y: Tensor): Tensor => x.mul(y)
    expectClose(grad(f, { argnums: 1 })(f64(2), f64(3)), 2)
    expectClose(grad(f, { argnums: -1 })(f64(2), f64(3)), 2)
    expectSame(grad(f, { argnums: [1, 0] })(f64(2), f64(3)), [f64(2), f64(3)])
  })

  it('hands auxiliary results on, tensors and others', () => {
    const f = (x: Tensor) => [x.mul(x), { next: x.add(1), label: 'square' }] as const
    const [g, aux] = grad(f, { hasAux: true })(f64(3))
    expectClose(g, 6)
    expectClose(aux.next, 4)
    expect(aux.label).toBe('square')
    const [[value, again], same] = valueAndGrad(f, { hasAux: true })(f64(3))
    expectClose(value, 9)
    expectSame([again.next, same], [aux.next, g])
  })

  it('differentiates auxiliary results of an inner grad', () => {
    const f = (x: Tensor): Tensor => {
      const [g, aux] = grad((z: Tensor) => [cube(z), z.mul(x)] as const, { hasAux: true })(x)
      return g.add(aux)
    }
    expectClose(grad(f)(f64(3)), 24)
  })

  it('is zero for a function that does not depend on its argument', () => {
    expectClose(grad((x: Tensor) => (x.ndim === 1 ? f64(1) : x))(f64([2, 3])), [0, 0])
    expectClose(grad((_: Tensor) => np.array(1))(f64([2, 3])), [0, 0])
  })

  it('takes numbers for arguments and for results', () => {
    expectClose(grad((x: Tensor) => x.mul(x))(3 as never), 6)
    expectClose(grad((_: Tensor) => 1)(f64(3)), 0)
  })

  it('uses a value any number of times', () => {
    const f = (x: Tensor): Tensor => {
      const y = x.mul(x)
      return y.mul(y).add(y).sub(y).add(x)
    }
    expectClose(grad(f)(f64(2)), 33)
  })

  it('composes with itself to any order', () => {
    const power = (x: Tensor): Tensor => np.power(x, 5)
    expectClose(grad(power)(f64(2)), 80)
    expectClose(grad(grad(power))(f64(2)), 160)
    expectClose(grad(grad(grad(power)))(f64(2)), 240)
    expectClose(grad(grad(grad(grad(power))))(f64(2)), 240)
  })

  it('gives integers no gradient, and floats theirs, where allowInt is set', () => {
    const f = (x: Tensor, i: Tensor): Tensor => np.take(x, i)
    const [dx, di] = grad(f, { argnums: [0, 1], allowInt: true })(f64([2, 3]), int(1))
    expectClose(dx, [0, 1])
    expectClose(di, 0)
  })

  it('follows the branch that a value takes', () => {
    const f = (x: Tensor): Tensor => (x.item() > 0 ? cube(x) : x)
    expectClose(grad(f)(f64(2)), 12)
    expectClose(grad(f)(f64(-2)), 1)
  })

  it('refuses what has no gradient', () => {
    expect(() => grad((x: Tensor) => x)(f64([1, 2]))).toThrow(ShapeError)
    expect(() => grad((x: Tensor) => x)(f64([1, 2]))).toThrow('f64[2]')
    expect(() => grad((x: Tensor) => [x, x])(f64(1))).toThrow(ShapeError)
    expect(() => grad((x: Tensor) => x.gt(0))(f64(1))).toThrow(DtypeError)
    expect(() => grad((p: { w: { i: Tensor } }) => p.w.i)({ w: { i: int(1) } })).toThrow(
      'args[0].w.i',
    )
    expect(() => grad(cube, { argnums: 1 })(f64(1))).toThrow(ArgumentError)
    expect(() => grad(cube, { hasAux: true } as never)(f64(1))).toThrow(ArgumentError)
  })
})

describe('nested derivatives', () => {
  const one = f64(1)

  it('do not confuse the perturbations of different levels', () => {
    const f = (x: Tensor): Tensor => x.mul(grad((y: Tensor) => x.add(y))(one))
    expectClose(grad(f)(one), 1)
    const g = (x: Tensor): Tensor => x.mul(jvp((y: Tensor) => x.add(y), [one], [one])[1])
    expectClose(jvp(g, [one], [one])[1], 1)
  })

  it('keep their levels apart where modes mix and functions are compiled', () => {
    const inner = (x: Tensor): Tensor => grad((y: Tensor) => x.mul(y).mul(y))(f64(3))
    expectClose(jvp(inner, [f64(2)], [one])[1], 6)
    expectClose(grad(jit(inner))(f64(2)), 6)
    expectClose(
      grad((x: Tensor) => jit(grad(jit((y: Tensor) => x.mul(y).mul(y))))(f64(3)))(f64(2)),
      6,
    )
  })

  it('see the values that closures take from levels around them', () => {
    const f = (x: Tensor): Tensor =>
      grad((y: Tensor) => grad((z: Tensor) => x.mul(y).mul(z).mul(z))(y))(x)
    // ∂/∂z gives 2xyz, at z = y 2xy²; ∂/∂y of that, at y = x, 4x²; and its derivative 8x.
    expectClose(f(f64(3)), 36)
    expectClose(grad(f)(f64(3)), 24)
  })

  it('take gradients through a map over examples of an inner gradient', () => {
    const step = (w: Tensor, x: Tensor): Tensor => w.sub(grad((v: Tensor) => cube(v).mul(x))(w))
    const f = (w: Tensor): Tensor => np.sum(vmap((x: Tensor) => cube(step(w, x)))(f64([1, 2])))
    const w = 0.5
    const expected = [1, 2].reduce((sum, x) => {
      const phi = w - 3 * w * w * x
      return sum + 3 * phi * phi * (1 - 6 * w * x)
    }, 0)
    expectClose(grad(f)(f64(w)), expected)
  })
})

import { describe, expect, it } from 'vitest'
import {
  ArgumentError,
  AxisError,
  grad,
  jacfwd,
  np,
  ShapeError,
  type Tensor,
  TreeError,
  vmap,
} from '../../src/index.ts'
import { expectClose, expectSame } from '../support/expect-close.ts'

const dot = (x: Tensor, y: Tensor): Tensor => np.dot(x, y)

describe('vmap', () => {
  it('maps over axes that a tree names, which may be a prefix of the arguments', () => {
    const f = (p: { w: Tensor; b: Tensor }, x: Tensor) => ({ y: np.dot(p.w, x).add(p.b), b: p.b })
    const params = { w: np.array([1, 2]), b: np.array([1, 2, 3]) }
    const mapped = vmap(f, { inAxes: [{ w: null, b: 0 }, 1] })
    expectSame(mapped(params, np.ones([2, 3])), { y: np.array([4, 5, 6]), b: params.b })
    const both = vmap(f, { inAxes: [0, -1] })
    const batch = { w: np.ones([3, 2]), b: params.b }
    expectSame(both(batch, np.ones([2, 3])).y, np.array([3, 4, 5]))
  })

  it('puts the axis of the examples where outAxes says', () => {
    const x = np.arange(6).reshape([3, 2])
    const f = (row: Tensor) => ({ same: row, outer: np.outer(row, row) })
    const out = vmap(f, { outAxes: { same: 1, outer: -1 } })(x)
    expectSame(out.same, np.transpose(x))
    expect(out.outer.shape).toEqual([2, 2, 3])
    expectClose(out.outer.get(1, 1), [1, 9, 25])
  })

  it('repeats results that are the same for all examples, or leaves them alone', () => {
    const f = (x: Tensor) => [x, np.array([1, 2])] as const
    expectClose(vmap(f, { outAxes: [0, 1] })(np.zeros([3]))[1], [
      [1, 1, 1],
      [2, 2, 2],
    ])
    expectClose(vmap(f, { outAxes: [0, null] })(np.zeros([3]))[1], [1, 2])
    expect(() => vmap(f, { outAxes: null })(np.zeros([3]))).toThrow(AxisError)
  })

  it('hands on what it does not map, functions too', () => {
    const apply = (f: (x: Tensor) => Tensor, x: Tensor): Tensor => f(x)
    expectClose(
      vmap(apply, { inAxes: [null, 0] })((x: Tensor) => x.mul(2), np.array([1, 2])),
      [2, 4],
    )
  })

  it('maps nothing where only a number of examples is given', () => {
    expectClose(vmap((x: Tensor) => x, { inAxes: null, axisSize: 2 })(np.array(3)), [3, 3])
    expect(() => vmap((x: Tensor) => x, { inAxes: null })(np.array(3))).toThrow(ArgumentError)
  })

  it('nests: a matrix product is two maps of a dot product', () => {
    const matmul = vmap(vmap(dot, { inAxes: [null, 1] }), { inAxes: [0, null] })
    const [a, b] = [np.arange(6).reshape([2, 3]), np.arange(12).reshape([3, 4])]
    expectSame(matmul(a, b), np.matmul(a, b))
  })

  it('has no examples to give for none', () => {
    expect(vmap((x: Tensor) => np.outer(x, x))(np.zeros([0, 3])).shape).toEqual([0, 3, 3])
  })

  it('gives per-example gradients, and Jacobians column by column', () => {
    const loss = (w: Tensor, x: Tensor): Tensor => np.dot(w, x).mul(np.dot(w, x))
    const [w, xs] = [
      np.array([1, 2]),
      np.array([
        [1, 0],
        [0, 1],
        [1, 1],
      ]),
    ]
    expectClose(vmap(grad(loss), { inAxes: [null, 0] })(w, xs), [
      [2, 0],
      [0, 4],
      [6, 6],
    ])
    const f = (x: Tensor): Tensor => np.cumsum(x.mul(x))
    const row = vmap((ct: Tensor) => grad((x: Tensor) => np.dot(f(x), ct))(np.array([1, 2, 3])))
    expectSame(row(np.eye(3)), jacfwd(f)(np.array([1, 2, 3])))
  })

  it('names the arguments whose sizes differ, and the axis that is not there', () => {
    const f = (p: { a: Tensor }, x: Tensor): Tensor => p.a.add(x)
    const call = (): Tensor => vmap(f)({ a: np.zeros([2]) }, np.zeros([3]))
    expect(call).toThrow(ShapeError)
    expect(call).toThrow('args[0].a, f32[2]')
    expect(call).toThrow('args[1], f32[3]')
    expect(() => vmap(dot, { inAxes: [1, 0] })(np.zeros([2]), np.zeros([2]))).toThrow(AxisError)
    expect(() => vmap(dot, { inAxes: [0] })(np.zeros([2]), np.zeros([2]))).toThrow(ArgumentError)
    expect(() => vmap(f, { inAxes: [{ b: 0 }, 0] })({ a: np.zeros([2]) }, np.zeros([2]))).toThrow(
      TreeError,
    )
  })
})

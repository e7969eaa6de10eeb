import { describe, expect, it } from 'vitest'
import { DtypeError, hessian, jacfwd, jacrev, jit, np, type Tensor, vmap } from '../../src/index.ts'
import { tensors } from '../../src/testing/index.ts'
import { expectClose, expectSame } from '../support/expect-close.ts'
import { prop } from '../support/prop.ts'

const f64 = (value: readonly number[] | number): Tensor => np.array(value, { dtype: 'float64' })

const vectors = tensors({ shape: [3], dtype: 'float64' })
const matrices = tensors({ shape: [2, 3], dtype: 'float64' })

interface Params {
  readonly w: Tensor
  readonly b: readonly [Tensor]
}

const layer = ({ w, b }: Params, x: Tensor) => {
  const h = np.tanh(np.matmul(w, x).add(b[0]))
  return { h, loss: np.sum(h.mul(h)) }
}

describe('jacfwd and jacrev', () => {
  prop(
    'are the same tree of trees',
    [matrices, vectors],
    (w, x) => {
      const params: Params = { w, b: [f64([0.1, -0.2])] }
      const forward = jacfwd(layer)(params, x)
      expectSame(forward, jacrev(layer)(params, x), 'grad')
      expect(forward.h.w.shape).toEqual([2, 2, 3])
      expect(forward.loss.b[0].shape).toEqual([2])
      expectSame(
        jacfwd(layer, { argnums: [1, 0] })(params, x),
        jacrev(layer, { argnums: [1, 0] })(params, x),
        'grad',
      )
      return undefined
    },
    { numRuns: 10 },
  )

  it('put the axes of the result before those of the argument', () => {
    const f = (x: Tensor) => np.outer(x, f64([1, 10])).mul(2)
    const expected = [
      [
        [2, 0],
        [20, 0],
      ],
      [
        [0, 2],
        [0, 20],
      ],
    ]
    expectClose(jacfwd(f)(f64([1, 1])), expected)
    expectClose(jacrev(f)(f64([1, 1])), expected)
  })

  it('keep the dtypes of a tree of several', () => {
    const f = (p: { a: Tensor; b: Tensor }) => ({
      y: p.a.mul(2),
      z: p.b.mul(p.a.astype('float64')),
    })
    const at = { a: np.array([1, 2]), b: f64([3, 4]) }
    expectSame(
      jacrev(f)(at).z.b,
      f64([
        [1, 0],
        [0, 2],
      ] as never),
    )
    expectClose(jacfwd(f)(at).z.a, [
      [3, 0],
      [0, 4],
    ])
    expectClose(jacrev(f)(at).z.a, [
      [3, 0],
      [0, 4],
    ])
  })

  it('are empty for empty arguments and zero for constants', () => {
    for (const jacobian of [jacfwd, jacrev]) {
      expect(jacobian((x: Tensor) => x.mul(x))(np.zeros([0])).shape).toEqual([0, 0])
      expectClose(jacobian((_: Tensor) => np.ones([2]))(np.zeros([1])), [[0], [0]])
    }
  })

  it('hand auxiliary results on', () => {
    const f = (x: Tensor) => [x.mul(x), { aux: x }] as const
    for (const jacobian of [jacfwd, jacrev])
      expectSame(jacobian(f, { hasAux: true })(f64([1, 2])) as unknown, [
        np.diag(f64([2, 4])),
        { aux: f64([1, 2]) },
      ])
  })

  it('refuse integers', () => {
    expect(() => jacfwd((x: Tensor) => x)(np.array([1], { dtype: 'int32' }))).toThrow(DtypeError)
  })
})

describe('hessian', () => {
  const f = (x: Tensor): Tensor => np.sum(np.sin(np.outer(x, x))).add(np.prod(x))

  prop(
    'is symmetric, by any two modes, compiled and mapped',
    [vectors],
    (x) => {
      const h = hessian(f)(x)
      expectSame(h, np.transpose(h), 'grad')
      for (const other of [
        jacrev(jacfwd(f)),
        jacrev(jacrev(f)),
        jacfwd(jacfwd(f)),
        jit(hessian(f)),
      ])
        expectSame(other(x), h, 'grad')
      const mapped = vmap(hessian(f))(np.stack([x, x.mul(2)]))
      expectSame(mapped.get(0), h, 'grad')
      return undefined
    },
    { numRuns: 10 },
  )

  it('has the tree of the argument twice', () => {
    const g = (p: { a: Tensor; b: Tensor }) => np.sum(p.a.mul(p.a)).mul(p.b)
    const h = hessian(g)({ a: f64([1, 2]), b: f64(3) })
    expectSame(h, {
      a: { a: np.diag(f64([6, 6])), b: f64([2, 4]) },
      b: { a: f64([2, 4]), b: f64(0) },
    })
  })
})

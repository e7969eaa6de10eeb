import { describe, expect, it } from 'vitest'
import { grad, jit, np, scipy, type Tensor, vmap } from '../../src/index.ts'
import { checkGrads } from '../../src/testing/index.ts'
import { expectClose } from '../support/expect-close.ts'

const { linalg } = scipy

const matrix = (size: number, ...xs: readonly number[]): Tensor =>
  np.reshape(np.array(Float64Array.from(xs)), [size, -1])

const a = matrix(3, 4, 1, 0.5, 1, 3, 0.2, 0.5, 0.2, 2)
const b = np.array(Float64Array.of(1, -2, 0.5))
const rows = (x: Tensor) => x.toArray() as number[][]

describe('triangular systems', () => {
  it.each([{}, { lower: true }, { trans: 1 }, { trans: 'C', lower: true }] as const)('%o', (o) => {
    const triangle = 'lower' in o ? np.tril(a) : np.triu(a)
    const applied = 'trans' in o ? triangle.T : triangle
    const x = linalg.solveTriangular(a, b, o)
    expectClose(np.matmul(applied, x), [...b.data()])
    checkGrads((m: Tensor, y: Tensor) => linalg.solveTriangular(m, y, o).sum(), [a, b])
  })

  it('broadcast over leading axes', () => {
    expect(linalg.solveTriangular(np.ones([4, 1, 3, 3]), np.ones([2, 3, 5])).shape).toEqual([
      4, 2, 3, 5,
    ])
  })

  it('refuse sizes that do not fit and an unknown trans', () => {
    expect(() => linalg.solveTriangular(a, np.ones([2]))).toThrow('as many rows')
    expect(() => linalg.solveTriangular(a, b, { trans: 3 as never })).toThrow('trans')
  })
})

describe('Cholesky factors', () => {
  it.each([true, false])('with lower = %s multiply to the matrix', (lower) => {
    const c = linalg.cholesky(a, { lower })
    expectClose(lower ? np.matmul(c, c.T) : np.matmul(c.T, c), rows(a))
  })

  it.each([true, false])('with lower = %s solve', (lower) => {
    const x = linalg.choSolve(linalg.choFactor(a, { lower }), b)
    expectClose(np.matmul(a, x), [...b.data()])
  })
})

describe('solve', () => {
  it.each(['gen', 'sym', 'her', 'pos'] as const)('assuming %s, with its derivatives', (assumeA) => {
    expectClose(np.matmul(a, linalg.solve(a, b, { assumeA })), [...b.data()])
    const symmetric = (m: Tensor): Tensor => m.add(m.T).mul(0.5)
    checkGrads((m: Tensor, y: Tensor) => linalg.solve(symmetric(m), y, { assumeA }).sum(), [a, b], {
      order: 2,
    })
  })

  it('refuses an unknown assumption', () => {
    expect(() => linalg.solve(a, b, { assumeA: 'neg' as never })).toThrow('assumeA')
  })
})

describe('the matrix exponential', () => {
  it('of a diagonal matrix exponentiates the diagonal', () => {
    const x = np.diag(np.array(Float64Array.of(-3, 0, 20)))
    expectClose(linalg.expm(x), rows(np.diag(np.exp(np.diag(x)))))
  })

  it('of a generator of rotations is a rotation, however far', () => {
    const angle = 50
    const [c, s] = [Math.cos(angle), Math.sin(angle)]
    expectClose(
      linalg.expm(matrix(2, 0, -angle, angle, 0)),
      [
        [c, -s],
        [s, c],
      ],
      'grad',
    )
  })

  it('batches, differentiates and compiles', () => {
    const batch = np.stack([a, a.mul(30), a.mul(0)])
    const f = (x: Tensor): Tensor => linalg.expm(x.mul(0.1)).sum()
    const each = [0, 1, 2].map((i) => rows(grad(f)(batch.get(i))))
    expectClose(vmap(grad(f))(batch), each, 'grad')
    expectClose(grad(f)(batch), each, 'grad')
    expectClose(jit(linalg.expm)(a), rows(linalg.expm(a)))
    checkGrads(f, [a], { order: 2 })
  })

  it('of a triangular matrix may be told so', () => {
    const x = np.triu(a)
    expectClose(linalg.expm(x, { upperTriangular: true }), rows(linalg.expm(x)))
  })

  it('is NaN where it would need too many squarings', () => {
    expect(np.all(np.isnan(linalg.expm(a.mul(0.5), { maxSquarings: 0 }))).item()).toBe(0)
    expect(np.all(np.isnan(linalg.expm(a.mul(100), { maxSquarings: 3 }))).item()).toBe(1)
  })
})

describe('conjugate gradients', () => {
  it('solve a map on trees, with derivatives', () => {
    const solve = (y: Tensor): Tensor =>
      scipy.sparse.linalg.cg((v: Tensor) => np.matmul(a, v), y, { tol: 1e-14 })[0]
    expectClose(np.matmul(a, solve(b)), [...b.data()], 'grad')
    expectClose(
      grad((y: Tensor) => solve(y).sum())(b),
      [...np.linalg.solve(a, np.ones([3])).data()],
      'grad',
    )
  })
})

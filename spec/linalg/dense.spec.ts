import { describe, expect, it } from 'vitest'
import { grad, jit, np, random, type Tensor, vmap } from '../../src/index.ts'

const normal = (shape: readonly number[], seed = 0): Tensor =>
  random.normal(random.key(seed), { shape, dtype: 'float64' })

const isNear = (x: Tensor, y: Tensor): boolean => np.allclose(x, y, { atol: 1e-9 }).item() === 1

const shapes = [
  [1, 1],
  [2, 2],
  [5, 5],
  [7, 3],
  [3, 7],
  [1, 4],
  [4, 1],
  [12, 9],
] as const

describe('qr', () => {
  it.each(shapes)('factors a matrix of %i by %i', (m, n) => {
    const x = normal([m, n])
    const [q, r] = np.linalg.qr(x)
    expect(isNear(q.matmul(r), x)).toBe(true)
    expect(isNear(q.T.matmul(q), np.eye(Math.min(m, n)))).toBe(true)
    expect(isNear(r, np.triu(r))).toBe(true)
    const [full] = np.linalg.qr(x, { mode: 'complete' })
    expect(isNear(full.matmul(full.T), np.eye(m))).toBe(true)
  })
})

describe('svd', () => {
  it.each(shapes)('decomposes a matrix of %i by %i', (m, n) => {
    const x = normal([m, n])
    const k = Math.min(m, n)
    const [u, s, vh] = np.linalg.svd(x)
    expect([u.shape, s.shape, vh.shape]).toEqual([[m, m], [k], [n, n]])
    expect(
      isNear(
        u
          .get(':', `:${k}`)
          .mul(s)
          .matmul(vh.get(`:${k}`)),
        x,
      ),
    ).toBe(true)
    expect(isNear(u.T.matmul(u), np.eye(m))).toBe(true)
    expect(isNear(vh.matmul(vh.T), np.eye(n))).toBe(true)
    expect(isNear(np.sort(s, { descending: true }), s)).toBe(true)
    expect(isNear(np.linalg.svd(x, { computeUv: false }), s)).toBe(true)
  })

  it('has orthonormal vectors also where the rank is less', () => {
    const x = np.outer(np.array([1, 2, 3]), np.array([1, 1, 2])).astype('float64')
    const [u, s, vh] = np.linalg.svd(x)
    expect(isNear(u.T.matmul(u), np.eye(3))).toBe(true)
    expect(isNear(u.mul(s).matmul(vh), x)).toBe(true)
    expect(np.linalg.matrixRank(x).item()).toBe(1)
  })

  it('takes stacks, and is mapped', () => {
    const x = normal([2, 4, 3])
    expect(isNear(np.linalg.svdvals(x), vmap((m: Tensor) => np.linalg.svdvals(m))(x))).toBe(true)
  })
})

describe('eigh', () => {
  it.each([1, 2, 3, 6, 9])('decomposes a symmetric matrix of %i rows', (n) => {
    const x = normal([n, n])
    const symmetric = x.add(x.T)
    const [w, v] = np.linalg.eigh(symmetric)
    expect(isNear(v.mul(w).matmul(v.T), symmetric)).toBe(true)
    expect(isNear(v.T.matmul(v), np.eye(n))).toBe(true)
    expect(isNear(np.sort(w), w)).toBe(true)
  })
})

describe('solve and inv', () => {
  it('broadcast stacks of matrices', () => {
    const [a, b] = [normal([2, 3, 3]), normal([3, 2], 1)]
    expect(isNear(a.matmul(np.linalg.solve(a, b)), np.broadcastTo(b, [2, 3, 2]))).toBe(true)
    expect(isNear(a.matmul(np.linalg.inv(a)), np.broadcastTo(np.eye(3), [2, 3, 3]))).toBe(true)
  })

  it('have gradients that solve with the transpose', () => {
    const [a, b] = [normal([3, 3]), normal([3], 1)]
    const f = (m: Tensor, y: Tensor) => np.linalg.solve(m, y).sum()
    const [da, db] = grad(f, { argnums: [0, 1] })(a, b)
    const w = np.linalg.solve(a.T, np.ones(3, { dtype: 'float64' }))
    expect(isNear(db, w)).toBe(true)
    expect(isNear(da, np.outer(w, np.linalg.solve(a, b)).neg())).toBe(true)
    expect(isNear(jit(grad(f))(a, b), da)).toBe(true)
  })

  it('name shapes that do not fit', () => {
    expect(() => np.linalg.solve(np.ones([2, 3]), np.ones(2))).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: solve: expected square matrices [...,n,n], got f32[2,3]]`,
    )
    expect(() => np.linalg.solve(np.eye(2), np.ones(3))).toThrow('as many rows as the matrix')
    expect(() => np.linalg.inv(np.ones(3))).toThrow('expected matrices [...,m,n], got f32[3]')
  })
})

describe('det', () => {
  it.each([1, 2, 3, 4, 6])('of %i rows is the product of eigenvalues', (n) => {
    const x = normal([n, n])
    const symmetric = x.add(x.T)
    const w = np.linalg.eigvalsh(symmetric)
    expect(isNear(np.linalg.det(symmetric), w.prod())).toBe(true)
    const [sign, log] = np.linalg.slogdet(symmetric)
    expect(isNear(sign.mul(log.exp()), w.prod())).toBe(true)
  })

  it('has a finite gradient, the cofactors, at singular matrices', () => {
    const rows = [
      [1, 2, 3, 4],
      [2, 4, 6, 8],
      [3, 5, 9, 1],
      [1, 0, 0, 1],
    ]
    const x = np.array(rows, { dtype: 'float64' })
    const cofactors = [
      [6, 66, -38, -6],
      [-3, -33, 19, 3],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ]
    expect(isNear(grad(np.linalg.det)(x), np.array(cofactors))).toBe(true)
    expect(
      isNear(grad(np.linalg.det)(np.zeros([5, 5], { dtype: 'float64' })), np.zeros([5, 5])),
    ).toBe(true)
  })
})

describe('norm', () => {
  const x = np.array([
    [3, -4],
    [0, 12],
  ])

  it('of vectors follows its order', () => {
    const v = np.array([3, -4, 0])
    const of = (ord: np.linalg.NormOrder) => np.linalg.norm(v, { ord }).item()
    expect([of(1), of(2), of(Infinity), of(-Infinity), of(0)]).toEqual([7, 5, 4, 0, 2])
  })

  it('of matrices follows its order', () => {
    const of = (ord: np.linalg.NormOrder) => np.linalg.norm(x, { ord }).item()
    expect([of('fro'), of(1), of(-1), of(Infinity), of(-Infinity)]).toEqual([13, 16, 3, 12, 7])
    expect(np.linalg.matrixNorm(x).item()).toBe(13)
    expect(np.linalg.norm(x, { ord: 2, keepdims: true }).shape).toEqual([1, 1])
  })

  it('refuses orders that do not exist', () => {
    expect(() => np.linalg.norm(x, { ord: 3 })).toThrow("'fro' or 'nuc'")
    expect(() => np.linalg.norm(np.ones([2, 2, 2]), { ord: 1 })).toThrow('one axis for vectors')
    expect(() => np.linalg.norm(np.ones(2), { ord: 'fro' })).toThrow("got 'fro'")
  })
})

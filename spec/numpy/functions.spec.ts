import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { grad, jit, np, type Tensor, vmap } from '../../src/index.ts'
import { plain } from '../support/plain.ts'
import { prop } from '../support/prop.ts'

describe('methods of tensors', () => {
  const x = np.array([
    [1, 2, 3],
    [4, 5, 6],
  ])

  it('are the functions', () => {
    expect(x.add(1).sub(1).mul(2).div(2).toArray()).toEqual(x.toArray())
    expect(x.sum({ axis: 0 }).toArray()).toEqual([5, 7, 9])
    expect(x.T.shape).toEqual([3, 2])
    expect(np.zeros([2, 3, 4]).mT.shape).toEqual([2, 4, 3])
    expect(x.reshape(3, 2).shape).toEqual([3, 2])
    expect(x.reshape([3, -1]).shape).toEqual([3, 2])
    expect(x.transpose(1, 0).shape).toEqual([3, 2])
    expect(x.matmul(x.T).shape).toEqual([2, 2])
    expect(x.pow(2).sqrt().toArray()).toEqual(x.toArray())
    expect(x.gt(2).logicalAnd(x.lt(5)).toArray()).toEqual([
      [false, false, true],
      [true, false, false],
    ])
    expect(x.astype('int32').mod(2).toArray()).toEqual([
      [1, 0, 1],
      [0, 1, 0],
    ])
  })

  it('work on traced tensors', () => {
    const f = jit((t: Tensor) => t.T.mean({ axis: 0 }).max().neg().abs())
    expect(f(x).item()).toBe(5)
    expect(grad((t: Tensor) => t.pow(2).sum())(x).toArray()).toEqual(x.mul(2).toArray())
  })

  it('take a tensor apart along its first axis', () => {
    const [first, second] = x
    expect([first?.toArray(), second?.toArray()]).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ])
    expect(() => [...np.array(1)]).toThrow(TypeError)
  })
})

describe('matmul', () => {
  const dims = fc.array(fc.constantFrom(1, 2, 3), { maxLength: 2 })

  prop(
    'broadcasts as NumPy does',
    [dims, dims, fc.nat(3), fc.nat(3), fc.nat(3)],
    (a, b, m, k, n) => {
      const rank = Math.max(a.length, b.length)
      const at = (list: readonly number[], i: number): number => list[i - rank + list.length] ?? 1
      const lead = Array.from({ length: rank }, (_, i) => [at(a, i), at(b, i)] as const)
      fc.pre(lead.every(([p, q]) => p === q || p === 1 || q === 1))
      const [x, y] = [np.ones([...a, m, k]), np.ones([...b, k, n])]
      const out = np.matmul(x.mul(np.arange(k)), y)
      const total = (k * (k - 1)) / 2
      expect(out.shape).toEqual([...lead.map(([p, q]) => Math.max(p, q)), m, n])
      expect([...out.data()].every((v) => v === total)).toBe(true)
    },
  )
})

describe('unique', () => {
  it('gives index, inverse and counts in this order', () => {
    const x = np.array([3, 1, 3, 2])
    const [values, index, inverse, counts] = np.unique(x, {
      returnIndex: true,
      returnInverse: true,
      returnCounts: true,
    })
    expect(plain([values, index, inverse, counts])).toEqual([
      [1, 2, 3],
      [1, 3, 0],
      [2, 0, 2, 1],
      [1, 1, 2],
    ])
    expect(np.unique(x, { size: 5 }).toArray()).toEqual([1, 2, 3, 1, 1])
  })

  it('needs concrete values', () => {
    expect(() => jit((x: Tensor) => np.unique(x))(np.ones(2))).toThrow(
      'unique: expected a concrete value',
    )
  })
})

describe('where', () => {
  it('gives positions without choices', () => {
    expect(plain(np.where(np.array([0, 3, 0, 1])))).toEqual([[1, 3]])
    expect(
      plain(
        np.nonzero(
          np.array([
            [0, 1],
            [1, 1],
          ]),
        ),
      ),
    ).toEqual([
      [0, 1, 1],
      [1, 0, 1],
    ])
    expect(() => np.where(true, 1)).toThrow('both x and y or neither')
    expect(() => jit((x: Tensor) => np.nonzero(x)[0])(np.ones(2))).toThrow('nonzero')
  })

  it('selects tangents, so that a branch made harmless stays harmless', () => {
    const safe = (x: Tensor) => np.where(x.gt(0), np.sqrt(np.where(x.gt(0), x, 1)), 0).sum()
    expect(grad(safe)(np.array([0, 4])).toArray()).toEqual([0, 0.25])
  })
})

describe('vectorize', () => {
  const dot = (x: Tensor, y: Tensor) => np.sum(x.mul(y))

  it('broadcasts a function of small tensors', () => {
    const dots = np.vectorize(dot, { signature: '(n),(n)->()' })
    expect(dots(np.ones([2, 1, 3]), np.ones([4, 3])).shape).toEqual([2, 4])
    expect(dots(np.ones(3), np.ones(3)).item()).toBe(3)
    const scalars = np.vectorize((x: Tensor, y: Tensor) => [x.add(y), x.mul(y)] as const)
    expect(plain(scalars(np.array([1, 2]), np.array(3)))).toEqual([
      [4, 5],
      [3, 6],
    ])
  })

  it('says what does not fit its signature', () => {
    expect(() => np.vectorize(dot, { signature: 'n,n' })).toThrow("'(m,n),(n)->(m)'")
    const dots = np.vectorize(dot, { signature: '(n),(n)->()' })
    expect(() => dots(np.ones(3), np.array(1))).toThrow('at least 1 axes, got f32[]')
  })
})

describe('reductions', () => {
  it('of nothing are their identity, or an error that says so', () => {
    expect(np.sum(np.zeros([0, 2]), { axis: 0 }).toArray()).toEqual([0, 0])
    expect(np.prod(np.zeros(0)).item()).toBe(1)
    expect(np.all(np.zeros(0)).item()).toBe(1)
    expect(np.max(np.zeros(0), { initial: -1 }).item()).toBe(-1)
    expect(() => np.max(np.zeros(0))).toThrow('expected at least one element')
    expect(() => np.max(np.ones(2), { where: np.array([true, false]) })).toThrow('set initial')
  })

  it('share the gradient among the largest', () => {
    expect(grad((x: Tensor) => x.max())(np.array([1, 3, 3])).toArray()).toEqual([0, 0.5, 0.5])
  })
})

describe('creation', () => {
  it('takes plain numbers as Python does', () => {
    expect(np.arange(5).dtype).toBe('int32')
    expect(np.arange(0, 1, 0.5).dtype).toBe('float32')
    expect(np.arange(3, { dtype: 'float64' }).toArray()).toEqual([0, 1, 2])
    expect(np.arange(5, 0, -2).toArray()).toEqual([5, 3, 1])
    expect(np.arange(2, 2).shape).toEqual([0])
    expect(() => np.arange(0, 1, 0)).toThrow('a step other than 0')
    expect(np.linspace(0, 1, { num: 3, endpoint: false, dtype: 'float64' }).toArray()).toEqual([
      0,
      1 / 3,
      2 / 3,
    ])
    expect(np.linspace(0, 1, { num: 0 }).shape).toEqual([0])
    expect(plain(np.meshgrid(np.array([1, 2]), np.array([3]), { indexing: 'ij' }))).toEqual([
      [[1], [2]],
      [[3], [3]],
    ])
  })
})

describe('take', () => {
  it('fills what is out of range', () => {
    const x = np.array([1, 2])
    const at = np.array([-1, 5], { dtype: 'int32' })
    expect(np.take(x, at).toArray()).toEqual([2, Number.NaN])
    expect(np.take(x, at, { mode: 'clip' }).toArray()).toEqual([1, 2])
    expect(np.take(x, at, { mode: 'wrap' }).toArray()).toEqual([2, 2])
    expect(np.take(x, at, { fillValue: 9 }).toArray()).toEqual([2, 9])
    expect(() => np.take(x, np.array([0.5]))).toThrow('expected integer positions, got f32[1]')
  })
})

describe('searchsorted', () => {
  const sorted = fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 9 })

  prop('keeps the order', [sorted, fc.integer({ min: -6, max: 6 })], (list, v) => {
    const a = [...list].sort((p, q) => p - q)
    const x = np.array(a)
    const left = np.searchsorted(x, np.array([v])).toArray()
    const right = np.searchsorted(x, np.array([v]), { side: 'right' }).toArray()
    expect([left, right]).toEqual([
      [a.filter((e) => e < v).length],
      [a.filter((e) => e <= v).length],
    ])
  })

  it('bisects where the array is long', () => {
    const a = np.arange(1000).astype('float32')
    const v = np.array([-1, 0, 0.5, 998.5, 999, 2000])
    const far = np.searchsorted(a, np.tile(v, 20)).get(':6')
    expect(far.toArray()).toEqual([0, 0, 1, 999, 999, 1000])
    const right = np.searchsorted(a, np.tile(v, 20), { side: 'right' }).get(':6')
    expect(right.toArray()).toEqual([0, 1, 1, 999, 1000, 1000])
  })
})

describe('partial functions', () => {
  it('repeat and roll take traced amounts', () => {
    const twice = jit((n: Tensor) => np.repeat(np.array([7, 8]), n, { totalRepeatLength: 3 }))
    expect(twice(np.array([1, 2], { dtype: 'int32' })).toArray()).toEqual([7, 8, 8])
    const turned = vmap((s: Tensor) => np.roll(np.arange(3), s))(
      np.array([0, 1, -1], { dtype: 'int32' }),
    )
    expect(turned.toArray()).toEqual([
      [0, 1, 2],
      [2, 0, 1],
      [1, 2, 0],
    ])
  })

  it('logaddexp has finite derivatives at infinities', () => {
    const f = (x: Tensor) => np.logaddexp(x, -Infinity)
    expect(grad(f)(np.array(2)).item()).toBe(1)
    expect(grad(grad(f))(np.array(2)).item()).toBe(0)
    expect(np.logaddexp(Infinity, Infinity).item()).toBe(Infinity)
  })

  it('sinc is smooth at 0', () => {
    const second = grad(grad((x: Tensor) => np.sinc(x)))(np.array(0, { dtype: 'float64' }))
    expect(second.item()).toBeCloseTo(-(Math.PI ** 2) / 3, 12)
  })
})

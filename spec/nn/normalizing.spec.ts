import { describe, expect, it } from 'vitest'
import { grad, jit, nn, np, type Tensor, vmap } from '../../src/index.ts'
import { differences, jax, vector } from './support.ts'

const x = vector(jax.rows).reshape([3, 4])
const where = np.array(jax.mask)
const weights = np.array([1, -2, 0.5, 3], { dtype: 'float64' })

const reductions: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  logsumexp: (rows) => nn.logsumexp(rows, { axis: -1 }),
  'logsumexp with where': (rows) => nn.logsumexp(rows, { axis: -1, where }),
  'logsumexp with b': (rows) => nn.logsumexp(rows, { axis: -1, b: np.abs(weights) }),
  logmeanexp: (rows) => nn.logmeanexp(rows, { axis: -1 }),
  'logmeanexp with where': (rows) => nn.logmeanexp(rows, { axis: -1, where }),
}

const distributions: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  softmax: (rows) => nn.softmax(rows),
  'softmax with where': (rows) => nn.softmax(rows, { where }),
  logSoftmax: (rows) => nn.logSoftmax(rows),
  'logSoftmax with where': (rows) => nn.logSoftmax(rows, { where }),
}

const weighted =
  (f: (x: Tensor) => Tensor) =>
  (rows: Tensor): Tensor => {
    const y = f(rows)
    return np.where(np.isfinite(y), y.mul(weights), 0).sum()
  }

describe('values and gradients far apart, at infinities and with where, as in JAX', () => {
  it.each(Object.entries(reductions))('%s', (name, f) => {
    const { values, gradients } = jax.rowwise[name] as (typeof jax.rowwise)[string]
    expect(differences(f(x), values)).toEqual([])
    const gradient = grad((rows: Tensor) => f(rows).sum())
    expect(differences(gradient(x), gradients, 'grad')).toEqual([])
    expect(differences(jit(gradient)(x), gradients, 'grad')).toEqual([])
  })

  it.each(Object.entries(distributions))('%s', (name, f) => {
    const { values, gradients } = jax.rowwise[name] as (typeof jax.rowwise)[string]
    expect(differences(f(x), values)).toEqual([])
    const gradient = grad(weighted(f))
    expect(differences(gradient(x), gradients, 'grad')).toEqual([])
    expect(differences(jit(gradient)(x), gradients, 'grad')).toEqual([])
  })
})

describe('softmax', () => {
  it('maps over rows and masks under vmap', () => {
    const each = vmap((row: Tensor, w: Tensor) => nn.softmax(row, { where: w }))
    const { values } = jax.rowwise['softmax with where'] as (typeof jax.rowwise)[string]
    expect(differences(each(x, where), values)).toEqual([])
  })

  it('takes several axes', () => {
    expect(nn.softmax(np.zeros([2, 3, 2]), { axis: [0, 2] }).toArray()).toEqual(
      np.full([2, 3, 2], 0.25).toArray(),
    )
  })

  it('has second derivatives', () => {
    const f = (y: Tensor): Tensor => nn.softmax(y).get(0)
    const second = grad((y: Tensor) => grad(f)(y).get(0))(np.zeros([2]))
    expect(second.toArray()).toEqual([0, 0])
  })

  it('refuses axes that are not there', () => {
    expect(() => nn.softmax(np.zeros([2]), { axis: 1 })).toThrow('axis')
    expect(() =>
      nn.softmax(np.zeros([2]), { dim: 0 } as object),
    ).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: softmax: expected options among { axis, where }, got "dim"]`,
    )
  })
})

describe('logsumexp', () => {
  it('reduces everything unless told, and keeps axes if told', () => {
    const zeros = np.zeros([2, 2])
    expect(nn.logsumexp(zeros).shape).toEqual([])
    expect(nn.logsumexp(zeros, { axis: 0, keepdims: true }).shape).toEqual([1, 2])
    expect(nn.logmeanexp(zeros, { keepdims: true }).toArray()).toEqual([[0]])
  })

  it('of negative sums is NaN, and of none -Infinity', () => {
    expect(nn.logsumexp(np.array([0, 0]), { b: np.array([1, -2]) }).item()).toBeNaN()
    expect(nn.logsumexp(np.zeros([0])).item()).toBe(Number.NEGATIVE_INFINITY)
  })
})

describe('standardize', () => {
  const table = np.array(
    [
      [1, -2, 3, 0.5],
      [2, 0.25, -1, 4],
    ],
    { dtype: 'float64' },
  )
  const { standardized } = jax

  it('is that of JAX', () => {
    const is = (actual: Tensor, name: string): void => {
      expect(differences(actual, standardized[name] as never)).toEqual([])
    }
    is(nn.standardize(table), 'by rows')
    is(nn.standardize(table, { axis: 0, epsilon: 0.5 }), 'by columns')
    is(nn.standardize(table, { algorithm: 'stable' }), 'stable')
    is(nn.standardize(table, { where: where.get('0:2') }), 'with where')
    is(nn.standardize(table, { mean: 1, variance: 4 }), 'with mean and variance')
  })

  it('refuses other algorithms', () => {
    expect(() =>
      nn.standardize(table, { algorithm: 'slow' as 'fast' }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: standardize: expected algorithm to be one of 'fast', 'stable', got 'slow']`,
    )
  })
})

describe('oneHot', () => {
  const labels = np.array(
    [
      [0, 2],
      [-1, 3],
    ],
    { dtype: 'int32' },
  )

  it('is 0 for labels out of range', () => {
    expect(nn.oneHot(labels, 3).toArray()).toEqual([
      [
        [1, 0, 0],
        [0, 0, 1],
      ],
      [
        [0, 0, 0],
        [0, 0, 0],
      ],
    ])
  })

  it('puts the classes on any axis, in any dtype', () => {
    expect(nn.oneHot(labels, 3, { axis: 0 }).shape).toEqual([3, 2, 2])
    expect(nn.oneHot(labels, 3, { axis: -2 }).shape).toEqual([2, 3, 2])
    expect(nn.oneHot(labels, 3, { dtype: 'bool' }).dtype).toBe('bool')
    expect(nn.oneHot(1, 2).toArray()).toEqual([0, 1])
    expect(nn.oneHot(np.array([true, false]), 2).toArray()).toEqual([
      [0, 1],
      [1, 0],
    ])
  })

  it('works on traced labels', () => {
    const f = (label: Tensor): Tensor => nn.oneHot(label, 2)
    expect(jit(vmap(f))(np.array([1, 0], { dtype: 'int32' })).toArray()).toEqual([
      [0, 1],
      [1, 0],
    ])
  })

  it('refuses a number of classes that is none', () => {
    expect(() => nn.oneHot(labels, -1)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: oneHot: expected a number of classes, got -1]`,
    )
    expect(() => nn.oneHot(labels, 3, { axis: 3 })).toThrowErrorMatchingInlineSnapshot(
      `[AxisError: oneHot: expected an axis from -3 to 2 of a rank-3 value, got 3]`,
    )
  })
})

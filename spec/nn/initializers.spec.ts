import { describe, expect, it } from 'vitest'
import { jit, nn, np, random, type Tensor, vmap } from '../../src/index.ts'
import { differences, jax } from './support.ts'

const init = nn.initializers

const drawn: Readonly<Record<string, nn.Initializer>> = {
  uniform: init.uniform({ scale: 2 }),
  normal: init.normal({ stddev: 0.5 }),
  truncatedNormal: init.truncatedNormal({ stddev: 0.5, lower: -1, upper: 3 }),
  glorotUniform: init.glorotUniform(),
  glorotNormal: init.glorotNormal(),
  lecunUniform: init.lecunUniform(),
  lecunNormal: init.lecunNormal(),
  heUniform: init.heUniform({ inAxis: -1, outAxis: -2 }),
  heNormal: init.heNormal({ batchAxis: 0 }),
  varianceScaling: init.varianceScaling(0.5, 'fanGeoAvg', 'normal'),
  orthogonal: init.orthogonal({ scale: 2 }),
  'orthogonal, of columns': init.orthogonal({ columnAxis: 0 }),
}

describe('the same key gives the numbers of JAX', () => {
  it('for every initializer of the fixture', () => {
    expect(Object.keys(drawn)).toEqual(Object.keys(jax.initializers))
  })

  for (const dtype of ['float32', 'float64'] as const)
    it.each(Object.keys(drawn))(`%s, in ${dtype}`, (name) => {
      const values = (drawn[name] as nn.Initializer)(random.key(7), [2, 3, 4], dtype)
      expect([values.shape, values.dtype]).toEqual([[2, 3, 4], dtype])
      expect(differences(values, jax.initializers[name]?.[dtype] as never)).toEqual([])
    })
})

describe('initializers', () => {
  const key = random.key(0)

  it('repeat constants', () => {
    expect(init.zeros(key, [2]).toArray()).toEqual([0, 0])
    expect(init.ones(key, [1, 2], 'float64').dtype).toBe('float64')
    expect(init.constant([1, 2] as never as number)).toBeTypeOf('function')
    expect(
      init
        .constant(np.array([1, 2]), { dtype: 'int32' })(key, [2, 2])
        .toArray(),
    ).toEqual([
      [1, 2],
      [1, 2],
    ])
  })

  it('work under jit and vmap', () => {
    const keys = random.split(key, { num: 3 })
    const draw = (one: Tensor): Tensor => init.heNormal()(one, [2, 4])
    const all = jit(vmap(draw))(keys)
    expect(all.shape).toEqual([3, 2, 4])
    expect(np.allclose(all.get(1), draw(keys.get(1))).item()).toBe(1)
  })

  it('know shapes without elements', () => {
    expect(init.orthogonal()(key, [0, 3]).shape).toEqual([0, 3])
  })

  it('make rows orthonormal where there are fewer', () => {
    const q = init.orthogonal({ dtype: 'float64' })(key, [2, 5])
    expect(np.allclose(q.matmul(q.T), np.eye(2), { atol: 1e-12 }).item()).toBe(1)
  })

  it('have their other names', () => {
    expect(init.xavierNormal).toBe(init.glorotNormal)
    expect(init.kaimingUniform).toBe(init.heUniform)
  })

  it('refuse shapes and modes without meaning', () => {
    expect(() => init.heNormal()(key, [3])).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: varianceScaling: expected a shape of at least two axes, got [3]; its inputs and outputs cannot be told apart unless inAxis says where they are]`,
    )
    expect(() => init.orthogonal()(key, [3])).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: orthogonal: expected a shape of at least two axes, got [3]]`,
    )
    expect(() => init.heNormal({ inAxis: 5 })(key, [3, 3])).toThrowErrorMatchingInlineSnapshot(
      `[AxisError: varianceScaling: expected an axis from -2 to 1 of a rank-2 value, got 5]`,
    )
    expect(() =>
      init.varianceScaling(1, 'fan_in' as 'fanIn', 'normal'),
    ).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: varianceScaling: expected mode to be one of 'fanIn', 'fanOut', 'fanAvg', 'fanGeoAvg', got 'fan_in']`,
    )
    expect(() => init.normal({ scale: 1 } as object)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: normal: expected options among { stddev, dtype }, got "scale"]`,
    )
  })
})

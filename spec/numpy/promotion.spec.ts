import { describe, expect, it } from 'vitest'
import { grad, jit, np, type Tensor } from '../../src/index.ts'

describe('plain numbers', () => {
  it('meet float64 at full precision', () => {
    const x = np.array([1], { dtype: 'float64' })
    expect(x.mul(0.1).toArray()).toEqual([0.1])
    expect(np.add(0.1, x).dtype).toBe('float64')
    expect(np.where(np.array([true]), x, 0.1).dtype).toBe('float64')
    expect(np.full([1], 0.1, { dtype: 'float64' }).toArray()).toEqual([0.1])
    expect(np.clip(x, null, 0.1).toArray()).toEqual([0.1])
    expect(np.concatenate([x, 0.1 as never].slice(0, 1)).dtype).toBe('float64')
    expect(np.quantile(np.array([0, 1], { dtype: 'float64' }), 0.1).item()).toBe(0.1)
  })

  it('leave the dtype of integers if they are integers', () => {
    const x = np.array([5], { dtype: 'int32' })
    expect(x.add(1).dtype).toBe('int32')
    expect(x.add(1.5).dtype).toBe('float32')
    expect(x.div(2).toArray()).toEqual([2.5])
    expect(np.array([5], { dtype: 'uint32' }).mul(2).dtype).toBe('uint32')
    expect(np.array([true]).add(1).dtype).toBe('int32')
  })

  it('are float32 among themselves', () => {
    expect(np.add(1, 2).dtype).toBe('float32')
    expect(np.sin(0).dtype).toBe('float32')
  })
})

describe('dtypes', () => {
  it.each([
    [['bool', 'uint8', 'uint32', 'int32', 'float32', 'float64']],
    [['bool', 'int8', 'int32', 'float32', 'float64']],
  ] as const)('promote along %s', (order) => {
    order.forEach((a, i) => {
      order.forEach((b, j) => {
        expect(np.promoteTypes(a, b)).toBe(order[Math.max(i, j)])
      })
    })
  })

  it('are told apart by kind and described by limits', () => {
    expect(np.issubdtype('int32', 'integer')).toBe(true)
    expect(np.issubdtype('bool', 'number')).toBe(false)
    expect(np.iinfo('uint32').max).toBe(4294967295)
    expect(np.finfo('float32').max).toBe(Math.fround(3.4028234663852886e38))
    expect(() => np.finfo('int32')).toThrow('use np.iinfo')
    expect(() => np.zeros(1, { dtype: 'float16' as never })).toThrow('"float16"')
  })
})

describe('options', () => {
  const x = np.ones([2, 2])

  it('are refused if unknown, and the one that was meant is named', () => {
    expect(() => np.sum(x, { keepDims: true } as never)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: sum: expected options among { axis, keepdims, dtype, initial, where }, got "keepDims"; write keepdims]`,
    )
    expect(() => np.linspace(0, 1, { count: 3 } as never)).toThrow('got "count"')
  })

  it('are refused if they are no record', () => {
    expect(() => np.sum(x, 0 as never)).toThrow('expected options in one record')
    expect(() => x.mean([0] as never)).toThrow('expected options in one record')
  })
})

describe('operands', () => {
  it('may not be nested arrays, except for np.array', () => {
    expect(() => np.sum([1, 2] as never)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: sum: expected a tensor, number, boolean, typed array or ndarray, got an array (np.array makes a tensor of it)]`,
    )
    expect(() => np.add(1, 'a' as never)).toThrow('the string "a"')
  })

  it('may be typed arrays and scalars', () => {
    expect(np.sum(new Float64Array([1, 2])).dtype).toBe('float64')
    expect(np.add(new Int32Array([1, 2]), 1).toArray()).toEqual([2, 3])
    expect(np.logicalNot(true).item()).toBe(0)
  })
})

describe('array', () => {
  it('takes nested arrays of numbers, booleans and tensors', () => {
    expect(np.array([true, false]).dtype).toBe('bool')
    expect(np.array([true, 2]).toArray()).toEqual([1, 2])
    expect(np.array([[], []]).shape).toEqual([2, 0])
    expect(np.array(3).shape).toEqual([])
    expect(np.array([np.array([1, 2]), np.array([3, 4])]).shape).toEqual([2, 2])
    expect(
      np
        .array([
          [np.array(1), 2],
          [3, 4],
        ])
        .toArray(),
    ).toEqual([
      [1, 2],
      [3, 4],
    ])
  })

  it('stacks traced scalars', () => {
    const f = (x: Tensor) => np.array([x, x.mul(x)]).sum()
    expect(grad(f)(np.array(3)).item()).toBe(7)
    expect(jit((x: Tensor) => np.array([x, 1]))(np.array(3)).toArray()).toEqual([3, 1])
  })

  it('says where arrays are ragged', () => {
    expect(() => np.array([[1, 2], [3]])).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: array: expected nested arrays of one shape, got 1 elements at [1] where 2 fits; pad the rows to one length]`,
    )
    expect(() => np.array([[1], 2])).toThrow('got a number at [1] beside arrays')
    expect(() => np.array(['a'] as never)).toThrow('the string "a" at [0]')
  })
})

describe('axes and shapes', () => {
  const x = np.ones([2, 3])

  it('are checked', () => {
    expect(() => np.sum(x, { axis: 2 })).toThrowErrorMatchingInlineSnapshot(
      `[AxisError: sum: expected an axis from -2 to 1 of f32[2,3], got 2]`,
    )
    expect(() => np.sum(x, { axis: [0, -2] })).toThrow('expected distinct axes')
    expect(() => np.sum(1, { axis: 0 })).toThrow('which has none')
    expect(() => np.expandDims(x, 4)).toThrow('the 3 axes of the result')
    expect(() => np.stack([x, x], { axis: 3 })).toThrow('the 3 axes of the result')
    expect(() => np.zeros([2, -1])).toThrow('integers of at least 0')
    expect(() => np.zeros([1.5])).toThrow('got 1.5')
  })

  it('may not be traced', () => {
    expect(() => jit((n: Tensor) => np.zeros([n as never]))(np.array(3))).toThrow(
      'zeros shape: expected a concrete value',
    )
  })

  it('must broadcast', () => {
    expect(() => np.add(x, np.ones(2))).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: add: expected shapes that broadcast, got f32[2,3], f32[2], which are incompatible for broadcasting; sizes counted from the last axis must be equal or 1: reshape or transpose one of them]`,
    )
    expect(() => np.matmul(x, x)).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: matmul: expected inner sizes that are equal, got f32[2,3] × f32[2,3]: 3 and 2 differ; transpose or reshape one of them]`,
    )
    expect(() => np.reshape(x, [4, -1])).toThrow('a shape of 6 elements')
    expect(() => np.concatenate([x, np.ones([2, 2])])).toThrow('differ at most along axis 0')
    expect(() => np.split(np.ones(5), 2)).toThrow('np.arraySplit allows')
  })
})

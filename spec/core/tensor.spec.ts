import ndarray from 'ndarray'
import { describe, expect, it } from 'vitest'
import { asTensor } from '../../src/core/convert.ts'
import { ArgumentError, isTensor, np, ShapeError } from '../../src/index.ts'
import { tensors } from '../../src/testing/index.ts'
import { prop } from '../support/prop.ts'

describe('asTensor', () => {
  it('takes plain numbers for what gives way, and booleans for what they are', () => {
    const [number, boolean] = [asTensor(3), asTensor(true)]
    expect([number.dtype, number.weakType, number.shape, number.item()]).toEqual([
      'float32',
      true,
      [],
      3,
    ])
    expect([boolean.dtype, boolean.weakType, boolean.item()]).toEqual(['bool', false, 1])
  })

  it('copies typed arrays and ndarrays, strided ones too', () => {
    const data = Int32Array.of(1, 2, 3, 4, 5, 6)
    const flat = asTensor(data)
    const view = asTensor(ndarray(data, [2, 3]).transpose(1, 0).step(-1))
    data[0] = 100
    expect([flat.dtype, flat.toArray()]).toEqual(['int32', [1, 2, 3, 4, 5, 6]])
    expect(view.toArray()).toEqual([
      [3, 6],
      [2, 5],
      [1, 4],
    ])
    expect(asTensor(ndarray(new Float64Array(0), [0, 2])).shape).toEqual([0, 2])
  })

  it('hands tensors on as they are', () => {
    const x = np.array(1)
    expect(asTensor(x)).toBe(x)
  })

  it.each([
    [[1, 2], 'np.array'],
    [{ w: 1 }, 'keys {w}'],
    ['1', 'the string "1"'],
    [null, 'null'],
    [undefined, 'undefined'],
    [() => 1, 'function'],
  ])('refuses %j, and says what it got', (value, told) => {
    expect(() => asTensor(value, 'sin', 'args[0]')).toThrow(ArgumentError)
    expect(() => asTensor(value, 'sin', 'args[0]')).toThrow(told)
    expect(() => asTensor(value, 'sin', 'args[0]')).toThrow('args[0]')
  })
})

describe('a tensor', () => {
  prop(
    'reads as its elements in row-major order, by all ways',
    [tensors({ dtype: 'float64' })],
    (x) => {
      const data = [...x.data()]
      expect([x.ndim, x.size]).toEqual([x.shape.length, data.length])
      expect(([x.toArray()] as unknown[]).flat(Number.POSITIVE_INFINITY)).toEqual(data)
      const view = x.ndarray()
      expect([view.shape, [...view.data]]).toEqual([[...x.shape], data])
      expect(np.array(x.toArray() as never, { dtype: 'float64' }).size).toBe(x.size)
      return undefined
    },
  )

  it('gives copies, so that nobody can change it', () => {
    const x = np.array([1, 2])
    x.data()[0] = 9
    const view = x.ndarray()
    view.set(1, 9)
    expect(x.toArray()).toEqual([1, 2])
  })

  it('is read as a number where there is one', () => {
    expect(np.array([[5]]).item()).toBe(5)
    expect(np.array(true).item()).toBe(1)
    expect(Number(np.array(2.5))).toBe(2.5)
    expect((np.array(2) as unknown as number) < 3).toBe(true)
    expect(() => np.array([1, 2]).item()).toThrow(ShapeError)
    expect(() => np.array([1, 2]).item()).toThrow('f32[2]')
  })

  it('says what to write instead of operators where it has several elements', () => {
    const m = np.zeros([2, 2]) as unknown as number
    const uses = [
      () => m + 1,
      () => -m,
      () => m > 0,
      () => Math.exp(m),
      () => Number(m),
      () => Number.parseFloat(m as never) + m,
      () => `${m * 2}`,
    ]
    for (const use of uses) {
      expect(use).toThrow(ShapeError)
      expect(use).toThrow('got f32[2,2]; for arithmetic use its methods and the functions of np')
    }
    expect(() => (np.zeros([0]) as unknown as number) + 1).toThrow('got f32[0]')
    expect(`${np.zeros([2])}`).toBe('Tensor([0., 0.], float32)')
  })

  it('has the length of a vector, and is taken apart along its first axis', () => {
    expect(np.arange(3).length).toBe(3)
    expect(() => np.zeros([2, 3]).length).toThrow(
      'expected one axis, got f32[2,3]; use x.shape[axis]',
    )
    expect(() => np.array(1).length).toThrow(ShapeError)
    const rows = [
      ...np.array([
        [1, 2],
        [3, 4],
      ]),
    ]
    expect(rows.map((row) => row.toArray())).toEqual([
      [1, 2],
      [3, 4],
    ])
    expect(Array.from(np.arange(2), (x) => x.item())).toEqual([0, 1])
    expect(() => [...np.array(1)]).toThrow(TypeError)
  })

  it('prints its values, with shape and dtype', () => {
    expect(String(np.array([1, 2.5]))).toBe('Tensor([1. , 2.5], float32)')
    expect(String(np.array(true))).toBe('Tensor(true, bool)')
    expect(String(np.array([[1], [-2]], { dtype: 'int32' }))).toBe(
      'Tensor([[ 1],\n        [-2]], int32)',
    )
    expect(String(np.zeros([0, 3]))).toBe('Tensor([], shape=[0, 3], float32)')
    expect(String(np.array([Number.NaN, Infinity, -Infinity]))).toBe(
      'Tensor([ nan,  inf, -inf], float32)',
    )
    expect(`${np.array(2)}`).toBe('Tensor(2., float32)')
    const long = String(np.arange(5000))
    expect(long).toContain('   0,    1,    2, ..., 4997, 4998, 4999')
    expect(JSON.stringify({ x: np.array([1, 2]) })).toBe('{"x":[1,2]}')
  })

  it('waits for nothing on the host', async () => {
    const x = np.array([1, 2])
    expect(await x.ready()).toBe(x)
    expect([...(await x.readAsync())]).toEqual([1, 2])
  })

  it('is known by its brand, and as none of ours if it is of another copy of the library', () => {
    expect(isTensor(np.ones([2]))).toBe(true)
    expect(isTensor({ [Symbol.for('cotangent.Tensor')]: true })).toBe(false)
  })
})

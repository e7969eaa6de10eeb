import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { grad, jit, np, type Tensor, vmap } from '../../src/index.ts'
import { prop } from '../support/prop.ts'

const x = np.arange(24).reshape([2, 3, 4])
const int = (values: np.Nested): Tensor => np.array(values, { dtype: 'int32' })

/** Positions that Python's `range(n)[start:stop:step]` has. */
const pythonRange = (n: number, start: number | null, stop: number | null, step: number) => {
  const [low, high] = step > 0 ? [0, n] : [-1, n - 1]
  const hold = (v: number | null, none: number): number =>
    v === null ? none : Math.min(Math.max(v < 0 ? v + n : v, low), high)
  const [from, to] = [hold(start, step > 0 ? low : high), hold(stop, step > 0 ? high : low)]
  const found: number[] = []
  for (let i = from; step > 0 ? i < to : i > to; i += step) found.push(i)
  return found
}

const bound = fc.option(fc.integer({ min: -9, max: 9 }), { nil: null })
const step = fc.integer({ min: -3, max: 3 }).filter((s) => s !== 0)
const sliceText = (start: number | null, stop: number | null, by: number): string =>
  `${start ?? ''}:${stop ?? ''}:${by}`

describe('get', () => {
  prop('takes slices as Python does', [fc.nat(7), bound, bound, step], (n, start, stop, by) => {
    const got = np
      .arange(n)
      .get(sliceText(start, stop, by))
      .toArray()
    expect(got).toEqual(pythonRange(n, start, stop, by))
  })

  it('drops the axis of an integer, and adds one for null', () => {
    expect(x.get(0).shape).toEqual([3, 4])
    expect(x.get('...', 0).shape).toEqual([2, 3])
    expect(x.get(null, 1, null).shape).toEqual([1, 1, 3, 4])
    expect(x.get(0, '1:', '::-1').toArray()).toEqual([
      [7, 6, 5, 4],
      [11, 10, 9, 8],
    ])
  })

  it('counts negative integers from the end and clamps what is then out of range', () => {
    const v = np.arange(5)
    expect(v.get(-1).item()).toBe(4)
    expect(v.get(9).item()).toBe(4)
    expect(v.get(-9).item()).toBe(0)
    expect(v.get([9, -9, -2]).toArray()).toEqual([4, 0, 3])
  })

  it('puts the axes of index arrays where they were if they are neighbours, else first', () => {
    const [i, j] = [int([0, 1]), int([2, 0])]
    expect(x.get(':', i, j).shape).toEqual([2, 2])
    expect(x.get(i, ':', j).shape).toEqual([2, 3])
    expect(x.get(i, ':', j).toArray()).toEqual([
      [2, 6, 10],
      [12, 16, 20],
    ])
    expect(np.zeros([2, 3, 4, 5]).get(':', i, ':', j).shape).toEqual([2, 2, 4])
    expect(np.zeros([2, 3, 4, 5]).get(':', i, j).shape).toEqual([2, 2, 5])
    expect(x.get(int([[0], [1]]), int([0, 2, 1])).shape).toEqual([2, 3, 4])
  })

  it('counts a plain integer beside arrays as an array', () => {
    expect(x.get(int([0, 1]), ':', 1).toArray()).toEqual([
      [1, 5, 9],
      [13, 17, 21],
    ])
    expect(np.zeros([2, 3, 4, 5]).get(0, ':', int([0, 1])).shape).toEqual([2, 3, 5])
  })

  it('selects by concrete masks over one or several axes', () => {
    const v = np.array([
      [1, -2],
      [-3, 4],
    ])
    expect(v.get(v.gt(0)).toArray()).toEqual([1, 4])
    expect(v.get(np.array([false, true])).toArray()).toEqual([[-3, 4]])
    expect(v.get(':', np.array([false, true])).toArray()).toEqual([[-2], [4]])
  })

  it('takes traced integers', () => {
    const f = jit((v: Tensor, i: Tensor) => v.get(i, '1:'))
    const v = x.get(0)
    expect(f(v, int(1)).toArray()).toEqual([5, 6, 7])
    expect(f(v, int(-1)).toArray()).toEqual([9, 10, 11])
    expect(f(v, int(99)).toArray()).toEqual([9, 10, 11])
    expect(f(v, int([0, 2])).shape).toEqual([2, 3])
  })

  it('is differentiated to a scatter that adds up repeated indices', () => {
    const g = grad((v: Tensor) =>
      v
        .get([0, 0, 2])
        .mul(np.array([1, 2, 4]))
        .sum(),
    )
    expect(g(np.zeros(3)).toArray()).toEqual([3, 0, 4])
  })

  it('is mapped over indices and values', () => {
    const rows = np.arange(12).reshape([3, 4])
    const pick = (r: Tensor, i: Tensor) => r.get(i)
    expect(vmap(pick)(rows, int([0, 1, 2])).toArray()).toEqual([0, 5, 10])
    expect(vmap(pick, { inAxes: [null, 0] })(rows, int([2, 0])).shape).toEqual([2, 4])
  })

  it('says what is wrong with an index', () => {
    expect(() => x.get(0, 0, 0, 0)).toThrowErrorMatchingInlineSnapshot(
      `[AxisError: get: expected at most 3 indices for i32[2,3,4], got 4: too many indices]`,
    )
    expect(() => x.get('1-2')).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: get: expected a slice such as '1:3', ':' or '::-1', or '...', got '1-2']`,
    )
    expect(() => x.get('::0')).toThrow("got '::0'")
    expect(() => x.get('...', '...')).toThrow('at most one')
    expect(() => x.get(0.5)).toThrow('expected an integer index, got 0.5')
    expect(() => x.get(np.array([0, 1]))).toThrowErrorMatchingInlineSnapshot(
      `[DtypeError: get: expected integers or bools for an index, got f32[2]; give integers as np.array([…], { dtype: 'int32' }), or convert with astype('int32')]`,
    )
    expect(() => x.get(np.array([true, false, true]))).toThrow('expected a mask of the shape')
    expect(() => x.get(int([0, 1]), int([0, 1, 2]))).toThrow('incompatible for broadcasting')
    expect(() => jit((v: Tensor) => v.get(v.gt(1)))(np.arange(3))).toThrow('get boolean index: ')
  })
})

describe('at', () => {
  prop(
    'sets slices as Python does and leaves the rest',
    [fc.nat(7), bound, bound, step],
    (n, start, stop, by) => {
      const places = pythonRange(n, start, stop, by)
      const expected = Array.from({ length: n }, (_, i) => i)
      places.forEach((place, k) => {
        expected[place] = 100 + k
      })
      const values = np.arange(places.length).add(100)
      const updated = np
        .arange(n)
        .at(sliceText(start, stop, by))
        .set(values)
      expect(updated.toArray()).toEqual(expected)
    },
  )

  it('never changes the tensor', () => {
    const v = np.zeros(3)
    v.at(1).set(5)
    expect(v.toArray()).toEqual([0, 0, 0])
  })

  it('counts repeated indices in add, mul, min and max', () => {
    const v = np.array([1, 2, 3])
    expect(v.at([0, 0, 2]).add(10).toArray()).toEqual([21, 2, 13])
    expect(v.at([0, 0, 2]).subtract(1).toArray()).toEqual([-1, 2, 2])
    expect(v.at([1, 1]).mul(3).toArray()).toEqual([1, 18, 3])
    expect(
      v
        .at([1, 1])
        .min(np.array([5, 0]))
        .toArray(),
    ).toEqual([1, 0, 3])
    expect(
      v
        .at([1, 1])
        .max(np.array([5, 0]))
        .toArray(),
    ).toEqual([1, 5, 3])
    expect(v.at([1]).divide(4).toArray()).toEqual([1, 0.5, 3])
    expect(v.at('1:').power(2).toArray()).toEqual([1, 4, 9])
    expect(
      v
        .at('1:')
        .apply((t) => t.neg())
        .toArray(),
    ).toEqual([1, -2, -3])
  })

  it('drops updates out of range', () => {
    const v = np.array([1, 2, 3])
    expect(v.at(7).set(9).toArray()).toEqual([1, 2, 3])
    expect(v.at([7, -1, -9]).add(1).toArray()).toEqual([1, 2, 4])
    expect(v.at([7]).set(9, { mode: 'clip' }).toArray()).toEqual([1, 2, 9])
  })

  it('reads with a fill value', () => {
    const v = np.array([1, 2, 3])
    expect(v.at([0, 7]).get({ mode: 'fill', fillValue: -1 }).toArray()).toEqual([1, -1])
    expect(v.at([0, 7]).get().toArray()).toEqual([1, 3])
    expect(v.at([4]).get({ mode: 'wrap' }).toArray()).toEqual([2])
  })

  it('combines slices with index arrays', () => {
    const v = np
      .zeros([2, 4])
      .at([0, 1], '::2')
      .set(
        np.array([
          [1, 2],
          [3, 4],
        ]),
      )
    expect(v.toArray()).toEqual([
      [1, 0, 2, 0],
      [3, 0, 4, 0],
    ])
  })

  it('sets one value under a traced mask', () => {
    const relu = jit((v: Tensor) => v.at(v.lt(0)).set(0))
    expect(relu(np.array([-1, 2])).toArray()).toEqual([0, 2])
    expect(
      np
        .array([-1, 2, -3])
        .at(np.array([true, false, true]))
        .set(np.array([7, 8]))
        .toArray(),
    ).toEqual([7, 2, 8])
    const several = jit((v: Tensor) => v.at(v.lt(0)).set(np.array([1, 2])))
    expect(() => several(np.array([-1, -2]))).toThrow('at.set boolean index: ')
  })

  it('is differentiated in the tensor and in the values', () => {
    const weights = np.array([1, 2, 4])
    const f = (v: Tensor, u: Tensor) => v.at([1]).set(u).mul(weights).sum()
    expect(grad(f, { argnums: [0, 1] })(np.zeros(3), np.zeros(1)).map((g) => g.toArray())).toEqual([
      [1, 0, 4],
      [2],
    ])
  })

  it('is mapped', () => {
    const put = (v: Tensor, i: Tensor) => v.at(i).set(1)
    expect(vmap(put)(np.zeros([2, 3]), int([2, 0])).toArray()).toEqual([
      [0, 0, 1],
      [1, 0, 0],
    ])
  })

  it('refuses what does not fit', () => {
    expect(() => np.zeros(3).at('1:').set(np.ones(3))).toThrow('broadcasts to')
    expect(() => np.array([true]).at(0).add(1)).toThrowErrorMatchingInlineSnapshot(
      `[DtypeError: at.add: expected a tensor of numbers, got bools; use set, or convert with astype]`,
    )
    expect(() =>
      np
        .zeros(3)
        .at(0)
        .set(1, { mod: 'clip' } as never),
    ).toThrow('write mode')
  })
})

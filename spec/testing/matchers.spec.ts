import { deepStrictEqual, notDeepStrictEqual } from 'node:assert'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { np } from '../../src/index.ts'
import { areTensorsEqual, matchers, type TensorMatchers } from '../../src/testing/index.ts'

declare module 'vitest' {
  interface Matchers<T> extends TensorMatchers<T> {}
}

expect.extend(matchers)
const matrix = () =>
  np.array([
    [1, 2],
    [3, 4],
  ])

describe('toBeAllClose', () => {
  it('compares tensors and trees with tensors and plain numbers', () => {
    expect(matrix()).toBeAllClose([
      [1, 2],
      [3, 4 + 1e-6],
    ])
    expect({ w: [matrix(), null], b: np.array(1) }).toBeAllClose({ w: [matrix(), null], b: 1 })
    expect(np.array([Number.NaN, Infinity])).toBeAllClose([Number.NaN, Infinity])
    expect(matrix()).not.toBeAllClose(matrix().add(1e-3))
    expect(matrix()).toBeAllClose(matrix().add(1e-3), { atol: 1e-2 })
    expect(np.array([1, 2], { dtype: 'int32' })).not.toBeAllClose([1, 2.000001])
  })

  it('says where values differ, and by how much', () => {
    const { message } = matchers.toBeAllClose({ w: matrix() }, { w: matrix().at(1, 0).set(3.5) })
    expect(message()).toBe(
      'toBeAllClose: expected 3.5, got 3 in element [1, 0] at w; 1 of 4 elements differ, by at most 0.5 and ' +
        '0.14285714285714285 of the expected, with rtol 0.00001 and atol 0.000001',
    )
    expect(matchers.toBeAllClose(matrix(), [1, 2]).message()).toBe(
      'toBeAllClose: expected f32[2], got f32[2,2]',
    )
    expect(matchers.toBeAllClose({ a: 1 }, { b: 1 }).message()).toContain('structure { b: * }')
    expect(() => matchers.toBeAllClose(1, 1, { tol: 1 } as never)).toThrow('rtol, atol')
  })
})

describe('equality of tensors', () => {
  it('holds and fails without help', () => {
    expect(matrix()).toEqual(matrix())
    expect(matrix()).toStrictEqual(matrix())
    expect(matrix()).not.toEqual(matrix().at(0, 0).set(7))
    expect(np.array(1)).toEqual(np.array(1))
    expect(np.array(1)).not.toEqual(np.array(2))
    expect({ x: np.array([1]) }).not.toEqual({ x: np.array([1, 2]) })
    deepStrictEqual(matrix(), matrix())
    notDeepStrictEqual(matrix(), matrix().at(0, 0).set(7))
  })

  describe('with areTensorsEqual', () => {
    beforeAll(() => expect.addEqualityTesters([areTensorsEqual]))
    afterAll(() => expect.addEqualityTesters([]))

    it('is by value, however elements lie in memory', () => {
      const same = np.array([
        [1, 3],
        [2, 4],
      ])
      expect(matrix().T).toEqual(same)
      expect({ list: [matrix().T] }).toStrictEqual({ list: [same] })
      expect(np.array([0])).not.toEqual(np.array([-0]))
      expect(np.array([1])).not.toEqual(np.array([1], { dtype: 'int32' }))
      expect(np.array([Number.NaN])).toEqual(np.array([Number.NaN]))
      expect(np.array([1])).not.toEqual([1])
      expect({ a: 1 }).toEqual({ a: 1 })
    })
  })
})

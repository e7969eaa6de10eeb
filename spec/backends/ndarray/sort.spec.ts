import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { prop } from '../../support/prop.ts'
import {
  anyDType,
  anyValue,
  at,
  exactValue,
  indicesOf,
  type Plain,
  plain,
  rowMajorSample,
  runAll,
  sample,
  shapes,
} from './support.ts'

const compare = (x: number, y: number): number =>
  Number.isNaN(x) ? Number(!Number.isNaN(y)) : Number.isNaN(y) ? -1 : x < y ? -1 : Number(x > y)

/** Each operand with its lines along `axis` in the order of the keys; `Array.prototype.sort` is stable. */
const naiveSort = (inputs: readonly Plain[], axis: number, numKeys: number) => {
  const [first] = inputs
  if (first === undefined) return []
  const length = first.shape[axis] ?? 0
  const along = (index: readonly number[], i: number) =>
    index.map((old, other) => (other === axis ? i : old))
  const order = (index: readonly number[]) =>
    Array.from({ length }, (_, i) => i).sort((i, j) =>
      inputs
        .slice(0, numKeys)
        .reduce((so, key) => so || compare(at(key, along(index, i)), at(key, along(index, j))), 0),
    )
  return inputs.map((x) =>
    indicesOf(x.shape).map((index) => at(x, along(index, order(index)[index[axis] ?? 0] ?? 0))),
  )
}

describe('sort', () => {
  prop(
    'sorts one operand along any axis, NaN last',
    [
      fc
        .tuple(anyDType, shapes(2))
        .chain(([dtype, shape]) =>
          fc.tuple(sample(dtype, [...shape, 7], anyValue(dtype)), fc.nat(shape.length)),
        ),
    ],
    ([x, axis]) => {
      const [expected] = naiveSort([x], axis, 1)
      expect(runAll({ kind: 'sort', axis, numKeys: 1 }, [x], [x])[0]).toEqual(expected)
    },
  )

  prop(
    'sorts several operands stably by several keys',
    [
      fc
        .tuple(anyDType, anyDType, shapes(1), fc.constantFrom(1, 2))
        .chain(([first, second, shape, numKeys]) =>
          fc.record({
            keys: fc.tuple(
              sample(
                first,
                [...shape, 9],
                fc.constantFrom(0, 1, ...(first === 'float32' ? [Number.NaN, -0] : [])),
              ),
              sample(second, [...shape, 9], exactValue(second)),
            ),
            positions: fc.constant(plain('int32', [...shape, 9], (index) => index.at(-1) ?? 0)),
            axis: fc.nat(shape.length),
            numKeys: fc.constant(numKeys),
          }),
        ),
    ],
    ({ keys, positions, axis, numKeys }) => {
      const inputs = [...keys, rowMajorSample('int32', positions.shape, positions.values)]
      expect(runAll({ kind: 'sort', axis, numKeys }, inputs, inputs)).toEqual(
        naiveSort(inputs, axis, numKeys),
      )
    },
  )

  it('keeps zeros of both signs in their order', () => {
    const values = [0, -0, 1, -0, 0, -1]
    const x = rowMajorSample('float32', [6], values)
    expect(runAll({ kind: 'sort', axis: 0, numKeys: 1 }, [x], [x])[0]).toEqual([
      -1, 0, -0, -0, 0, 1,
    ])
  })

  it('sorts long lines', () => {
    const values = Array.from({ length: 5000 }, (_, i) => Math.sin(i * i))
    const key = rowMajorSample('float64', [5000], values)
    const positions = rowMajorSample(
      'int32',
      [5000],
      values.map((_, i) => i),
    )
    const [sorted = [], order = []] = runAll(
      { kind: 'sort', axis: 0, numKeys: 1 },
      [key, positions],
      [key, positions],
    )
    expect(sorted).toEqual([...values].sort((a, b) => a - b))
    expect(order.map((i) => values[i])).toEqual(sorted)
  })
})

import fc from 'fast-check'
import { describe, it } from 'vitest'
import type { DType } from '../../../src/core/dtype.ts'
import { prop } from '../../support/prop.ts'
import {
  anyDType,
  at,
  expectRun,
  expectRunClose,
  indicesOf,
  numericDType,
  type Plain,
  plain,
  rowMajorSample,
  sample,
} from './support.ts'

/** The sum over all contracted indices, in exact arithmetic for small whole values. */
const naiveDot = (x: Plain, y: Plain, batch: number, free: readonly [number, number]): Plain => {
  const inner = x.shape.slice(batch + free[0])
  const shape = [...x.shape.slice(0, batch + free[0]), ...y.shape.slice(batch, batch + free[1])]
  return plain(x.dtype, shape, (index) => {
    const left = index.slice(0, batch + free[0])
    const right = [...index.slice(0, batch), ...index.slice(batch + free[0])]
    const sum = indicesOf(inner).reduce(
      (total, k) => total + at(x, [...left, ...k]) * at(y, [...right, ...k]),
      0,
    )
    return x.dtype === 'bool' ? Number(sum !== 0) : sum
  })
}

const dimensions = (batch: number, free: readonly [number, number], inner: number) => {
  const axes = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i)
  return {
    kind: 'dot',
    dims: {
      batch: [axes(0, batch), axes(0, batch)],
      contract: [axes(batch + free[0], inner), axes(batch + free[1], inner)],
    },
  } as const
}

describe('dot', () => {
  const small = fc.constantFrom(0, 1, 2, 3, 4, 5, 9)
  const axes = (max: number) => fc.array(small, { maxLength: max })

  prop(
    'contracts any axes of any layout',
    [
      fc
        .record({ dtype: anyDType, batch: axes(2), left: axes(2), right: axes(2), inner: axes(2) })
        .chain(({ dtype, batch, left, right, inner }) =>
          fc.record({
            x: sample(dtype, [...batch, ...left, ...inner]),
            y: sample(dtype, [...batch, ...right, ...inner]),
            counts: fc.constant([batch.length, left.length, right.length, inner.length] as const),
          }),
        ),
    ],
    ({ x, y, counts: [batch, left, right, inner] }) =>
      expectRun(
        dimensions(batch, [left, right], inner),
        [x, y],
        naiveDot(x, y, batch, [left, right]),
      ),
    { numRuns: 300 },
  )

  const size = fc.constantFrom(1, 3, 4, 8, 17, 33)

  prop(
    'multiplies matrices of all sizes, transposed or not',
    [
      fc
        .tuple(numericDType, size, size, size)
        .chain(([dtype, m, n, k]) => fc.tuple(sample(dtype, [m, k]), sample(dtype, [n, k]))),
    ],
    ([x, y]) => expectRun(dimensions(0, [1, 1], 1), [x, y], naiveDot(x, y, 0, [1, 1])),
  )

  it.each([
    [130, 70, 300],
    [1, 300, 257],
    [300, 1, 257],
    [513, 257, 1],
    [64, 64, 1030],
    [3, 2, 20000],
  ])('is right beyond the size of a block: %i × %i × %i', (m, n, k) => {
    const value = (seed: number) => (index: readonly number[]) =>
      Math.sin(index.reduce((sum, i) => sum * 37 + i, seed))
    const x = plain('float32', [m, k], value(1))
    const y = plain('float32', [n, k], value(2))
    const expected = plain('float32', [m, n], ([i = 0, j = 0]) => {
      let sum = 0
      for (let l = 0; l < k; l++) sum += (x.values[i * k + l] ?? 0) * (y.values[j * k + l] ?? 0)
      return sum
    })
    const left = rowMajorSample('float32', [m, k], x.values)
    const right = rowMajorSample('float32', [n, k], y.values)
    expectRunClose(dimensions(0, [1, 1], 1), [left, right], expected, 1e-6)
  })

  it.each<[DType, number]>([
    ['int32', 2e9],
    ['uint8', 251],
    ['int8', -123],
    ['uint32', 4e9],
    ['bool', 1],
  ])('is right for long sums of %s', (dtype, value) => {
    const length = 30000
    const x = rowMajorSample(dtype, [2, length], new Array(2 * length).fill(value))
    const wrapped = Number((BigInt(value) * BigInt(value) * BigInt(length)) & 0xffffffffn)
    const one = plain(dtype, [], () => (dtype === 'bool' ? 1 : wrapped)).values[0] ?? 0
    expectRun(
      dimensions(0, [1, 1], 1),
      [x, x],
      plain(dtype, [2, 2], () => one),
    )
  })

  it('wraps products of integers', () => {
    const big = 123456789
    expectRun(
      dimensions(0, [0, 0], 1),
      [rowMajorSample('int32', [2], [big, big]), rowMajorSample('int32', [2], [big, 3])],
      plain('int32', [], () => (Math.imul(big, big) + Math.imul(big, 3)) | 0),
    )
  })

  it('propagates NaN and infinities also against zeros', () => {
    expectRun(
      dimensions(0, [1, 1], 1),
      [
        rowMajorSample('float32', [2, 2], [Number.NaN, 0, Infinity, 1]),
        rowMajorSample('float32', [2, 2], [0, 1, 1, 0]),
      ],
      { dtype: 'float32', shape: [2, 2], values: [Number.NaN, Number.NaN, Number.NaN, Infinity] },
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ndarrayDevice } from '../../../src/backends/ndarray/index.ts'
import { makeAval } from '../../../src/core/aval.ts'
import { allocate, type DType, isFloat, isSigned } from '../../../src/core/dtype.ts'
import type { CumulativeOp, ReduceOp } from '../../../src/core/kernel.ts'
import { prop } from '../../support/prop.ts'
import {
  anyDType,
  anyValue,
  at,
  exactValue,
  expectRun,
  expectRunClose,
  floatDType,
  indicesOf,
  numericDType,
  type Plain,
  plain,
  runAll,
  sample,
  shapes,
} from './support.ts'

const limits: Readonly<Record<DType, readonly [number, number]>> = {
  bool: [0, 1],
  uint8: [0, 255],
  int8: [-128, 127],
  uint32: [0, 4294967295],
  int32: [-2147483648, 2147483647],
  float32: [-Infinity, Infinity],
  float64: [-Infinity, Infinity],
}

const start = (op: ReduceOp, dtype: DType): number => {
  const [low, high] = limits[dtype]
  return { sum: 0, prod: 1, max: low, min: high, and: isSigned(dtype) ? -1 : high, or: 0 }[op] ?? 0
}

const combine = (op: ReduceOp, dtype: DType, x: number, y: number): number => {
  const data = allocate(dtype, 1)
  const integer = !isFloat(dtype)
  if (dtype === 'bool') return ['sum', 'max', 'or'].includes(op) ? x | y : x & y
  data[0] = {
    sum: x + y,
    prod: integer ? Math.imul(x, y) : x * y,
    max: Math.max(x, y),
    min: Math.min(x, y),
    and: x & y,
    or: x | y,
  }[op]
  return data[0] ?? 0
}

const lines = (x: Plain, axes: readonly number[], kept: readonly number[]) => {
  const inner = indicesOf(axes.map((axis) => x.shape[axis] ?? 0))
  return inner.map((index) => {
    let next = 0
    const full = x.shape.map((_, axis) => {
      const i = axes.indexOf(axis)
      return i < 0 ? (kept[next++] ?? 0) : (index[i] ?? 0)
    })
    return at(x, full)
  })
}

const operations = anyDType.chain((dtype) =>
  fc.tuple(
    fc.constant(dtype),
    fc.constantFrom<ReduceOp>(
      'sum',
      'prod',
      'max',
      'min',
      ...(isFloat(dtype) ? [] : (['and', 'or'] as const)),
    ),
  ),
)

/** Few of them are not 1, so that products stay exact. */
const factor = fc.constantFrom(1, 2, 1, 1)

describe('reduce', () => {
  prop(
    'combines the elements along any axes of any layout',
    [
      fc.tuple(operations, shapes()).chain(([[dtype, op], shape]) =>
        fc.record({
          op: fc.constant(op),
          x: sample(dtype, shape, op === 'prod' && dtype !== 'bool' ? factor : exactValue(dtype)),
          axes: fc.subarray(shape.map((_, axis) => axis)),
        }),
      ),
    ],
    ({ op, x, axes }) => {
      const shape = x.shape.filter((_, axis) => !axes.includes(axis))
      return expectRun(
        { kind: 'reduce', op, axes },
        [x],
        plain(x.dtype, shape, (index) =>
          lines(x, axes, index).reduce((a, b) => combine(op, x.dtype, a, b), start(op, x.dtype)),
        ),
      )
    },
    { numRuns: 500 },
  )

  prop(
    'lets NaN win over every maximum and minimum',
    [
      floatDType.chain((dtype) => sample(dtype, [3, 5], anyValue(dtype))),
      fc.constantFrom<'max' | 'min'>('max', 'min'),
    ],
    (x, op) =>
      expectRun(
        { kind: 'reduce', op, axes: [0] },
        [x],
        plain(x.dtype, [5], (index) => Math[op](...lines(x, [0], index))),
      ),
  )

  const sumOf = (
    dtype: DType,
    shape: readonly number[],
    axes: readonly number[],
    value: number,
  ) => {
    const data = allocate(
      dtype,
      shape.reduce((a, b) => a * b, 1),
    ).fill(value)
    const buffer = ndarrayDevice.storage.put(data, makeAval(shape, dtype))
    const aval = makeAval(
      shape.filter((_, axis) => !axes.includes(axis)),
      dtype,
    )
    const [result] = ndarrayDevice.executor.run(
      { kind: 'reduce', op: 'sum', axes },
      [buffer],
      [],
      [aval],
    )
    return result === undefined ? [] : [...ndarrayDevice.storage.read(result, aval)]
  }

  it('sums ten million tenths right to seven digits', () => {
    expect(Math.abs((sumOf('float32', [1e7], [0], 0.1)[0] ?? 0) / 1e6 - 1)).toBeLessThan(1e-7)
    for (const sum of sumOf('float32', [1e6, 4], [0], 0.1))
      expect(Math.abs(sum / 1e5 - 1)).toBeLessThan(1e-7)
  })

  it('sums float64 pairwise along leading and trailing axes', () => {
    expect(Math.abs((sumOf('float64', [1e6], [0], 0.1)[0] ?? 0) / 1e5 - 1)).toBeLessThan(1e-15)
    for (const sum of [
      ...sumOf('float64', [2e5, 5], [0], 0.1),
      ...sumOf('float64', [5, 2e5], [1], 0.1),
    ])
      expect(Math.abs(sum / 2e4 - 1)).toBeLessThan(1e-15)
  })

  it('works through more columns than it keeps accumulators for', () => {
    const [sum = []] = [sumOf('float32', [300, 1500], [0], 2)]
    expect(sum).toEqual(new Array(1500).fill(600))
  })
})

describe('argReduce', () => {
  prop(
    'finds the first extreme element, or the first NaN',
    [
      fc
        .tuple(anyDType, shapes(3))
        .chain(([dtype, shape]) =>
          fc.record({
            x: sample(dtype, [...shape, 5], anyValue(dtype)),
            axis: fc.nat(shape.length),
            op: fc.constantFrom<'max' | 'min'>('max', 'min'),
          }),
        )
        .filter(({ x, axis }) => x.shape[axis] !== 0),
    ],
    ({ x, axis, op }) =>
      expectRun(
        { kind: 'argReduce', op, axis },
        [x],
        plain(
          'int32',
          x.shape.filter((_, other) => other !== axis),
          (index) => {
            const line = lines(x, [axis], index)
            const nan = line.findIndex(Number.isNaN)
            return nan >= 0 ? nan : line.indexOf(Math[op](...line))
          },
        ),
      ),
  )
})

describe('cumulative', () => {
  prop(
    'reduces all elements up to each one',
    [
      fc
        .tuple(
          numericDType,
          fc.constantFrom<CumulativeOp>('sum', 'prod', 'max', 'min'),
          shapes(2),
          fc.boolean(),
        )
        .chain(([dtype, op, shape, reverse]) =>
          fc.record({
            x: sample(
              dtype,
              [...shape, 4],
              op === 'prod' ? fc.constantFrom(1, 2) : exactValue(dtype),
            ),
            axis: fc.nat(shape.length),
            op: fc.constant(op),
            reverse: fc.constant(reverse),
          }),
        ),
    ],
    ({ x, axis, op, reverse }) =>
      expectRun(
        { kind: 'cumulative', op, axis, reverse },
        [x],
        plain(x.dtype, x.shape, (index) => {
          const kept = index.filter((_, other) => other !== axis)
          const line = lines(x, [axis], kept)
          const i = index[axis] ?? 0
          const part = reverse ? line.slice(i).reverse() : line.slice(0, i + 1)
          return part.reduce(
            (a, b) => combine(op as ReduceOp, x.dtype, a, b),
            start(op as ReduceOp, x.dtype),
          )
        }),
      ),
  )

  prop(
    'sums exponentials without overflow',
    [
      floatDType.chain((dtype) =>
        sample(dtype, [6], fc.constantFrom(-Infinity, -1000, -1, 0, 2, 800, 801)),
      ),
    ],
    (x) => {
      const highest = (i: number) => Math.max(...x.values.slice(0, i + 1))
      return expectRunClose(
        { kind: 'cumulative', op: 'logsumexp', axis: 0, reverse: false },
        [x],
        plain(x.dtype, [6], ([i = 0]) =>
          highest(i) === -Infinity
            ? -Infinity
            : highest(i) +
              Math.log(x.values.slice(0, i + 1).reduce((s, v) => s + Math.exp(v - highest(i)), 0)),
        ),
        1e-6,
      )
    },
  )

  it('keeps infinities and NaN apart', () => {
    const values = [-Infinity, 1, Infinity, 2, Number.NaN, 3]
    const x = { dtype: 'float64', shape: [6], values } as const
    const kernel = { kind: 'cumulative', op: 'logsumexp', axis: 0, reverse: false } as const
    const buffer = ndarrayDevice.storage.put(new Float64Array(values), makeAval([6], 'float64'))
    const [result] = runAll(kernel, [{ ...x, buffer }], [x])
    expect(result).toEqual([-Infinity, 1, Infinity, Infinity, Number.NaN, Number.NaN])
  })
})

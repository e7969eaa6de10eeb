import { describe, expect, it } from 'vitest'
import type { Loop } from '../../../../src/compiler/kernels.ts'
import type { DType } from '../../../../src/core/dtype.ts'
import { arg } from '../../../../src/core/scalar.ts'
import { compileLoop } from './loop-running.ts'

/** Sums of `[outer, n, columns]` over the middle axis, or over the last where there are no columns. */
const sumOf = (dtype: DType, outer: number, n: number, columns: number): Loop => ({
  kind: 'loop',
  shape: columns === 0 ? [outer, n] : [outer, n, columns],
  reduced: columns === 0 ? [false, true] : [false, true, false],
  operands: [
    {
      buffer: { dtype, size: outer * n * Math.max(1, columns) },
      offset: 0,
      strides: columns === 0 ? [n, 1] : [n * columns, columns, 1],
    },
  ],
  results: [
    {
      value: arg(0, dtype),
      reduce: 'sum',
      view: {
        buffer: { dtype, size: outer * Math.max(1, columns) },
        offset: 0,
        strides: columns === 0 ? [1, 0] : [columns, 0, 1],
      },
    },
  ],
})

const buffersOf = ({ operands, results }: Loop) => {
  const [operand] = operands
  if (operand === undefined || !('buffer' in operand)) throw new Error('no operand')
  return { x: operand.buffer, y: results[0]!.view.buffer }
}

describe('sums of floats', () => {
  it.each([
    ['along rows', sumOf('float32', 1, 10_000_000, 0)],
    ['along columns', sumOf('float32', 1, 2_500_000, 4)],
    ['of strided rows', sumOf('float32', 4, 2_500_000, 0)],
  ])('stay accurate over millions of values %s', (_, loop) => {
    const { x, y } = buffersOf(loop)
    const { units, call, data } = compileLoop(loop)
    data(x).fill(0.1)
    call(0, units)
    for (const sum of data(y)) {
      const exact = (Math.fround(0.1) * x.size) / y.size
      expect(Math.abs(sum / exact - 1)).toBeLessThan(1e-6)
    }
  })

  it.each([
    [0, 16],
    [17, 8],
  ])('of doubles err by few roundings, %i columns', (columns, outer) => {
    const loop = sumOf('float64', outer, 5000, columns)
    const { x, y } = buffersOf(loop)
    const { units, call, data } = compileLoop(loop)
    data(x).fill(0.1)
    call(0, units)
    for (const sum of data(y)) expect(Math.abs(sum / 500 - 1)).toBeLessThan(2e-14)
  })

  it.each([
    ['rows', sumOf('float32', 37, 1003, 0)],
    ['columns', sumOf('float32', 3, 501, 83)],
    ['columns of doubles', sumOf('float64', 3, 77, 35)],
  ])('do not depend on how %s are shared out', (_, loop) => {
    const { x, y } = buffersOf(loop)
    const { units, call, data } = compileLoop(loop, 0)
    const values = data(x)
    for (let i = 0; i < values.length; i++) values[i] = Math.sin(i) * 10 ** (i % 5)
    call(0, units)
    const whole = data(y).slice()
    data(y).fill(0)
    for (let unit = units - 1; unit >= 0; unit--) call(unit, unit + 1)
    expect(units).toBeGreaterThan(8)
    expect(data(y)).toEqual(whole)
  })
})

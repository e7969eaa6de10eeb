import { describe, expect, it } from 'vitest'
import type { DataArray } from '../../../../src/core/dtype.ts'
import { arg, binary, call, type Expr } from '../../../../src/core/scalar.ts'
import { dataOf, evaluate, reference } from '../evaluate.ts'
import { edges, pairs, randomBits, spread } from './samples.ts'
import { ulpsBetween } from './ulps.ts'

const x = arg(0, 'float32')
const y = arg(1, 'float32')

const worst = (expression: Expr, inputs: readonly DataArray[]): number => {
  const [actual] = evaluate([expression], inputs)
  const [expected] = reference([expression], inputs)
  return Array.from(actual!, (value, i) => ulpsBetween(value, expected![i]!, 'float32')).reduce(
    (x, y) => Math.max(x, y),
  )
}

/** Values by the reference are rounded from float64, and so within half a unit. */
describe('inverse functions of float32', () => {
  it.each([
    ['asin', 2, -1, 1],
    ['acos', 2, -1, 1],
    ['atan', 2, -8, 8],
    ['asinh', 1, -4, 4],
    ['acosh', 1, 1, 4],
    ['atanh', 1, -1, 1],
    ['erfInv', 0, -1, 1],
  ] as const)('%s is within %d ulp of the reference', (op, ulps, low, high) => {
    const near = spread('float32', low, high, 4000)
    const zooms = spread('float32', -40, 0, 2000, 1).map((power) => 1 - 2 ** power)
    const data = dataOf('float32', [
      ...edges('float32'),
      ...randomBits('float32', 4000),
      ...near,
      ...zooms,
    ])
    expect(worst(call(op, x), [data])).toBeLessThanOrEqual(ulps)
  })

  it('atan2 is within 2 ulp of the reference', () => {
    const [first, second] = pairs(edges('float32'))
    const inputs = [first, second].map((values, i) =>
      dataOf('float32', [
        ...values,
        ...randomBits('float32', 4000, i),
        ...spread('float32', -3, 3, 4000, i),
      ]),
    )
    expect(worst(binary('atan2', y, x), inputs)).toBeLessThanOrEqual(2)
  })
})

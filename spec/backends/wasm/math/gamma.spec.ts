import { describe, expect, it } from 'vitest'
import { arg, binary, call, constant } from '../../../../src/core/scalar.ts'
import { dataOf, evaluate, reference } from '../evaluate.ts'
import references from './references64.json' with { type: 'json' }
import { edges, randomBits, spread } from './samples.ts'

const errorOf = (actual: number, expected: number): number =>
  Object.is(actual, expected) || actual === expected
    ? 0
    : Math.abs(actual - expected) / Math.max(1, Math.abs(expected))

const float32 = arg(0, 'float32')

describe('gamma functions', () => {
  it.each(['lgamma', 'digamma'] as const)('%s of float32 is the reference’s', (op) => {
    const data = dataOf('float32', [
      ...edges('float32'),
      ...randomBits('float32', 1000),
      ...spread('float32', -8, 12, 2000),
    ])
    const [actual] = evaluate([call(op, float32)], [data])
    const [expected] = reference([call(op, float32)], [data])
    data.forEach((argument, i) => {
      const error = Number.isNaN(expected![i]!)
        ? Number(!Number.isNaN(actual![i]!))
        : errorOf(actual![i]!, expected![i]!)
      expect(error, `${op}(${argument})`).toBeLessThan(1.5e-7)
    })
  })

  it('polygamma is within 1e-14 of the exact value', () => {
    const { x, y, z } = references.polygamma
    const expression = binary('polygamma', arg(0, 'float64'), arg(1, 'float64'))
    const [actual] = evaluate([expression], [dataOf('float64', x), dataOf('float64', y)])
    z.forEach((expected, i) => {
      const error = Math.abs(actual![i]! / expected - 1)
      expect(error, `polygamma(${x[i]}, ${y[i]})`).toBeLessThan(1e-14)
    })
  })

  it.each(['float32', 'float64'] as const)(
    'polygamma of %s is the reference’s at edges',
    (dtype) => {
      const odd = [Infinity, -Infinity, Number.NaN, -0, 0, 0.5, -1, -2.5, -2e6]
      const points = [...odd, 1, 2, 3, 20, 169, 1000, 1e-3, 14.9]
      // The reference loses digits in higher orders.
      const orders = [...odd, 1, 2, 3]
      const m = orders.flatMap((order) => points.map(() => order))
      const x = orders.flatMap(() => points)
      const expression = binary('polygamma', arg(0, dtype), arg(1, dtype))
      const inputs = [dataOf(dtype, m), dataOf(dtype, x)]
      const [actual] = evaluate([expression], inputs)
      const [expected] = reference([expression], inputs)
      m.forEach((order, i) => {
        const [value, other] = [actual![i]!, expected![i]!]
        const same = Object.is(value, other) || Math.abs(value - other) <= 1e-6 * Math.abs(other)
        expect(same, `polygamma(${order}, ${x[i]}) = ${value}, not ${other}`).toBe(true)
      })
    },
  )

  it('takes orders that are constants', () => {
    const expression = binary('polygamma', constant(1, 'float32'), float32)
    expect(evaluate([expression], [dataOf('float32', [1])])[0]![0]).toBeCloseTo(Math.PI ** 2 / 6, 6)
  })
})

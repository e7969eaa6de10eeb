import { describe, expect, it } from 'vitest'
import { arg, binary, call, type Expr } from '../../../../src/core/scalar.ts'
import { dataOf, evaluate, reference } from '../evaluate.ts'
import references from './references64.json' with { type: 'json' }
import { edges, pairs, randomBits } from './samples.ts'
import { ulpsBetween } from './ulps.ts'

const x = arg(0, 'float64')
const y = arg(1, 'float64')

/** Errors in units in the last place that are allowed, of which half a unit is the reference's. */
const unary = [
  ['exp', 1.5],
  ['expm1', 2],
  ['exp2', 2],
  ['log', 1.5],
  ['log1p', 1.5],
  ['cbrt', 1.5],
  ['sin', 2.5],
  ['cos', 2.5],
  ['tan', 3.5],
  ['asin', 2],
  ['acos', 1.5],
  ['atan', 1.5],
  ['sinh', 2.5],
  ['cosh', 2],
  ['tanh', 3],
  ['asinh', 2.5],
  ['acosh', 2.5],
  ['atanh', 2.5],
  ['logistic', 2.5],
  ['erf', 2.5],
  ['erfc', 3.5],
  ['erfInv', 4.5],
  ['lgamma', 5],
  ['digamma', 5],
] as const

const binaries = [
  ['pow', 1.5],
  ['atan2', 2],
] as const

const valuesOf = (expression: Expr, ...inputs: readonly (readonly number[])[]): number[] => [
  ...evaluate(
    [expression],
    inputs.map((values) => dataOf('float64', values)),
  )[0]!,
]

/** On the left of 0 the gamma functions have zeros that no formula follows. */
const allowed = (op: string, ulps: number, argument: number, expected: number): number =>
  (op === 'lgamma' || op === 'digamma') && argument < 0
    ? ulps * Math.max(1, 1 / Math.abs(expected) || 0)
    : ulps

describe('functions of float64', () => {
  it.each(unary)('%s is within %d ulp of the exact value', (op, ulps) => {
    const table = references[op]
    const actual = valuesOf(call(op, x), table.x)
    actual.forEach((value, i) => {
      const expected = table.y[i]!
      expect(ulpsBetween(value, expected, 'float64'), `${op}(${table.x[i]})`).toBeLessThan(
        allowed(op, ulps, table.x[i]!, expected),
      )
    })
  })

  it.each(binaries)('%s is within %d ulp of the exact value', (op, ulps) => {
    const table = references[op]
    const actual = valuesOf(binary(op, x, y), table.x, table.y)
    actual.forEach((value, i) => {
      expect(
        ulpsBetween(value, table.z[i]!, 'float64'),
        `${op}(${table.x[i]}, ${table.y[i]})`,
      ).toBeLessThan(ulps)
    })
  })

  it.each([...unary.map(([op]) => op), 'sqrt', 'rsqrt'] as const)(
    '%s is what the reference is at the edges, and close to it for random bits',
    (op) => {
      const data = dataOf('float64', [...edges('float64'), ...randomBits('float64', 600)])
      const [actual] = evaluate([call(op, x)], [data])
      const [expected] = reference([call(op, x)], [data])
      data.forEach((argument, i) => {
        const ulps = ulpsBetween(actual![i]!, expected![i]!, 'float64')
        const zeros = op === 'lgamma' && expected![i] === 0
        if (!zeros)
          expect(ulps, `${op}(${argument})`).toBeLessThan(allowed(op, 8, argument, expected![i]!))
      })
    },
  )

  it.each(binaries.map(([op]) => op))('%s is what the reference is at the edges', (op) => {
    const [first, second] = pairs(edges('float64'))
    const inputs = [dataOf('float64', first), dataOf('float64', second)]
    const [actual] = evaluate([binary(op, x, y)], inputs)
    const [expected] = reference([binary(op, x, y)], inputs)
    first.forEach((argument, i) => {
      const ulps = ulpsBetween(actual![i]!, expected![i]!, 'float64')
      expect(ulps, `${op}(${argument}, ${second[i]})`).toBeLessThan(4)
    })
  })

  it('reduces the largest arguments of sines by as many digits of pi as they need', () => {
    // The last is the float64 nearest to a multiple of π/2; values by mpmath at 1400 bits.
    const large = [1e22, 2 ** 1000, Number.MAX_VALUE, 6381956970095103 * 2 ** 797]
    const sines = [-0.8522008497671888, -0.15920170308624243, 0.004961954789184062, 1]
    const cosines = [
      0.523214785395139, 0.9872460775989135, -0.9999876894265599, -4.687165924254628e-19,
    ]
    large.forEach((argument, i) => {
      const values = [argument, -argument]
      const [sine, negated] = valuesOf(call('sin', x), values)
      const [cosine, same] = valuesOf(call('cos', x), values)
      expect(ulpsBetween(sine!, sines[i]!, 'float64')).toBeLessThan(2.5)
      expect(ulpsBetween(cosine!, cosines[i]!, 'float64')).toBeLessThan(2.5)
      expect([negated, same]).toEqual([-sine!, cosine])
    })
  })
})

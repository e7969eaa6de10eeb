import { describe, expect, it } from 'vitest'
import type { DataArray } from '../../../../src/core/dtype.ts'
import { arg, binary, call, convert, type Expr } from '../../../../src/core/scalar.ts'
import { dataOf, evaluate, reference } from '../evaluate.ts'
import { edges, pairs, randomBits, spread } from './samples.ts'
import { ulpsBetween } from './ulps.ts'

const x = arg(0, 'float32')
const y = arg(1, 'float32')

/** The largest errors in units in the last place, rounded up, of one in 17 of all numbers. */
const unary = [
  ['exp', 1],
  ['expm1', 1.8],
  ['exp2', 1.2],
  ['log', 0.9],
  ['log1p', 0.9],
  ['sqrt', 0.5],
  ['rsqrt', 1.5],
  ['cbrt', 1],
  ['sin', 2.6],
  ['cos', 2.5],
  ['tan', 3.4],
  ['sinh', 1.8],
  ['cosh', 1.6],
  ['tanh', 2.6],
  ['logistic', 2.5],
  ['erf', 1.4],
  ['erfc', 4],
] as const

/** Numbers around which functions change their ways: of either sign, with their neighbours. */
const turns = [
  0.34657,
  0.5,
  Math.SQRT1_2,
  1,
  Math.SQRT2,
  1.5708,
  Math.PI,
  4,
  9.02,
  10.1,
  17.4,
  18,
  87.336,
  88.7228,
  89,
  89.4,
  90,
  103.28,
  103.97,
  104,
  126,
  127,
  128,
  129,
  149,
  150,
  151,
  1e-8,
  2 ** -126,
  2 ** -24,
  12800,
  1e5,
  1e22,
]

const neighbours = (value: number): DataArray => {
  const floats = new Float32Array(21).fill(value)
  const bits = new Int32Array(floats.buffer)
  bits.forEach((word, i) => {
    bits[i] = word + i - 10
  })
  return floats
}

const samples = dataOf('float32', [
  ...edges('float32'),
  ...turns.flatMap((turn) => [...neighbours(turn), ...neighbours(-turn)]),
  ...randomBits('float32', 8000),
  ...spread('float32', -1.2, 1.2, 3000, 1),
  ...spread('float32', -12, 12, 3000, 2),
  ...spread('float32', -110, 110, 3000, 3),
])

/** Values of the same function of float64, of which the reference's are exact enough. */
const exactly = (op: Expr['op'], inputs: readonly DataArray[]): DataArray => {
  const operands = inputs.map((_, i) => convert(arg(i, 'float32'), 'float64'))
  return reference([{ op, dtype: 'float64', args: operands, value: 0 }], inputs)[0]!
}

const expectWithin = (ulps: number, expression: Expr, inputs: readonly DataArray[]): undefined => {
  const [actual] = evaluate([expression], inputs)
  const exact = exactly(expression.op, inputs)
  exact.forEach((value, i) => {
    const rounded = Math.fround(value)
    const error = Object.is(actual![i], rounded) ? 0 : ulpsBetween(actual![i]!, value, 'float32')
    if (error > ulps)
      expect.fail(
        `${expression.op}(${inputs.map((data) => data[i])}) is ${rounded}, got ${actual![i]}: ${error} ulp`,
      )
  })
}

describe('functions of float32', () => {
  it.each(unary)('%s is within %d ulp of the exact value', (op, ulps) => {
    expectWithin(ulps, call(op, x), [samples])
  })

  it('pow is within 0.7 ulp of the exact value', () => {
    const halves = [0.5, 1.5, 2.5, 3, 127, 149, 8388607.5, 16777215, 1e30, 3e38]
    const [bases, exponents] = pairs([...edges('float32'), ...halves, ...halves.map((v) => -v)])
    const near = spread('float32', -1, 1, 3000, 4).map((v) => 1 + v / 1000)
    const inputs = [
      [...bases, ...randomBits('float32', 3000, 1), ...spread('float32', 0, 9, 3000, 1), ...near],
      [
        ...exponents,
        ...randomBits('float32', 3000, 2),
        ...spread('float32', -30, 30, 3000, 2),
        ...spread('float32', -1e5, 1e5, 3000, 3),
      ],
    ].map((values) => dataOf('float32', values))
    expectWithin(0.7, binary('pow', x, y), inputs)
  })

  it('sin and cos stay within ±1', () => {
    const far = dataOf('float32', [...samples, ...spread('float32', -13000, 13000, 20000)])
    const [sines, cosines] = evaluate([call('sin', x), call('cos', x)], [far])
    for (const values of [sines!, cosines!])
      expect(values.every((value) => !(Math.abs(value) > 1))).toBe(true)
  })
})

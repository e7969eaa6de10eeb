import { describe, expect, it } from 'vitest'
import { arg, binary } from '../../../../src/core/scalar.ts'
import { dataOf, evaluate, reference } from '../evaluate.ts'
import { edges, pairs, randomBits, spread } from './samples.ts'

describe.each(['float32', 'float64'] as const)('remainders of %s', (dtype) => {
  const expression = binary('rem', arg(0, dtype), arg(1, dtype))
  const smallest = dtype === 'float32' ? 2 ** -149 : 5e-324

  it('are exact', () => {
    const [first, second] = pairs(edges(dtype))
    const whole = (low: number, high: number, stream: number): Iterable<number> =>
      spread(dtype, low, high, 1000, stream).map(Math.round)
    const inputs = [
      dataOf(dtype, [
        ...first,
        ...randomBits(dtype, 2000, 1),
        ...spread(dtype, -100, 100, 1000, 1),
        ...whole(-1e6, 1e6, 1),
        ...[...whole(0, 1e6, 3)].map((n) => n * smallest),
      ]),
      dataOf(dtype, [
        ...second,
        ...randomBits(dtype, 2000, 2),
        ...spread(dtype, -10, 10, 1000, 2),
        ...whole(-30, 30, 2),
        ...[...whole(-1e3, 1e3, 4)].map((n) => n * smallest),
      ]),
    ]
    expect(evaluate([expression], inputs)).toEqual(reference([expression], inputs))
  })
})

import { describe, expect, it } from 'vitest'
import { arg, binary } from '../../../../src/core/scalar.ts'
import { dataOf, evaluate, reference } from '../evaluate.ts'
import { edges, pairs, randomBits } from './samples.ts'

describe.each(['float32', 'float64'] as const)('neighbours of %s', (dtype) => {
  it('are those of the reference', () => {
    const expression = binary('nextAfter', arg(0, dtype), arg(1, dtype))
    const [first, second] = pairs(edges(dtype))
    const inputs = [
      dataOf(dtype, [...first, ...randomBits(dtype, 2000, 1)]),
      dataOf(dtype, [...second, ...randomBits(dtype, 2000, 2)]),
    ]
    expect(evaluate([expression], inputs)).toEqual(reference([expression], inputs))
  })
})

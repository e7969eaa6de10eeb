import { describe, expect, it } from 'vitest'
import { makeAval } from '../../src/core/aval.ts'
import { allocate, type DType } from '../../src/core/dtype.ts'
import { formatTensor } from '../../src/core/format.ts'
import rows from './printing.json' with { type: 'json' }

const numberOf = (token: number | string): number =>
  typeof token === 'number' ? token : Number(token.replace('inf', 'Infinity'))

describe('printing', () => {
  it.each(rows.map((row, i) => ({ i, ...row })))(
    'is that of NumPy: $dtype$shape, row $i',
    ({ dtype, shape, data, text }) => {
      const elements = allocate(dtype as DType, data.length)
      data.forEach((token, i) => {
        elements[i] = numberOf(token)
      })
      expect(formatTensor(elements, makeAval(shape, dtype as DType))).toBe(text)
    },
  )
})

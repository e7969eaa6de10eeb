import fc from 'fast-check'
import { describe } from 'vitest'
import { makeAval } from '../../../../../src/core/aval.ts'
import { prop } from '../../../../support/prop.ts'
import { anyDType, anyValue } from '../../../ndarray/support.ts'
import { elements, expectSame, manners, tensors } from './support.ts'

const axis = fc
  .record({
    size: fc.constantFrom(0, 1, 2, 3, 5, 8, 19),
    part: fc.constantFrom(0, 1, 2, 4, 19, 19),
    start: fc.oneof(fc.integer({ min: -2, max: 9 }), fc.constantFrom(2147483647, -2147483648)),
  })
  .map(({ size, part, start }) => ({ size, part: Math.min(part, size), start }))

const cases = fc
  .tuple(anyDType, fc.array(axis, { maxLength: 4 }))
  .filter(([, axes]) => axes.reduce((size, { size: n }) => size * n, 1) < 2000)
  .chain(([dtype, axes]) =>
    fc.record({
      x: tensors(
        dtype,
        axes.map(({ size }) => size),
        anyValue(dtype),
      ),
      part: tensors(
        dtype,
        axes.map(({ part }) => part),
        anyValue(dtype),
      ),
      starts: fc.constant(axes.map(({ start }) => elements('int32', [], [start]))),
      manner: manners,
    }),
  )

describe('dynamicSlice', () => {
  prop('gives what the reference gives', [cases], ({ x, part, starts, manner }) =>
    expectSame(
      { kind: 'dynamicSlice', sliceSizes: part.shape },
      [x, ...starts],
      [makeAval(part.shape, x.dtype)],
      { ...manner, inPlace: false },
    ),
  )
})

describe('dynamicUpdateSlice', () => {
  prop('gives what the reference gives, in place or not', [cases], ({ x, part, starts, manner }) =>
    expectSame(
      { kind: 'dynamicUpdateSlice' },
      [x, part, ...starts],
      [makeAval(x.shape, x.dtype)],
      manner,
    ),
  )
})

import fc from 'fast-check'
import { describe } from 'vitest'
import { makeAval } from '../../../../../src/core/aval.ts'
import type { DType } from '../../../../../src/core/dtype.ts'
import { prop } from '../../../../support/prop.ts'
import { anyDType, anyValue, sizes } from '../../../ndarray/support.ts'
import { type Elements, elements, expectSame, type Manner, manners, tensors } from './support.ts'

const lengths = fc.constantFrom(0, 1, 2, 7, 8, 9, 16, 17, 33, 100)

/** A shape and one of its axes. */
const lines = fc
  .tuple(fc.array(sizes, { maxLength: 1 }), lengths, fc.array(sizes, { maxLength: 1 }))
  .map(([outer, length, inner]) => ({ shape: [...outer, length, ...inner], axis: outer.length }))

/** Few different values, some of which are equal though not the same. */
const repeated = (dtype: DType): fc.Arbitrary<number> =>
  dtype === 'float32' || dtype === 'float64'
    ? fc.constantFrom(0, -0, 1, -1, Number.NaN, Infinity, -Infinity)
    : dtype === 'bool'
      ? fc.constantFrom(0, 1)
      : fc.constantFrom(0, 1, 2, dtype === 'int32' ? -1 : 4294967295)

const expectSorted = (
  inputs: readonly Elements[],
  axis: number,
  numKeys: number,
  manner: Manner,
): undefined =>
  expectSame(
    { kind: 'sort', axis, numKeys },
    inputs,
    inputs.map(({ shape, dtype }) => makeAval(shape, dtype)),
    { ...manner, inPlace: false },
  )

describe('sort', () => {
  prop(
    'gives what the reference gives of one operand',
    [
      fc.tuple(anyDType, lines, fc.boolean()).chain(([dtype, { shape, axis }, special]) =>
        fc.record({
          x: tensors(dtype, shape, (special ? repeated : anyValue)(dtype)),
          axis: fc.constant(axis),
          manner: manners,
        }),
      ),
    ],
    ({ x, axis, manner }) => expectSorted([x], axis, 1, manner),
  )

  prop(
    'gives what the reference gives of several operands and keys',
    [
      fc
        .tuple(fc.array(anyDType, { minLength: 2, maxLength: 3 }), lines)
        .chain(([dtypes, { shape, axis }]) =>
          fc.record({
            inputs: fc.tuple(...dtypes.map((dtype) => tensors(dtype, shape, repeated(dtype)))),
            axis: fc.constant(axis),
            numKeys: fc.integer({ min: 1, max: dtypes.length }),
            manner: manners,
          }),
        ),
    ],
    ({ inputs, axis, numKeys, manner }) => expectSorted(inputs, axis, numKeys, manner),
    { numRuns: 200 },
  )

  prop(
    'sorts long lines',
    [
      anyDType,
      fc.constantFrom(95, 96, 191, 192, 1000, 4097),
      fc.constantFrom(1, 100, 1e9),
      manners,
    ],
    (dtype, n, scale, manner) => {
      const wave = Array.from({ length: 2 * n }, (_, i) => Math.sin(i * i) * scale)
      const x = elements(dtype, [2, n], dtype === 'bool' ? wave.map((v) => Number(v > 0)) : wave)
      const numbers = elements(
        'int32',
        [2, n],
        wave.map((_, i) => i),
      )
      expectSorted([x, numbers], 1, 1, manner)
      expectSorted([numbers, x], 1, 2, manner)
      return undefined
    },
    { numRuns: 25 },
  )
})

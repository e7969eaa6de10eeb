import fc from 'fast-check'
import { describe } from 'vitest'
import { makeAval } from '../../../../../src/core/aval.ts'
import { prop } from '../../../../support/prop.ts'
import { anyDType, anyValue, exactValue } from '../../../ndarray/support.ts'
import { expectSame, manners, tensors } from './support.ts'

const cases = (sizes: readonly number[], maxLength: number) =>
  fc
    .tuple(
      anyDType,
      fc.array(fc.constantFrom(...sizes), { maxLength }),
      fc.constantFrom(1, 2, 5, 8, 9, 32, 67, 130),
      fc.array(fc.constantFrom(...sizes), { maxLength }),
      fc.boolean(),
    )
    .filter(
      ([, outer, length, inner]) =>
        [...outer, length, ...inner].reduce((size, n) => size * n, 1) < 3000,
    )
    .chain(([dtype, outer, length, inner, special]) =>
      fc.record({
        x: tensors(
          dtype,
          [...outer, length, ...inner],
          special ? anyValue(dtype) : exactValue(dtype),
        ),
        axis: fc.constant(outer.length),
        op: fc.constantFrom<'max' | 'min'>('max', 'min'),
        manner: manners,
      }),
    )

describe('argReduce', () => {
  prop(
    'gives what the reference gives',
    [fc.oneof(cases([0, 1, 2, 3, 4, 5, 8, 23], 2), cases([1, 2, 3], 1))],
    ({ x, axis, op, manner }) =>
      expectSame(
        { kind: 'argReduce', op, axis },
        [x],
        [
          makeAval(
            x.shape.filter((_, other) => other !== axis),
            'int32',
          ),
        ],
        { ...manner, inPlace: false },
      ),
    { numRuns: 200 },
  )
})

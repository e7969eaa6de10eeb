import fc from 'fast-check'
import { describe } from 'vitest'
import { makeAval } from '../../../../../src/core/aval.ts'
import type { CumulativeOp } from '../../../../../src/core/kernel.ts'
import { prop } from '../../../../support/prop.ts'
import { anyDType, anyValue, exactValue, floatDType, shapes } from '../../../ndarray/support.ts'
import { expectClose, expectSame, manners, tensors } from './support.ts'

const cases = (dtypes: typeof anyDType, ops: readonly CumulativeOp[]) =>
  fc
    .tuple(
      dtypes,
      fc.oneof(
        shapes(4),
        fc.tuple(fc.constantFrom(1, 3, 17), fc.constantFrom(1, 2, 6, 16, 21, 39)),
      ),
      fc.boolean(),
    )
    .filter(([, shape]) => shape.length > 0)
    .chain(([dtype, shape, special]) =>
      fc.record({
        x: tensors(dtype, shape, special ? anyValue(dtype) : exactValue(dtype)),
        axis: fc.nat(shape.length - 1),
        op: fc.constantFrom(...ops),
        reverse: fc.boolean(),
        manner: manners,
      }),
    )

describe('cumulative', () => {
  prop(
    'gives what the reference gives',
    [cases(anyDType, ['sum', 'prod', 'max', 'min'])],
    ({ x, axis, op, reverse, manner }) =>
      expectSame({ kind: 'cumulative', op, axis, reverse }, [x], [makeAval(x.shape, x.dtype)], {
        ...manner,
        inPlace: false,
      }),
    { numRuns: 300 },
  )

  prop(
    'gives the running logarithm of a sum of exponentials',
    [cases(floatDType, ['logsumexp'])],
    ({ x, axis, op, reverse, manner }) =>
      expectClose(
        { kind: 'cumulative', op, axis, reverse },
        [x],
        [makeAval(x.shape, x.dtype)],
        { ...manner, inPlace: false },
        x.dtype === 'float32' ? 1e-6 : 1e-14,
      ),
  )
})

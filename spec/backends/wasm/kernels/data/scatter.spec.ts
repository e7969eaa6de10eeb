import fc from 'fast-check'
import { describe } from 'vitest'
import { makeAval } from '../../../../../src/core/aval.ts'
import type { ScatterOp } from '../../../../../src/core/kernel.ts'
import { prop } from '../../../../support/prop.ts'
import { anyValue } from '../../../ndarray/support.ts'
import { sliceCases } from './slices.ts'
import { expectSame, manners, tensors } from './support.ts'

describe('scatter', () => {
  prop(
    'gives what the reference gives, in place or not',
    [
      sliceCases.chain((given) =>
        fc.record({
          given: fc.constant(given),
          x: tensors(given.dtype, given.operandShape, anyValue(given.dtype)),
          updates: tensors(given.dtype, given.batchShape, anyValue(given.dtype)),
          op: fc.constantFrom<ScatterOp>('set', 'add', 'mul', 'min', 'max'),
          manner: manners,
        }),
      ),
    ],
    ({ given, x, updates, op, manner }) => {
      const { dims, mode, indices } = given
      return expectSame(
        { kind: 'scatter', op, dims, mode },
        [x, indices, updates],
        [makeAval(x.shape, x.dtype)],
        manner,
      )
    },
    { numRuns: 500 },
  )
})

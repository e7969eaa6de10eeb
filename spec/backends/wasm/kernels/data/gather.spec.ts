import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeAval } from '../../../../../src/core/aval.ts'
import { prop } from '../../../../support/prop.ts'
import { anyDType, anyValue } from '../../../ndarray/support.ts'
import { sliceCases } from './slices.ts'
import { elements, expectSame, load, manners, tensors } from './support.ts'

/** `x[indices]` along the first axis of a matrix. */
const rows = {
  offsetDims: [1],
  collapsed: [0],
  startIndexMap: [0],
  operandBatch: [],
  indicesBatch: [],
}

describe('gather', () => {
  prop(
    'gives what the reference gives',
    [
      sliceCases.chain((given) =>
        fc.record({
          given: fc.constant(given),
          x: tensors(given.dtype, given.operandShape, anyValue(given.dtype)),
          fillValue: fc.constantFrom(0, 1, -1, Number.NaN),
          manner: manners,
        }),
      ),
    ],
    ({ given, x, fillValue, manner }) => {
      const { dims, sliceSizes, mode, indices, dtype, batchShape } = given
      return expectSame(
        { kind: 'gather', dims, sliceSizes, mode, fillValue },
        [x, indices],
        [makeAval(batchShape, dtype)],
        { ...manner, inPlace: false },
      )
    },
    { numRuns: 300 },
  )

  prop(
    'copies rows of any length',
    [
      fc
        .tuple(anyDType, fc.constantFrom(1, 2, 3, 15, 16, 31, 33, 40, 64, 100, 200, 1000))
        .chain(([dtype, n]) =>
          fc.record({
            x: fc.constant(
              elements(
                dtype,
                [3, n],
                Array.from({ length: 3 * n }, (_, i) => (dtype === 'bool' ? ((i * 7) % 3) & 1 : i)),
              ),
            ),
            indices: tensors('int32', [5, 1], fc.integer({ min: -1, max: 3 })),
            manner: manners,
          }),
        ),
    ],
    ({ x, indices, manner }) =>
      expectSame(
        {
          kind: 'gather',
          dims: rows,
          sliceSizes: [1, x.shape[1]!],
          mode: 'fill',
          fillValue: x.dtype === 'bool' ? 1 : 300,
        },
        [x, indices],
        [makeAval([5, x.shape[1]!], x.dtype)],
        { ...manner, inPlace: false },
      ),
  )

  it('shares out work by index vectors', () => {
    const { units } = load(
      { kind: 'gather', dims: rows, sliceSizes: [1, 4], mode: 'clip', fillValue: 0 },
      [elements('float32', [3, 4], new Array(12).fill(1)), elements('int32', [2, 1], [0, 1])],
      [makeAval([2, 4], 'float32')],
      { inPlace: false, relaxed: false },
    )
    expect(units).toBe(2)
  })
})

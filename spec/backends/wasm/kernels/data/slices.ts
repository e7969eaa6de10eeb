import fc from 'fast-check'
import type { Shape } from '../../../../../src/core/aval.ts'
import type { DType } from '../../../../../src/core/dtype.ts'
import type { GatherDimensions, IndexMode } from '../../../../../src/core/kernel.ts'
import { anyDType } from '../../../ndarray/support.ts'
import { type Elements, tensors } from './support.ts'

export interface SliceCase {
  readonly dtype: DType
  readonly operandShape: Shape
  readonly indices: Elements
  readonly dims: GatherDimensions
  readonly sliceSizes: Shape
  /** Shape of what a gather gives and a scatter takes. */
  readonly batchShape: Shape
  readonly mode: IndexMode
}

type Role = 'batch' | 'indexed' | 'collapsed' | 'window'

/** Gathers and scatters of random form: each operand axis has a role, and the batch's axes are interleaved. */
export const sliceCases: fc.Arbitrary<SliceCase> = fc
  .record({
    dtype: anyDType,
    mode: fc.constantFrom<IndexMode>('clip', 'fill'),
    axes: fc.array(
      fc.record({
        role: fc.constantFrom<Role>('batch', 'indexed', 'collapsed', 'window'),
        size: fc.constantFrom(1, 2, 3, 5, 9, 21),
        slice: fc.constantFrom(0, 1, 2, 5, 9, 21, 21),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    extraBatch: fc.array(fc.constantFrom(0, 1, 2, 3), { maxLength: 2 }),
    seed: fc.nat(2),
  })
  .filter(({ axes }) => axes.reduce((size, axis) => size * axis.size, 1) < 2000)
  .chain(({ dtype, mode, axes, extraBatch, seed }) => {
    const axesOf = (...roles: readonly Role[]) =>
      axes.flatMap(({ role }, axis) => (roles.includes(role) ? [axis] : []))
    const operandShape = axes.map(({ size }) => size)
    const sliceSizes = axes.map(({ role, size, slice }) =>
      role === 'batch' || role === 'collapsed' ? 1 : Math.min(size, slice),
    )
    const operandBatch = axesOf('batch')
    const vectors = [...extraBatch, ...operandBatch.map((axis) => operandShape[axis]!)]
    const startIndexMap = axesOf('indexed', 'collapsed').sort(
      (a, b) => ((a + seed) % 3) - ((b + seed) % 3),
    )
    const kept = axesOf('indexed', 'window')
    const rank = vectors.length + kept.length
    const axesOfBatch = Array.from({ length: rank }, (_, i) => i)
    return fc
      .record({
        indices: tensors(
          'int32',
          [...vectors, startIndexMap.length],
          fc.oneof(fc.integer({ min: -2, max: 6 }), fc.constantFrom(2147483647, -2147483648)),
        ),
        offsetDims: fc.oneof(
          fc.constant(axesOfBatch.slice(vectors.length)),
          fc.subarray(axesOfBatch, { minLength: kept.length, maxLength: kept.length }),
        ),
      })
      .map(({ indices, offsetDims }) => {
        let window = 0
        let batch = 0
        return {
          dtype,
          operandShape,
          indices,
          sliceSizes,
          mode,
          batchShape: axesOfBatch.map((axis) =>
            offsetDims.includes(axis) ? sliceSizes[kept[window++]!]! : vectors[batch++]!,
          ),
          dims: {
            offsetDims,
            collapsed: axesOf('collapsed'),
            startIndexMap,
            operandBatch,
            indicesBatch: operandBatch.map((_, i) => extraBatch.length + i),
          },
        }
      })
  })

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GatherDimensions, IndexMode, ScatterOp } from '../../../src/core/kernel.ts'
import { prop } from '../../support/prop.ts'
import {
  anyDType,
  at,
  expectRun,
  indicesOf,
  plain,
  rowMajorSample,
  runAll,
  type Sample,
  sample,
} from './support.ts'

interface Case {
  readonly x: Sample
  readonly indices: Sample
  readonly dims: GatherDimensions
  readonly sliceSizes: readonly number[]
  readonly shape: readonly number[]
  readonly mode: IndexMode
}

type Role = 'batch' | 'indexed' | 'collapsed' | 'window'

/** A gather of random form: each operand axis has a role, and output axes are interleaved at random. */
const cases: fc.Arbitrary<Case> = fc
  .record({
    dtype: anyDType,
    mode: fc.constantFrom<IndexMode>('clip', 'fill'),
    axes: fc.array(
      fc.record({
        role: fc.constantFrom<Role>('batch', 'indexed', 'collapsed', 'window'),
        size: fc.constantFrom(1, 2, 3, 5),
        slice: fc.nat(5),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    extraBatch: fc.array(fc.constantFrom(0, 1, 2, 3), { maxLength: 2 }),
    seed: fc.nat(1000),
  })
  .chain(({ dtype, mode, axes, extraBatch, seed }) => {
    const axesOf = (...roles: Role[]) =>
      axes.flatMap(({ role }, axis) => (roles.includes(role) ? [axis] : []))
    const shape = axes.map(({ size }) => size)
    const sliceSizes = axes.map(({ role, size, slice }) =>
      role === 'batch' || role === 'collapsed' ? 1 : Math.min(size, slice),
    )
    const operandBatch = axesOf('batch')
    const batchShape = [...extraBatch, ...operandBatch.map((axis) => shape[axis] ?? 1)]
    const startIndexMap = axesOf('indexed', 'collapsed').sort(
      (a, b) => ((a + seed) % 3) - ((b + seed) % 3),
    )
    const kept = axesOf('indexed', 'window')
    const rank = batchShape.length + kept.length
    return fc
      .record({
        x: sample(dtype, shape),
        indices: sample(
          'int32',
          [...batchShape, startIndexMap.length],
          fc.integer({ min: -3, max: 6 }),
        ),
        offsetDims: fc.subarray(
          Array.from({ length: rank }, (_, i) => i),
          { minLength: kept.length, maxLength: kept.length },
        ),
      })
      .map(({ x, indices, offsetDims }) => {
        let window = 0
        let batch = 0
        const output = Array.from({ length: rank }, (_, i) =>
          offsetDims.includes(i)
            ? (sliceSizes[kept[window++] ?? 0] ?? 0)
            : (batchShape[batch++] ?? 0),
        )
        return {
          x,
          indices,
          sliceSizes,
          shape: output,
          mode,
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

/** The operand index that an output index reads, or `undefined` where its slice is out of range. */
const source = ({ x, indices, dims, sliceSizes, mode }: Case, index: readonly number[]) => {
  const batch = index.filter((_, axis) => !dims.offsetDims.includes(axis))
  const start = x.shape.map(() => 0)
  let inside = true
  dims.startIndexMap.forEach((axis, k) => {
    const value = at(indices, [...batch, k])
    const last = (x.shape[axis] ?? 0) - (sliceSizes[axis] ?? 0)
    if (value < 0 || value > last) inside = false
    start[axis] = Math.max(0, Math.min(value, last))
  })
  dims.operandBatch.forEach((axis, i) => {
    start[axis] = batch[dims.indicesBatch[i] ?? 0] ?? 0
  })
  if (!inside && mode === 'fill') return undefined
  let window = 0
  return start.map((first, axis) =>
    dims.collapsed.includes(axis) || dims.operandBatch.includes(axis)
      ? first
      : first + (index[dims.offsetDims[window++] ?? 0] ?? 0),
  )
}

describe('gather', () => {
  prop(
    'reads slices as XLA does',
    [cases],
    (given) =>
      expectRun(
        {
          kind: 'gather',
          dims: given.dims,
          sliceSizes: given.sliceSizes,
          mode: given.mode,
          fillValue: 1,
        },
        [given.x, given.indices],
        plain(given.x.dtype, given.shape, (index) => {
          const from = source(given, index)
          return from === undefined ? 1 : at(given.x, from)
        }),
      ),
    { numRuns: 500 },
  )

  it('copies long rows', () => {
    const x = rowMajorSample(
      'float32',
      [3, 40],
      Array.from({ length: 120 }, (_, i) => i),
    )
    const [rows] = runAll(
      {
        kind: 'gather',
        dims: {
          offsetDims: [1],
          collapsed: [0],
          startIndexMap: [0],
          operandBatch: [],
          indicesBatch: [],
        },
        sliceSizes: [1, 40],
        mode: 'fill',
        fillValue: Number.NaN,
      },
      [x, rowMajorSample('int32', [3, 1], [2, 7, 0])],
      [{ dtype: 'float32', shape: [3, 40] }],
    )
    expect(rows?.slice(0, 40)).toEqual(x.values.slice(80))
    expect(rows?.slice(40, 80)).toEqual(new Array(40).fill(Number.NaN))
    expect(rows?.slice(80)).toEqual(x.values.slice(0, 40))
  })
})

describe('scatter', () => {
  prop(
    'applies updates in order, and drops those out of range',
    [
      cases.chain((given) =>
        fc.record({
          given: fc.constant(given),
          updates: sample(given.x.dtype, given.shape),
          op: fc.constantFrom<ScatterOp>('set', 'add', 'mul', 'min', 'max'),
        }),
      ),
    ],
    ({ given, updates, op }) => {
      const { x } = given
      const values = new Map(indicesOf(x.shape).map((index) => [index.join(), at(x, index)]))
      const apply = (a: number, b: number): number =>
        x.dtype === 'bool' && op === 'add'
          ? a | b
          : { set: b, add: a + b, mul: a * b, min: Math.min(a, b), max: Math.max(a, b) }[op]
      // Batches in row-major order, whatever the order of axes in the updates.
      const batchKey = (index: readonly number[]) =>
        index
          .filter((_, axis) => !given.dims.offsetDims.includes(axis))
          .reduce((n, i) => n * 8 + i, 0)
      for (const index of [...indicesOf(given.shape)].sort((a, b) => batchKey(a) - batchKey(b))) {
        const target = source(given, index)?.join()
        if (target !== undefined)
          values.set(target, apply(values.get(target) ?? 0, at(updates, index)))
      }
      return expectRun(
        { kind: 'scatter', op, dims: given.dims, mode: given.mode },
        [x, given.indices, updates],
        plain(x.dtype, x.shape, (index) => values.get(index.join()) ?? 0),
      )
    },
    { numRuns: 500 },
  )
})

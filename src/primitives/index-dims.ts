import { type Aval, range, type Shape, showAvals, sizeOf } from '../core/aval.ts'
import { DtypeError, ShapeError } from '../core/errors.ts'
import type { GatherDimensions } from '../core/kernel.ts'

/** Operand axes that a window keeps: neither collapsed nor batch axes. */
const windowAxes = (
  rank: number,
  { collapsed, operandBatch }: GatherDimensions,
): readonly number[] =>
  range(rank).filter((axis) => !collapsed.includes(axis) && !operandBatch.includes(axis))

/** The shape of windows, one for each index vector; `offsetDims` says where their axes go. */
export const windowsShape = (indices: Shape, sliceSizes: Shape, dims: GatherDimensions): Shape => {
  const outer = [...indices.slice(0, -1)]
  const inner = windowAxes(sliceSizes.length, dims).map((axis) => sliceSizes[axis] as number)
  return range(outer.length + inner.length).map(
    (axis) => (dims.offsetDims.includes(axis) ? inner.shift() : outer.shift()) as number,
  )
}

/** The slice sizes of the gather that reads where a scatter of `updates` writes. */
export const sliceSizesOf = (operand: Shape, updates: Shape, dims: GatherDimensions): Shape => {
  const kept = windowAxes(operand.length, dims)
  return operand.map((_, axis) =>
    kept.includes(axis) ? (updates[dims.offsetDims[kept.indexOf(axis)] as number] as number) : 1,
  )
}

const areAxes = (axes: readonly number[], rank: number): boolean =>
  axes.every((axis, i) => axis >= 0 && axis < rank && axes.indexOf(axis) === i)

const isAscending = (axes: readonly number[]): boolean =>
  axes.every((axis, i) => i === 0 || axis > (axes[i - 1] as number))

/**
 * Throws `ShapeError` unless the dimension numbers fit operand, indices and slice sizes, and `DtypeError`
 * unless the indices are int32.
 */
export const checkIndexing = (
  op: string,
  operand: Aval,
  indices: Aval,
  sliceSizes: Shape,
  dims: GatherDimensions,
): void => {
  const rank = operand.shape.length
  const outerRank = indices.shape.length - 1
  const { offsetDims, collapsed, startIndexMap, operandBatch, indicesBatch } = dims
  const dropped = [...collapsed, ...operandBatch]
  const expect = (holds: boolean, expected: string): void => {
    if (!holds)
      throw new ShapeError(
        op,
        `expected ${expected}, got ${showAvals([operand, indices])} with windows of ` +
          `[${sliceSizes.join(', ')}] and ${JSON.stringify(dims)}; see GatherDimensions`,
      )
  }
  if (indices.dtype !== 'int32')
    throw new DtypeError(
      op,
      `expected int32 indices, got ${showAvals([indices])}; convert with astype`,
    )
  expect(outerRank >= 0, 'indices with an index vector as their last axis')
  expect(
    startIndexMap.length === indices.shape[outerRank],
    'startIndexMap to name an operand axis for each entry of the index vector',
  )
  expect(
    areAxes(dropped, rank) && areAxes([...startIndexMap, ...operandBatch], rank),
    'collapsed, operandBatch and startIndexMap to be distinct operand axes',
  )
  const numKept = rank - dropped.length
  expect(
    offsetDims.length === numKept &&
      isAscending(offsetDims) &&
      areAxes(offsetDims, outerRank + numKept),
    `offsetDims to be ${numKept} ascending axes, one for each operand axis that is not dropped`,
  )
  expect(
    indicesBatch.length === operandBatch.length &&
      areAxes(indicesBatch, outerRank) &&
      indicesBatch.every((axis, i) => {
        const n = operand.shape[operandBatch[i] as number]
        return indices.shape[axis] === n
      }),
    'batch axes of operand and indices to agree in number and size',
  )
  const hasWindows = sizeOf(indices.shape.slice(0, -1)) > 0
  expect(
    sliceSizes.length === rank &&
      dropped.every((axis) => sliceSizes[axis] === 1) &&
      sliceSizes.every(
        (n, axis) => n >= 0 && (!hasWindows || n <= (operand.shape[axis] as number)),
      ),
    'a window size for each operand axis, at most the size of the axis, and 1 where it is dropped',
  )
}

const shift = (axes: readonly number[]): readonly number[] => axes.map((axis) => axis + 1)

/** Dimension numbers where the operand has a new first axis, which windows cover whole. */
export const withWholeAxis = (dims: GatherDimensions): GatherDimensions => ({
  offsetDims: [0, ...shift(dims.offsetDims)],
  collapsed: shift(dims.collapsed),
  startIndexMap: shift(dims.startIndexMap),
  operandBatch: shift(dims.operandBatch),
  indicesBatch: dims.indicesBatch,
})

/** Dimension numbers where the indices have a new first axis. */
export const withMoreIndices = (dims: GatherDimensions): GatherDimensions => ({
  ...dims,
  offsetDims: shift(dims.offsetDims),
  indicesBatch: shift(dims.indicesBatch),
})

/** Dimension numbers where operand and indices have a new first axis in common. */
export const withBatchAxis = (dims: GatherDimensions): GatherDimensions => ({
  offsetDims: shift(dims.offsetDims),
  collapsed: shift(dims.collapsed),
  startIndexMap: shift(dims.startIndexMap),
  operandBatch: [0, ...shift(dims.operandBatch)],
  indicesBatch: [0, ...shift(dims.indicesBatch)],
})

/** Dimension numbers for one index vector that addresses all axes and drops none. */
export const fullWindows = (rank: number): GatherDimensions => ({
  offsetDims: range(rank),
  collapsed: [],
  startIndexMap: range(rank),
  operandBatch: [],
  indicesBatch: [],
})

import type { DenseArray } from '../../../../compiler/block.ts'
import { rowMajor } from '../../../../compiler/views.ts'
import { type Shape, sizeOf } from '../../../../core/aval.ts'
import { bytesOf } from '../../../../core/dtype.ts'
import type { GatherDimensions, IndexMode } from '../../../../core/kernel.ts'
import { type FunctionBuilder, i32, type Local } from '../../encoder/index.ts'

import { collapse, inBytes, type Nest, otherAxes, pick } from './layout.ts'

/**
 * How slices of one array, the operand, pair with parts of another, the batch: what a gather writes, or the
 * updates of a scatter. All steps are in bytes.
 */
export interface SlicePlan {
  /** Over index vectors: steps in the indices, in the operand along paired batch axes, and in the batch. */
  readonly vectors: Nest
  /** Over a slice: steps in the operand and in the batch. */
  readonly window: Nest
  /** For each entry of an index vector, the step in the operand and the last index that fits. */
  readonly entries: readonly { readonly stride: number; readonly last: number }[]
}

export const planSlices = (
  operand: DenseArray,
  indices: DenseArray,
  batch: DenseArray,
  sliceSizes: Shape,
  dims: GatherDimensions,
): SlicePlan => {
  const bytes = bytesOf(operand.buffer.dtype)
  const operandStrides = inBytes(rowMajor(operand.shape), bytes)
  const batchStrides = inBytes(rowMajor(batch.shape), bytes)
  const kept = otherAxes(operand.shape.length, [...dims.collapsed, ...dims.operandBatch])
  const rank = indices.shape.length - 1
  const paired = new Array<number>(rank).fill(0)
  dims.operandBatch.forEach((axis, i) => {
    paired[dims.indicesBatch[i]!] = operandStrides[axis]!
  })
  const vectorAxes = otherAxes(batch.shape.length, dims.offsetDims)
  return {
    vectors: collapse(indices.shape.slice(0, rank), [
      inBytes(rowMajor(indices.shape).slice(0, rank), 4),
      paired,
      pick(batchStrides, vectorAxes),
    ]),
    window: collapse(pick(sliceSizes, kept), [
      pick(operandStrides, kept),
      pick(batchStrides, dims.offsetDims),
    ]),
    entries: dims.startIndexMap.map((axis) => ({
      stride: operandStrides[axis]!,
      last: operand.shape[axis]! - sliceSizes[axis]!,
    })),
  }
}

/** The number of index vectors. */
export const countVectors = ({ shape }: DenseArray): number => sizeOf(shape.slice(0, -1))

/**
 * Appends code that adds to `start` what the index vector at `vector` addresses. With mode `fill`, it leaves the
 * enclosing block where an index is out of range.
 */
export const addIndices = (
  f: FunctionBuilder,
  { entries }: SlicePlan,
  indices: number,
  vector: Local,
  start: Local,
  mode: IndexMode,
): void => {
  const index = f.local(i32)
  entries.forEach(({ stride, last }, k) => {
    f.get(vector)
      .memory('i32.load', indices + 4 * k)
      .set(index)
    if (mode === 'clip') clampIndex(f, index, last)
    else if (last < 0) f.br(0)
    else f.get(index).i32(last).op('i32.gt_u').brIf(0)
    f.get(start).get(index).i32(stride).op('i32.mul').op('i32.add').set(start)
  })
}

/** Clamps `index` to `0 … last`. */
export const clampIndex = (f: FunctionBuilder, index: Local, last: number): void => {
  f.get(index).i32(0).get(index).i32(0).op('i32.gt_s').op('select').set(index)
  if (last < 0) f.i32(0).set(index)
  else f.get(index).i32(last).get(index).i32(last).op('i32.lt_s').op('select').set(index)
}

/** The contiguous stretch that ends a window, as a number of elements, and the loops around it. */
export const splitRun = (
  { shape, strides }: Nest,
  bytes: number,
): { readonly run: number; readonly outer: Nest } => {
  const rank = shape.length
  const contiguous = rank > 0 && strides.every((own) => own[rank - 1] === bytes)
  if (!contiguous) return { run: 1, outer: { shape, strides } }
  return {
    run: shape[rank - 1]!,
    outer: { shape: shape.slice(0, -1), strides: strides.map((own) => own.slice(0, -1)) },
  }
}

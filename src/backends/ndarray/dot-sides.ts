import { range } from '../../core/aval.ts'
import type { NdBuffer } from './buffer.ts'
import { collapse, pick, writePositions } from './loops.ts'
import { makeScratch } from './scratch.ts'

/** Some axes of one operand as a single index. */
export interface Run {
  readonly length: number
  readonly positions: Int32Array
  /** The step between positions, if they are even. */
  readonly step: number | undefined
}

/** One side of a product: its memory, and how its batches, free axes and contracted axes lie in it. */
export interface Side {
  readonly data: NdBuffer['data']
  readonly batch: Run
  readonly free: Run
  readonly inner: Run
}

const tables = range(6).map(() => makeScratch((size) => new Int32Array(size)))

const runOf = (x: NdBuffer, axes: readonly number[], table: number, offset = 0): Run => {
  const { shape, strides } = collapse(pick(x.shape, axes), [pick(x.stride, axes)])
  const stride = strides[0]!
  let length = 1
  for (const n of shape) length *= n
  const positions = tables[table]!(length)
  writePositions(positions, shape, stride, offset)
  return { length, positions, step: shape.length > 1 ? undefined : (stride[0] ?? 0) }
}

/** Which of the two operands a side is; each has positions of its own. */
export type Which = 0 | 1

/** Describes an operand; what this gives holds until it is called for the same side again. */
export const sideOf = (
  x: NdBuffer,
  batch: readonly number[],
  free: readonly number[],
  contract: readonly number[],
  which: Which,
): Side => ({
  data: x.data,
  batch: runOf(x, batch, 3 * which, x.offset),
  free: runOf(x, free, 3 * which + 1),
  inner: runOf(x, contract, 3 * which + 2),
})

/** The part of a side from `start` to `end` along its contracted axes. */
export const innerPart = (side: Side, start: number, end: number): Side => ({
  ...side,
  inner: {
    ...side.inner,
    length: end - start,
    positions: side.inner.positions.subarray(start, end),
  },
})

import { type Aval, range } from '../../core/aval.ts'
import type { DotDimensions } from '../../core/kernel.ts'
import { create, type NdBuffer } from './buffer.ts'
import { pick, positions } from './loops.ts'

const freeAxes = (rank: number, contract: readonly number[], batch: readonly number[]) =>
  range(rank).filter((axis) => !contract.includes(axis) && !batch.includes(axis))

/** Batched contraction; the result is row-major in [batch, left free, right free]. */
export const dot = (
  x: NdBuffer,
  y: NdBuffer,
  { contract, batch }: DotDimensions,
  { dtype, shape }: Aval,
): NdBuffer => {
  const output = create(dtype, shape)
  const place = (operand: NdBuffer, axes: readonly number[], offset = 0) =>
    positions(pick(operand.shape, axes), pick(operand.stride, axes), offset)
  const xBatch = place(x, batch[0], x.offset)
  const yBatch = place(y, batch[1], y.offset)
  const xRows = place(x, freeAxes(x.shape.length, contract[0], batch[0]))
  const yColumns = place(y, freeAxes(y.shape.length, contract[1], batch[1]))
  const xInner = place(x, contract[0])
  const yInner = place(y, contract[1])
  const whole = dtype === 'int32' || dtype === 'uint32' || dtype === 'bool'
  let at = output.offset
  for (let b = 0; b < xBatch.length; b++)
    for (let i = 0; i < xRows.length; i++)
      for (let j = 0; j < yColumns.length; j++) {
        const p = xBatch[b]! + xRows[i]!
        const q = yBatch[b]! + yColumns[j]!
        let sum = 0
        for (let k = 0; k < xInner.length; k++) {
          const left = x.data[p + xInner[k]!]!
          const right = y.data[q + yInner[k]!]!
          sum = whole ? (sum + Math.imul(left, right)) | 0 : sum + left * right
        }
        output.data[at++] = dtype === 'bool' ? Number(sum !== 0) : sum
      }
  return output
}

import { type Aval, rowMajor } from '../../core/aval.ts'
import type { GatherDimensions, IndexMode } from '../../core/kernel.ts'
import { create, type NdBuffer } from './buffer.ts'
import { collapse, otherAxes, pick, positions } from './loops.ts'

/** Start of a slice that is not within the operand. */
const outside = -2147483648

/** For each index vector, where in the operand its slice starts; `outside` where it is out of range. */
const sliceStarts = (
  indices: NdBuffer,
  dims: GatherDimensions,
  operandShape: readonly number[],
  operandStride: readonly number[],
  operandOffset: number,
  sliceSizes: readonly number[],
  clip: boolean,
): Int32Array => {
  const rank = indices.shape.length - 1
  const batchShape = indices.shape.slice(0, rank)
  const vectors = positions(batchShape, indices.stride.slice(0, rank), indices.offset)
  // Paired batch axes address the operand by their own position.
  const batchStride = new Array<number>(rank).fill(0)
  dims.operandBatch.forEach((axis, i) => {
    batchStride[dims.indicesBatch[i]!] = operandStride[axis]!
  })
  const starts = positions(batchShape, batchStride, operandOffset)
  const { data } = indices
  const step = indices.stride[rank]!
  dims.startIndexMap.forEach((axis, k) => {
    const stride = operandStride[axis]!
    const last = operandShape[axis]! - sliceSizes[axis]!
    for (let i = 0; i < starts.length; i++) {
      if (starts[i] === outside) continue
      const index = data[vectors[i]! + k * step]!
      if (index >= 0 && index <= last) starts[i]! += index * stride
      else if (clip) starts[i]! += (index < 0 ? 0 : last) * stride
      else starts[i] = outside
    }
  })
  return starts
}

/** Axes of the gathered array that run over index vectors. */
const batchAxes = (rank: number, dims: GatherDimensions): readonly number[] =>
  otherAxes(rank, dims.offsetDims)

/** Axes of the operand that slices keep. */
const windowAxes = (rank: number, dims: GatherDimensions): readonly number[] =>
  otherAxes(rank, dims.collapsed, dims.operandBatch)

/** Below this many elements a loop beats a call of `set`. */
const longRun = 24

export const gather = (
  x: NdBuffer,
  indices: NdBuffer,
  dims: GatherDimensions,
  sliceSizes: readonly number[],
  mode: IndexMode,
  fillValue: number,
  { dtype, shape }: Aval,
): NdBuffer => {
  const output = create(dtype, shape)
  if (output.size === 0) return output
  const clip = mode === 'clip'
  const starts = sliceStarts(indices, dims, x.shape, x.stride, x.offset, sliceSizes, clip)
  const outStride = rowMajor(shape)
  const batch = batchAxes(shape.length, dims)
  const targets = positions(pick(shape, batch), pick(outStride, batch), output.offset)
  const kept = windowAxes(x.shape.length, dims)
  const window = collapse(pick(sliceSizes, kept), [
    pick(x.stride, kept),
    pick(outStride, dims.offsetDims),
  ])
  const run = window.shape.at(-1) ?? 1
  const from = window.strides[0]!
  const to = window.strides[1]!
  const s = from.at(-1) ?? 1
  const t = to.at(-1) ?? 1
  const outer = window.shape.slice(0, -1)
  const sources = positions(outer, from.slice(0, -1))
  const places = positions(outer, to.slice(0, -1))
  const source = x.data
  const target = output.data
  if (run === 1 && sources.length === 1) {
    for (let i = 0; i < starts.length; i++) {
      const start = starts[i]!
      target[targets[i]!] = start === outside ? fillValue : source[start]!
    }
    return output
  }
  const whole = s === 1 && t === 1 && run >= longRun
  for (let i = 0; i < starts.length; i++) {
    const start = starts[i]!
    for (let j = 0; j < sources.length; j++) {
      let q = targets[i]! + places[j]!
      if (start === outside) {
        for (let k = 0; k < run; k++, q += t) target[q] = fillValue
        continue
      }
      let p = start + sources[j]!
      if (whole) target.set(source.subarray(p, p + run), q)
      else for (let k = 0; k < run; k++, p += s, q += t) target[q] = source[p]!
    }
  }
  return output
}

/** How scatter addresses its operand and updates. */
export interface ScatterPlan {
  /** Where each update slice starts in the output; `skip` where it is dropped. */
  readonly starts: Int32Array
  readonly skip: number
  /** Where each update slice starts in the updates. */
  readonly sources: Int32Array
  /** Within a slice, places in the output and in the updates. */
  readonly places: Int32Array
  readonly values: Int32Array
}

/** Pairs elements of the updates with elements of a row-major output. */
export const planScatter = (
  output: NdBuffer,
  indices: NdBuffer,
  updates: NdBuffer,
  dims: GatherDimensions,
  mode: IndexMode,
): ScatterPlan => {
  const kept = windowAxes(output.shape.length, dims)
  const windowShape = pick(updates.shape, dims.offsetDims)
  const sliceSizes = output.shape.map(() => 1)
  kept.forEach((axis, i) => {
    sliceSizes[axis] = windowShape[i]!
  })
  const { shape, stride, offset } = output
  const clip = mode === 'clip'
  const starts = sliceStarts(indices, dims, shape, stride, offset, sliceSizes, clip)
  const batch = batchAxes(updates.shape.length, dims)
  return {
    starts,
    skip: outside,
    sources: positions(pick(updates.shape, batch), pick(updates.stride, batch), updates.offset),
    places: positions(windowShape, pick(stride, kept)),
    values: positions(windowShape, pick(updates.stride, dims.offsetDims)),
  }
}

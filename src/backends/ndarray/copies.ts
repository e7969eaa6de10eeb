import { type Aval, type Shape, sizeOf } from '../../core/aval.ts'
import { copyOf, copyTo, create, type NdBuffer, view } from './buffer.ts'
import { slice } from './views.ts'

export const concatenate = (
  inputs: readonly NdBuffer[],
  axis: number,
  { dtype, shape }: Aval,
): NdBuffer => {
  const output = create(dtype, shape)
  const start = shape.map(() => 0)
  const ones = shape.map(() => 1)
  for (const input of inputs) {
    copyTo(slice(dtype, output, input.shape, start, ones), input)
    start[axis]! += input.shape[axis]!
  }
  return output
}

/** Counts along `axis`. */
export const iota = (axis: number, { dtype, shape }: Aval): NdBuffer => {
  const n = shape[axis] ?? 1
  const counter = create(dtype, [n])
  for (let i = 0; i < n; i++) counter.data[counter.offset + i] = i
  const stride = shape.map((_, other) => (other === axis ? 1 : 0))
  return view(dtype, counter.data, shape, stride, counter.offset)
}

/** Where element `i` of an axis lands is `low + i * (1 + interior)`; elements outside the result go. */
export const pad = (
  x: NdBuffer,
  value: number,
  low: Shape,
  interior: Shape,
  { dtype, shape }: Aval,
): NdBuffer => {
  const output = create(dtype, shape)
  if (value !== 0) output.data.fill(value, output.offset, output.offset + output.size)
  const first: number[] = []
  const counts: number[] = []
  const target: number[] = []
  const steps: number[] = []
  for (let axis = 0; axis < shape.length; axis++) {
    const step = interior[axis]! + 1
    const skipped = low[axis]! < 0 ? Math.ceil(-low[axis]! / step) : 0
    const place = low[axis]! + skipped * step
    const room = Math.max(0, Math.ceil((shape[axis]! - place) / step))
    first.push(skipped)
    target.push(place)
    steps.push(step)
    counts.push(Math.max(0, Math.min(x.shape[axis]! - skipped, room)))
  }
  if (sizeOf(counts) === 0) return output
  const ones = shape.map(() => 1)
  copyTo(slice(dtype, output, counts, target, steps), slice(dtype, x, counts, first, ones))
  return output
}

const clampedStarts = (
  operand: NdBuffer,
  sizes: Shape,
  starts: readonly NdBuffer[],
): readonly number[] =>
  starts.map(({ data, offset }, axis) =>
    Math.max(0, Math.min(data[offset]!, operand.shape[axis]! - sizes[axis]!)),
  )

/** A view, as buffers are never written once they are made. */
export const dynamicSlice = (
  x: NdBuffer,
  starts: readonly NdBuffer[],
  { dtype, shape }: Aval,
): NdBuffer =>
  slice(
    dtype,
    x,
    shape,
    clampedStarts(x, shape, starts),
    shape.map(() => 1),
  )

export const dynamicUpdateSlice = (
  x: NdBuffer,
  update: NdBuffer,
  starts: readonly NdBuffer[],
  { dtype, shape }: Aval,
): NdBuffer => {
  const output = copyOf(dtype, x)
  const start = clampedStarts(x, update.shape, starts)
  const ones = shape.map(() => 1)
  copyTo(slice(dtype, output, update.shape, start, ones), update)
  return output
}

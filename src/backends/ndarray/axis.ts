import { type Aval, rowMajor } from '../../core/aval.ts'
import { create, type NdBuffer } from './buffer.ts'
import { positions } from './loops.ts'

/** Positions of the first elements of all lines along one axis, in the same order for every buffer. */
export interface Lines {
  readonly starts: Int32Array
  readonly step: number
  readonly length: number
}

const without = (values: readonly number[], axis: number): number[] => [
  ...values.slice(0, axis),
  ...values.slice(axis + 1),
]

/** The lines of a buffer along `axis`. */
export const linesOf = (x: NdBuffer, axis: number): Lines => ({
  starts: positions(without(x.shape, axis), without(x.stride, axis), x.offset),
  step: x.stride[axis]!,
  length: x.shape[axis]!,
})

/** A fresh output, and its lines along `axis`. */
export const createWithLines = (
  { dtype, shape }: Aval,
  axis: number,
): { readonly output: NdBuffer; readonly lines: Lines } => {
  const output = create(dtype, shape)
  const stride = rowMajor(shape)
  const starts = positions(without(shape, axis), without(stride, axis), output.offset)
  return { output, lines: { starts, step: stride[axis]!, length: shape[axis]! } }
}

import type { Aval } from '../../core/aval.ts'
import { linesOf } from './axis.ts'
import { create, type NdBuffer } from './buffer.ts'

/** Index of the first extreme element along `axis`; a NaN is more extreme than any number. */
export const argReduce = (
  op: 'max' | 'min',
  x: NdBuffer,
  axis: number,
  { dtype, shape }: Aval,
): NdBuffer => {
  const output = create(dtype, shape)
  if (output.size === 0) return output
  const { starts, step, length } = linesOf(x, axis)
  const { data } = x
  for (let line = 0; line < starts.length; line++) {
    let position = starts[line]!
    let best = data[position]!
    let index = 0
    for (let i = 1; i < length && !Number.isNaN(best); i++) {
      position += step
      const value = data[position]!
      if (Number.isNaN(value) || (op === 'max' ? value > best : value < best)) {
        best = value
        index = i
      }
    }
    output.data[output.offset + line] = index
  }
  return output
}

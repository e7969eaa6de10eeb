import { type Aval, type Shape, sizeOf } from './aval.ts'
import { type DataArray, type DType, isFloat } from './dtype.ts'

/** Nested arrays of elements; a scalar is the bare element. */
export type NestedArray = number | boolean | readonly NestedArray[]

/** Row-major elements as nested arrays. */
export const nest = (data: DataArray, shape: Shape, dtype: DType): NestedArray => {
  const build = (axis: number, offset: number, stride: number): NestedArray => {
    if (axis === shape.length) {
      const value = data[offset] ?? 0
      return dtype === 'bool' ? value !== 0 : value
    }
    const n = shape[axis] ?? 0
    const inner = n === 0 ? 0 : stride / n
    return Array.from({ length: n }, (_, i) => build(axis + 1, offset + i * inner, inner))
  }
  return build(0, 0, sizeOf(shape))
}

const maxElements = 1000
const edge = 3

const formatNumber = (value: number, dtype: DType): string => {
  if (dtype === 'bool') return value !== 0 ? 'true' : 'false'
  if (!isFloat(dtype)) return String(value)
  if (!Number.isFinite(value)) return String(value).replace('Infinity', 'inf').toLowerCase()
  const digits = dtype === 'float32' ? 8 : 16
  const rounded = Number(value.toPrecision(digits))
  return Number.isInteger(rounded) && Math.abs(rounded) < 1e16 ? `${rounded}.` : String(rounded)
}

/** Prints values, shape only where it is not evident, and dtype: `Tensor([1., 2.], float32)`. */
export const formatTensor = (data: DataArray, { shape, dtype }: Aval): string => {
  const summarize = data.length > maxElements
  const texts = (index: number): string => formatNumber(data[index] ?? 0, dtype)
  const render = (axis: number, offset: number, stride: number): string => {
    if (axis === shape.length) return texts(offset)
    const n = shape[axis] ?? 0
    const inner = n === 0 ? 0 : stride / n
    const items: string[] = []
    for (let i = 0; i < n; i++) {
      if (summarize && n > 2 * edge && i === edge) {
        items.push('...')
        i = n - edge
      }
      items.push(render(axis + 1, offset + i * inner, inner))
    }
    const last = axis === shape.length - 1
    const separator = last ? ', ' : `,\n${' '.repeat(axis + 8)}`
    return `[${items.join(separator)}]`
  }
  const body = render(0, 0, sizeOf(shape))
  const suffix = data.length === 0 && shape.length > 1 ? `, shape=[${shape.join(', ')}]` : ''
  return `Tensor(${body}${suffix}, ${dtype})`
}

import { type Aval, type Shape, sizeOf } from './aval.ts'
import type { DataArray, DType } from './dtype.ts'
import { columnOf, type FormatElement } from './format-elements.ts'

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

/** Tensors of more elements are printed with `...` in place of all but so many at the edges of each axis. */
const maxElements = 1000
const edge = 3
const gap = '...'

const lineWidth = 75
const prefix = 'Tensor('

/** Positions along an axis that are shown; `null` stands for those that are not. */
const shownAlong = (n: number, summarize: boolean): readonly (number | null)[] =>
  summarize && n > 2 * edge
    ? [0, 1, 2, null, n - 3, n - 2, n - 1]
    : Array.from({ length: n }, (_, i) => i)

/** Elements that are shown, in order. */
const shownElements = (data: DataArray, shape: Shape, summarize: boolean): readonly number[] => {
  if (!summarize) return [...data]
  const offsets = shape.reduce<readonly number[]>(
    (starts, n) =>
      starts.flatMap((start) =>
        shownAlong(n, true).flatMap((i) => (i === null ? [] : [start * n + i])),
      ),
    [0],
  )
  return offsets.map((offset) => data[offset] ?? 0)
}

/** Words with commas, in lines that begin with `indent` where they would be too long. */
const wrap = (words: readonly string[], indent: string, width: number): string => {
  let [text, line] = ['', indent]
  words.forEach((word, i) => {
    if (line.length + word.length > width && line.length > indent.length) {
      text += `${line.trimEnd()}\n`
      line = indent
    }
    line += i === words.length - 1 ? word : `${word}, `
  })
  return (text + line).slice(indent.length)
}

const layOut = (
  data: DataArray,
  shape: Shape,
  format: FormatElement,
  summarize: boolean,
): string => {
  const render = (axis: number, index: number, indent: string, width: number): string => {
    if (axis === shape.length) return format(data[index] ?? 0)
    const n = shape[axis] ?? 0
    const items = shownAlong(n, summarize).map((i) =>
      i === null ? gap : render(axis + 1, index * n + i, `${indent} `, width - 1),
    )
    const left = shape.length - axis
    const body =
      left === 1 ? wrap(items, indent, width - 1) : items.join(`,${'\n'.repeat(left - 1)}${indent}`)
    return `[${body}]`
  }
  return render(0, 0, ' '.repeat(prefix.length + 1), lineWidth - 1)
}

/**
 * Prints values as NumPy does, then the shape where it is not evident, and the dtype:
 * `Tensor([1., 2.], float32)`.
 */
export const formatTensor = (data: DataArray, { shape, dtype }: Aval): string => {
  const summarize = data.length > maxElements
  const isEmpty = data.length === 0
  const format = columnOf(shownElements(data, shape, summarize), dtype, shape.length === 0)
  const values = prefix + (isEmpty ? '[]' : layOut(data, shape, format, summarize))
  const isEvident = !summarize && (!isEmpty || shape.length === 1)
  const facts = `${isEvident ? '' : `shape=[${shape.join(', ')}], `}${dtype})`
  const lastLine = values.length - (values.lastIndexOf('\n') + 1)
  const fits = lastLine + facts.length + 1 <= lineWidth
  return `${values},${fits ? ' ' : `\n${' '.repeat(prefix.length)}`}${facts}`
}

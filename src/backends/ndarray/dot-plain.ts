import { type DType, isFloat } from '../../core/dtype.ts'
import { type DotCode, type MatrixVector, type Panel, tile } from './dot-code.ts'

type Numbers = ArrayLike<number>

/** The sum of `n` products of elements at `p` and at `q`, `s` and `t` apart. */
type Inner = (
  a: Numbers,
  p: number,
  s: number,
  b: Numbers,
  q: number,
  t: number,
  n: number,
) => number

const floatInner: Inner = (a, p, s, b, q, t, n) => {
  let sum = 0
  for (let i = 0; i < n; i++, p += s, q += t) sum += a[p]! * b[q]!
  return sum
}

const boolInner: Inner = (a, p, s, b, q, t, n) => {
  let any = 0
  for (let i = 0; i < n; i++, p += s, q += t) any |= a[p]! & b[q]!
  return any
}

const integerInner: Inner = (a, p, s, b, q, t, n) => {
  let sum = 0
  for (let i = 0; i < n; i++, p += s, q += t) sum = (sum + Math.imul(a[p]!, b[q]!)) | 0
  return sum
}

/** The multiplications of one dtype in plain loops, in the same order of operations, where code may not be generated. */
export const plainDotCode = (dtype: DType): DotCode => {
  const inner = isFloat(dtype) ? floatInner : dtype === 'bool' ? boolInner : integerInner
  const join = (x: number, y: number): number => (dtype === 'bool' ? x | y : x + y)
  const multiply = (x: number, y: number): number => (isFloat(dtype) ? x * y : Math.imul(x, y))
  const byColumns: MatrixVector = (out, o, a, p, s, t, x, m, n) => {
    for (let i = 0; i < m; i++) out[o + i] = inner(a, p + i * s, t, x, 0, 1, n)
  }
  return {
    pack: (panel, source, base, rows, rowCount, places, count) => {
      for (let first = 0, at = 0; first < rowCount; first += tile)
        for (let k = 0; k < count; k++)
          for (let r = first; r < first + tile; r++, at++)
            panel[at] = r < rowCount ? source[base + rows[r]! + places[k]!]! : 0
    },
    multiply: (left, right, m, n, k, out, o, ld) => {
      const start = (i: number): number => (i - (i % tile)) * k + (i % tile)
      for (let i = 0; i < m; i++)
        for (let j = 0; j < n; j++)
          out[o + i * ld + j] = inner(left, start(i), tile, right, start(j), tile, k)
    },
    outer: (out, o, left: Panel, m, right: Panel, n) => {
      for (let i = 0; i < m; i++)
        for (let j = 0; j < n; j++) out[o + i * n + j] = multiply(left[i]!, right[j]!)
    },
    byRows: (out, o, a, p, s, t, x, m, n) => {
      const together = m - (m % 4)
      byColumns(out, o, a, p, s, t, x, together, n)
      // The generated code sums the rows that are left over in two parts.
      for (let i = together; i < m; i++) {
        const start = p + i * s
        const even = inner(a, start, 2 * t, x, 0, 2, (n + 1) >> 1)
        out[o + i] = join(even, inner(a, start + t, 2 * t, x, 1, 2, n >> 1))
      }
    },
    byColumns,
  }
}

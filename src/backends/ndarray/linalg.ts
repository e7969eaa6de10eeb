import type { Aval } from '../../core/aval.ts'
import { create, dense, type NdBuffer } from './buffer.ts'

/** Reads the matrix at `position` of a row-major buffer into doubles; writes `into`. */
const load = (into: Float64Array, from: NdBuffer, position: number): void => {
  const { data } = from
  for (let i = 0; i < into.length; i++) into[i] = data[position + i]!
}

const store = (to: NdBuffer, position: number, values: Float64Array): void => {
  to.data.set(values, position)
}

/** Factors `a` in place; false if it is not positive definite. Only its lower triangle is read. */
const factorCholesky = (a: Float64Array, n: number): boolean => {
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = a[i * n + j]!
      for (let k = 0; k < j; k++) sum -= a[i * n + k]! * a[j * n + k]!
      if (i > j) a[i * n + j] = sum / a[j * n + j]!
      else if (sum > 0) a[j * n + j] = Math.sqrt(sum)
      else return false
    }
    for (let i = 0; i < j; i++) a[i * n + j] = 0
  }
  return true
}

/** Lower Cholesky factors; the lower triangle is NaN where the matrix is not positive definite. */
export const cholesky = (x: NdBuffer, { dtype, shape }: Aval): NdBuffer => {
  const output = create(dtype, shape)
  const n = shape.at(-1)!
  const source = dense(dtype, x)
  const a = new Float64Array(n * n)
  for (let at = 0; at < output.size; at += n * n) {
    load(a, source, source.offset + at)
    if (!factorCholesky(a, n))
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) a[i * n + j] = j <= i ? Number.NaN : 0
    store(output, output.offset + at, a)
  }
  return output
}

/** Solves in place for `m` right-hand sides; writes `b`. */
const substitute = (
  a: Float64Array,
  b: Float64Array,
  n: number,
  m: number,
  lower: boolean,
  transposed: boolean,
  unit: boolean,
): void => {
  const rowStep = transposed ? 1 : n
  const columnStep = transposed ? n : 1
  const forward = lower !== transposed
  for (let step = 0; step < n; step++) {
    const i = forward ? step : n - 1 - step
    for (let other = 0; other < step; other++) {
      const k = forward ? other : n - 1 - other
      const factor = a[i * rowStep + k * columnStep]!
      for (let c = 0; c < m; c++) b[i * m + c]! -= factor * b[k * m + c]!
    }
    if (unit) continue
    const pivot = a[i * n + i]!
    for (let c = 0; c < m; c++) b[i * m + c]! /= pivot
  }
}

/** Solves `a x = b`, or `aᵀ x = b`, for triangular matrices. */
export const triangularSolve = (
  a: NdBuffer,
  b: NdBuffer,
  lower: boolean,
  transposed: boolean,
  unit: boolean,
  { dtype, shape }: Aval,
): NdBuffer => {
  const output = create(dtype, shape)
  const m = shape.at(-1)!
  const n = shape.at(-2)!
  const left = dense(dtype, a)
  const right = dense(dtype, b)
  const matrix = new Float64Array(n * n)
  const sides = new Float64Array(n * m)
  for (let batch = 0; batch * n * m < output.size; batch++) {
    load(matrix, left, left.offset + batch * n * n)
    load(sides, right, right.offset + batch * n * m)
    substitute(matrix, sides, n, m, lower, transposed, unit)
    store(output, output.offset + batch * n * m, sides)
  }
  return output
}

/** Factors in place with row exchanges, which `permutation` records. */
const factorLu = (
  a: Float64Array,
  rows: number,
  columns: number,
  permutation: Int32Array,
): void => {
  for (let i = 0; i < rows; i++) permutation[i] = i
  for (let k = 0; k < Math.min(rows, columns); k++) {
    let pivot = k
    let largest = Math.abs(a[k * columns + k]!)
    for (let i = k + 1; i < rows; i++) {
      const size = Math.abs(a[i * columns + k]!)
      if (size > largest) {
        largest = size
        pivot = i
      }
    }
    if (pivot !== k) {
      for (let j = 0; j < columns; j++) {
        const value = a[k * columns + j]!
        a[k * columns + j] = a[pivot * columns + j]!
        a[pivot * columns + j] = value
      }
      const row = permutation[k]!
      permutation[k] = permutation[pivot]!
      permutation[pivot] = row
    }
    const divisor = a[k * columns + k]!
    if (divisor === 0) continue
    for (let i = k + 1; i < rows; i++) {
      const factor = a[i * columns + k]! / divisor
      a[i * columns + k] = factor
      for (let j = k + 1; j < columns; j++) a[i * columns + j]! -= factor * a[k * columns + j]!
    }
  }
}

/** Packed factors of `p a = l u`, and the rows of `a` in pivoted order. */
export const lu = (x: NdBuffer, outputAvals: readonly Aval[]): readonly NdBuffer[] => {
  const [factors, order] = outputAvals.map(({ dtype, shape }) => create(dtype, shape)) as [
    NdBuffer,
    NdBuffer,
  ]
  const rows = factors.shape.at(-2)!
  const columns = factors.shape.at(-1)!
  const source = dense(outputAvals[0]!.dtype, x)
  const a = new Float64Array(rows * columns)
  const permutation = new Int32Array(rows)
  for (let batch = 0; batch * rows < order.size; batch++) {
    load(a, source, source.offset + batch * rows * columns)
    factorLu(a, rows, columns, permutation)
    store(factors, factors.offset + batch * rows * columns, a)
    order.data.set(permutation, order.offset + batch * rows)
  }
  return [factors, order]
}

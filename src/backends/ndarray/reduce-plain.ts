import type { DataArray, DType } from '../../core/dtype.ts'
import type { ReduceOp } from '../../core/kernel.ts'
import { combiner, reductionIdentity } from '../../core/reduction.ts'
import { interpretBinary } from './interpret.ts'
import { innerBlock, outerBlock, type Reducer, rowBlock } from './reduce-code.ts'
import { printBinary } from './scalar-ops.ts'

/** A reducer in plain loops, in the order of operations of the generated ones, where code may not be generated. */
export const plainReducer = (op: ReduceOp, dtype: DType): Reducer => {
  const join = interpretBinary(printBinary(combiner(op), dtype, 'x', 'y'))
  const start = reductionIdentity(op, dtype)
  const times = interpretBinary(printBinary('mul', dtype, 'x', 'y'))
  const scaled = (x: number, scale: number): number =>
    op !== 'sum' || dtype === 'bool' ? x : times(x, scale)
  const inRow = (a: DataArray, p: number, s: number, n: number): number => {
    if (n > innerBlock) {
      const h = (n >> 1) & -4
      return join(inRow(a, p, s, h), inRow(a, p + h * s, s, n - h))
    }
    const lanes = n < 8 ? 1 : 4
    const sums = [start, start, start, start]
    const together = n - (n % lanes)
    for (let i = 0; i < together; i++) sums[i % lanes] = join(sums[i % lanes]!, a[p + i * s]!)
    let sum = sums[0]!
    if (lanes > 1) sum = join(join(sum, sums[1]!), join(sums[2]!, sums[3]!))
    for (let i = together; i < n; i++) sum = join(sum, a[p + i * s]!)
    return sum
  }
  const inColumn = (a: DataArray, p: number, s: number, n: number): number => {
    if (n > rowBlock) {
      const h = n >> 1
      return join(inColumn(a, p, s, h), inColumn(a, p + h * s, s, n - h))
    }
    let sum = start
    for (let i = 0; i < n; i++) sum = join(sum, a[p + i * s]!)
    return sum
  }
  const halved = (from: number, to: number, most: number, part: (j: number) => number): number => {
    if (to - from <= most) {
      if (most === 1) return part(from)
      let sum = start
      for (let j = from; j < to; j++) sum = join(sum, part(j))
      return sum
    }
    const h = (from + to) >> 1
    return join(halved(from, h, most, part), halved(h, to, most, part))
  }
  return {
    inner: (out, o, a, kept, outer, s, n, scale) => {
      kept.forEach((p, i) => {
        const part = (j: number): number => inRow(a, p + outer[j]!, s, n)
        const sum = outer.length === 1 ? part(0) : halved(0, outer.length, outerBlock, part)
        out[o + i] = scaled(sum, scale)
      })
    },
    rows: (out, o, a, kept, outer, s, n, c, columns, scale) => {
      kept.forEach((p, i) => {
        for (let k = 0; k < columns; k++) {
          const part = (j: number): number => inColumn(a, p + outer[j]! + k * c, s, n)
          out[o + i * columns + k] = scaled(halved(0, outer.length, 1, part), scale)
        }
      })
    },
  }
}

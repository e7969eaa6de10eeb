import type { Aval } from '../../core/aval.ts'
import { createWithLines, linesOf } from './axis.ts'
import { create, type NdBuffer } from './buffer.ts'
import { hasCodes, leastRadixLength, sortByCodes, writeCodes } from './radix-order.ts'

type Data = NdBuffer['data']

/** `x < y` in the order of sorting: NaN is greater than all numbers, zeros of both signs are equal. */
const less = (x: number, y: number): boolean => x < y || (Number.isNaN(y) && !Number.isNaN(x))

const compareKeys = (keys: readonly Float64Array[], i: number, j: number): boolean => {
  for (const key of keys) {
    const x = key[i]!
    const y = key[j]!
    if (less(x, y)) return true
    if (less(y, x)) return false
  }
  return false
}

/** Stable merge sort of the positions `0 … n-1` by keys; returns whichever of the arrays ends up sorted. */
const sortPositions = (
  keys: readonly Float64Array[],
  n: number,
  first: Uint32Array,
  second: Uint32Array,
): Uint32Array => {
  const single = keys.length === 1 ? keys[0] : undefined
  const before =
    single === undefined
      ? (i: number, j: number) => compareKeys(keys, i, j)
      : (i: number, j: number) => less(single[i]!, single[j]!)
  for (let i = 0; i < n; i++) first[i] = i
  let from = first
  let to = second
  for (let width = 1; width < n; width *= 2) {
    for (let low = 0; low < n; low += 2 * width) {
      const middle = Math.min(low + width, n)
      const high = Math.min(low + 2 * width, n)
      let i = low
      let j = middle
      for (let k = low; k < high; k++) {
        // The right one goes first only if it is strictly smaller, which keeps equal keys in order.
        const right = i === middle || (j < high && before(from[j]!, from[i]!))
        to[k] = right ? from[j++]! : from[i++]!
      }
    }
    const swap = from
    from = to
    to = swap
  }
  return from
}

/**
 * Sorts one line by value alone. The engine puts -0 before 0 where a stable sort keeps their order, so
 * the zeros are put back as they came.
 */
const sortValues = (line: Data): void => {
  const zeros: number[] = []
  let negative = false
  for (let i = 0; i < line.length; i++)
    if (line[i] === 0) {
      zeros.push(line[i]!)
      negative ||= Object.is(line[i], -0)
    }
  line.sort()
  if (negative) line.set(zeros, line.indexOf(0))
}

const sortSingle = (x: NdBuffer, axis: number, aval: Aval): NdBuffer => {
  const from = linesOf(x, axis)
  const { output, lines: to } = createWithLines(aval, axis)
  const line = create(aval.dtype, [from.length])
  const values = line.data.subarray(line.offset, line.offset + from.length)
  for (let l = 0; l < from.starts.length; l++) {
    let p = from.starts[l]!
    for (let i = 0; i < from.length; i++, p += from.step) values[i] = x.data[p]!
    sortValues(values)
    let q = to.starts[l]!
    for (let i = 0; i < to.length; i++, q += to.step) output.data[q] = values[i]!
  }
  return output
}

/** Sorts all operands along `axis` by the first `numKeys` of them, stably and ascending. */
export const sort = (
  inputs: readonly NdBuffer[],
  axis: number,
  numKeys: number,
  outputAvals: readonly Aval[],
): readonly NdBuffer[] => {
  const n = inputs[0]!.shape[axis]!
  if (inputs[0]!.size === 0) return outputAvals.map(({ dtype, shape }) => create(dtype, shape))
  if (inputs.length === 1) return [sortSingle(inputs[0]!, axis, outputAvals[0]!)]
  const froms = inputs.map((x) => linesOf(x, axis))
  const tos = outputAvals.map((aval) => createWithLines(aval, axis))
  const first = new Uint32Array(n)
  const second = new Uint32Array(n)
  const isCoded =
    n >= leastRadixLength && inputs.slice(0, numKeys).every(({ data }) => hasCodes(data))
  const codes = new Uint32Array(isCoded ? n : 0)
  const keys = isCoded ? [] : Array.from({ length: numKeys }, () => new Float64Array(n))
  /** Positions along line `l` in sorted order: by the last key first, as each pass is stable. */
  const codedOrder = (l: number): Uint32Array => {
    let [from, to] = [first, second] as readonly [Uint32Array, Uint32Array]
    for (let i = 0; i < n; i++) from[i] = i
    for (let k = numKeys - 1; k >= 0; k--) {
      const { starts, step } = froms[k]!
      writeCodes(inputs[k]!.data, starts[l]!, step, codes)
      ;[from, to] = sortByCodes(codes, from, to)
    }
    return from
  }
  const mergedOrder = (l: number): Uint32Array => {
    keys.forEach((key, k) => {
      const { starts, step } = froms[k]!
      const { data } = inputs[k]!
      let p = starts[l]!
      for (let i = 0; i < n; i++, p += step) key[i] = data[p]!
    })
    return sortPositions(keys, n, first, second)
  }
  for (let l = 0; l < froms[0]!.starts.length; l++) {
    const order = isCoded ? codedOrder(l) : mergedOrder(l)
    tos.forEach(({ output, lines }, k) => {
      const { data } = inputs[k]!
      const { starts, step } = froms[k]!
      let q = lines.starts[l]!
      for (let i = 0; i < n; i++, q += lines.step)
        output.data[q] = data[starts[l]! + order[i]! * step]!
    })
  }
  return tos.map(({ output }) => output)
}

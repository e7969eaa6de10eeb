import type { Buffer, Loop, View } from '../../../../src/compiler/kernels.ts'
import { sizeOf } from '../../../../src/core/aval.ts'
import { type DataArray, type DType, isFloat } from '../../../../src/core/dtype.ts'
import type { ReduceOp } from '../../../../src/core/kernel.ts'
import type { Expr } from '../../../../src/core/scalar.ts'

export type Memory = ReadonlyMap<Buffer, DataArray>

const round = (value: number, dtype: DType): number => {
  switch (dtype) {
    case 'float32':
      return Math.fround(value)
    case 'int32':
      return value | 0
    case 'uint32':
      return value >>> 0
    case 'uint8':
      return value & 255
    case 'int8':
      return (value << 24) >> 24
    case 'bool':
      return value === 0 ? 0 : 1
    default:
      return value
  }
}

const combine = (op: string, dtype: DType, x: number, y: number): number => {
  switch (op) {
    case 'sum':
    case 'add':
      return round(x + y, dtype)
    case 'sub':
      return round(x - y, dtype)
    case 'prod':
    case 'mul':
      return round(isFloat(dtype) || dtype === 'bool' ? x * y : Math.imul(x, y), dtype)
    case 'max':
      return Math.max(x, y)
    case 'min':
      return Math.min(x, y)
    case 'and':
      return round(x & y, dtype)
    case 'or':
      return round(x | y, dtype)
    default:
      throw new Error(op)
  }
}

const identity = (op: ReduceOp, dtype: DType): number => {
  if (op === 'prod') return 1
  if (op === 'and') return round(-1, dtype)
  if (op === 'sum' || op === 'or') return 0
  if (isFloat(dtype)) return op === 'max' ? -Infinity : Infinity
  if (dtype === 'int32') return op === 'max' ? -2147483648 : 2147483647
  if (dtype === 'int8') return op === 'max' ? -128 : 127
  return op === 'max' ? 0 : round(-1, dtype)
}

/** One expression at one point, by the operations that the specs use. */
const evaluate = ({ op, dtype, args, value }: Expr, operand: (i: number) => number): number => {
  if (op === 'arg') return operand(value)
  if (op === 'const') return value
  const [x, y, z] = args.map((child) => evaluate(child, operand)) as [number, number, number]
  switch (op) {
    case 'convert':
      return round(x, dtype)
    case 'neg':
      return round(-x, dtype)
    case 'lt':
      return x < y ? 1 : 0
    case 'select':
      return x === 0 ? z : y
    default:
      return combine(op, dtype, x, y)
  }
}

const positionIn = ({ offset, strides }: View, point: readonly number[]): number =>
  point.reduce((position, index, axis) => position + index * strides[axis]!, offset)

/** Indices of all points, the last axis fastest. */
function* pointsOf(shape: readonly number[]): Generator<readonly number[]> {
  const point = shape.map(() => 0)
  for (let left = sizeOf(shape); left > 0; left--) {
    yield point
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      point[axis]! += 1
      if (point[axis]! < shape[axis]!) break
      point[axis] = 0
    }
  }
}

/** Runs a loop point by point; reductions one value after another, in the dtype. */
export const runLoop = ({ shape, reduced, operands, results }: Loop, memory: Memory): void => {
  for (const { view, value, reduce } of results) {
    if (reduce === undefined) continue
    const start = identity(reduce, value.dtype)
    const kept = shape.map((size, axis) => (reduced[axis] ? 1 : size))
    for (const point of pointsOf(kept)) memory.get(view.buffer)![positionIn(view, point)] = start
  }
  for (const point of pointsOf(shape)) {
    const operand = (i: number): number => {
      const from = operands[i]!
      return 'buffer' in from
        ? memory.get(from.buffer)![positionIn(from, point)]!
        : point[from.axis]!
    }
    const values = results.map(({ value }) => evaluate(value, operand))
    results.forEach(({ view, value, reduce }, i) => {
      const data = memory.get(view.buffer)!
      const at = positionIn(view, point)
      data[at] =
        reduce === undefined ? values[i]! : combine(reduce, value.dtype, data[at]!, values[i]!)
    })
  }
}

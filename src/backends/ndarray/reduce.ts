import { type Aval, range } from '../../core/aval.ts'
import { canGenerateCode } from '../../core/code-generation.ts'
import type { DType } from '../../core/dtype.ts'
import type { ReduceOp } from '../../core/kernel.ts'
import { reductionIdentity } from '../../core/reduction.ts'
import { copyOf, create, isDense, type NdBuffer, view } from './buffer.ts'
import { collapse, otherAxes, pick, positions } from './loops.ts'
import { columnChunk, makeReducer, type Reducer } from './reduce-code.ts'
import { plainReducer } from './reduce-plain.ts'

const reducers = new Map<ReduceOp, Partial<Record<DType, Reducer>>>()

const reducerOf = (op: ReduceOp, dtype: DType): Reducer => {
  let byDtype = reducers.get(op)
  if (byDtype === undefined) {
    byDtype = {}
    reducers.set(op, byDtype)
  }
  byDtype[dtype] ??= canGenerateCode() ? makeReducer(op, dtype) : plainReducer(op, dtype)
  return byDtype[dtype]
}

/** Levels of halving of up to 2³¹ rows in several loops, with room to spare. */
const scratch = new Float64Array(columnChunk * 64)

/** Drops loops whose operand stands still from the reduction of `shape`, where `op` allows it. */
const withoutRepeats = (op: ReduceOp, shape: readonly number[], stride: readonly number[]) => {
  if (op === 'prod') return { shape, stride, repeats: 1 }
  const moving = range(shape.length).filter((axis) => stride[axis] !== 0)
  let repeats = 1
  for (let axis = 0; axis < shape.length; axis++) if (stride[axis] === 0) repeats *= shape[axis]!
  return { shape: pick(shape, moving), stride: pick(stride, moving), repeats }
}

const reduceDense = (
  op: ReduceOp,
  dtype: DType,
  x: NdBuffer,
  axes: readonly number[],
  keptAxes: readonly number[],
): NdBuffer => {
  const keptShape = pick(x.shape, keptAxes)
  const output = create(dtype, keptShape)
  if (output.size === 0) return output
  if (x.size === 0) {
    output.data.fill(reductionIdentity(op, dtype), output.offset, output.offset + output.size)
    return output
  }
  const { repeats, ...moving } = withoutRepeats(op, pick(x.shape, axes), pick(x.stride, axes))
  const reduced = collapse(moving.shape, [moving.stride])
  const kept = collapse(keptShape, [pick(x.stride, keptAxes)])
  const reducedStride = reduced.strides[0]!
  const keptStride = kept.strides[0]!
  const n = reduced.shape.at(-1) ?? 1
  const s = reducedStride.at(-1) ?? 0
  const columns = kept.shape.at(-1) ?? 1
  const c = keptStride.at(-1) ?? 0
  const outer = positions(reduced.shape.slice(0, -1), reducedStride.slice(0, -1))
  const reducer = reducerOf(op, dtype)
  if (columns >= 4 && (Math.abs(c) < Math.abs(s) || n < 8)) {
    const blocks = positions(kept.shape.slice(0, -1), keptStride.slice(0, -1), x.offset)
    reducer.rows(
      output.data,
      output.offset,
      x.data,
      blocks,
      outer,
      s,
      n,
      c,
      columns,
      repeats,
      scratch,
    )
  } else {
    const each = positions(kept.shape, keptStride, x.offset)
    reducer.inner(output.data, output.offset, x.data, each, outer, s, n, repeats)
  }
  return output
}

const start = new Int32Array(1)
const nothing = new Int32Array(1)

/** All elements of a dense buffer, as one run. */
const reduceAll = (op: ReduceOp, dtype: DType, x: NdBuffer): NdBuffer => {
  const output = create(dtype, [])
  start[0] = x.offset
  const { inner } = reducerOf(op, dtype)
  inner(output.data, output.offset, x.data, start, nothing, 1, x.size, 1)
  return output
}

/** Combines all elements along `axes`. Axes that the operand is broadcast over stay broadcast. */
export const reduce = (
  op: ReduceOp,
  x: NdBuffer,
  axes: readonly number[],
  { dtype, shape }: Aval,
): NdBuffer => {
  const keptAxes = otherAxes(x.shape.length, axes)
  // One element is its own sum, also where it is -0.
  if (axes.every((axis) => x.shape[axis] === 1))
    return copyOf(dtype, view(dtype, x.data, shape, pick(x.stride, keptAxes), x.offset))
  if (axes.length === x.shape.length && isDense(x)) return reduceAll(op, dtype, x)
  const moving = keptAxes.filter((axis) => x.stride[axis] !== 0 || x.shape[axis] === 1)
  if (moving.length === keptAxes.length) return reduceDense(op, dtype, x, axes, keptAxes)
  if (x.size === 0) return reduceDense(op, dtype, x, axes, keptAxes)
  const small = reduceDense(op, dtype, x, axes, moving)
  const stride = keptAxes.map((axis) => {
    const at = moving.indexOf(axis)
    return at < 0 ? 0 : small.stride[at]!
  })
  return view(dtype, small.data, shape, stride, small.offset)
}

import { type Aval, avalOf, makeAval, type Shape, showAval, showAvals } from '../core/aval.ts'
import { scalar } from '../core/convert.ts'
import { DtypeError, ShapeError } from '../core/errors.ts'
import type { BatchDim, Primitive } from '../core/primitive.ts'
import type { Tensor } from '../core/tensor.ts'
import { bind1 } from '../core/trace.ts'
import { type GatherParams, gatherP, type ScatterParams } from './gather.ts'
import { fullWindows } from './index-dims.ts'
import { scatterP } from './scatter.ts'
import { concatenate } from './slicing.ts'
import { batchToFront, reshape, zerosLike } from './structural.ts'

type Starts = readonly Tensor[]

const checkStarts = (op: string, x: Aval, starts: readonly Aval[]): void => {
  if (starts.length !== x.shape.length || starts.some(({ shape }) => shape.length !== 0))
    throw new ShapeError(
      op,
      `expected one scalar start index for each axis of ${showAval(x)}, ` +
        `got ${starts.length === 0 ? 'none' : showAvals(starts)}`,
    )
  if (starts.some(({ dtype }) => dtype !== 'int32'))
    throw new DtypeError(
      op,
      `expected int32 start indices, got ${showAvals(starts)}; convert with astype`,
    )
}

const checkFits = (op: string, x: Aval, sizes: Shape): void => {
  const fits =
    sizes.length === x.shape.length &&
    sizes.every((n, axis) => n >= 0 && n <= (x.shape[axis] as number))
  if (!fits)
    throw new ShapeError(
      op,
      `expected a slice that fits into ${showAval(x)}, got sizes [${sizes.join(', ')}]; ` +
        'give one size for each axis, at most that of the axis',
    )
}

/** Mapped start indices as index vectors `i32[size,rank]`. */
const stackStarts = (size: number, starts: Starts, dims: readonly BatchDim[]): Tensor =>
  concatenate(
    starts.map((s, i) => reshape(batchToFront(s, dims[i] ?? null, size), [size, 1])),
    1,
  )

interface DynamicSliceParams {
  readonly sliceSizes: Shape
}

/**
 * A slice of fixed size at a start that is computed, moved so that it fits. Linear in the operand.
 *
 * Shapes: `x[s], i32[] per axis → y[sliceSizes]`.
 */
const dynamicSliceP: Primitive<DynamicSliceParams> = {
  name: 'dynamic_slice',
  abstract: ([x, ...starts], { sliceSizes }) => {
    const operand = x as Aval
    checkStarts('dynamicSlice', operand, starts)
    checkFits('dynamicSlice', operand, sliceSizes)
    return [makeAval(sliceSizes, operand.dtype, operand.weakType)]
  },
  jvp: ([x, ...starts], [dx], { sliceSizes }) => [
    [dynamicSlice(x as Tensor, starts, sliceSizes)],
    [dx ? dynamicSlice(dx, starts, sliceSizes) : null],
  ],
  transpose: ([ct], [, ...starts], _, [x]) => [
    ct ? dynamicUpdateSlice(zerosLike(x as Aval), ct, starts as Starts) : null,
    ...starts.map(() => null),
  ],
  batch: (size, [x, ...starts], [dim, ...startDims], { sliceSizes }, axisName) => {
    const [operand, d] = [x as Tensor, dim ?? null]
    if (d !== null && startDims.every((s) => s === null)) {
      const allStarts = [...starts.slice(0, d), scalar(0, 'int32'), ...starts.slice(d)]
      const sizes = [...sliceSizes.slice(0, d), size, ...sliceSizes.slice(d)]
      return [[dynamicSlice(operand, allStarts, sizes)], [d]]
    }
    const params: GatherParams = {
      dimensionNumbers: fullWindows(sliceSizes.length),
      sliceSizes,
      mode: 'clip',
      fillValue: null,
    }
    const indices = stackStarts(size, starts, startDims)
    return gatherP.batch(size, [operand, indices], [d, 0], params, axisName)
  },
  lower: ({ sliceSizes }) => ({ kind: 'dynamicSlice', sliceSizes }),
}

export const dynamicSlice = (x: Tensor, starts: Starts, sliceSizes: Shape): Tensor =>
  bind1(dynamicSliceP, [x, ...starts], { sliceSizes })

/**
 * The operand with a slice replaced, at a start that is computed, moved so that it fits. Operands: array,
 * update, starts. Linear in operand and update jointly.
 *
 * Shapes: `x[s], x[u], i32[] per axis → y[s]`.
 */
const dynamicUpdateSliceP: Primitive<object> = {
  name: 'dynamic_update_slice',
  abstract: ([x, update, ...starts]) => {
    const [operand, value] = [x as Aval, update as Aval]
    checkStarts('dynamicUpdateSlice', operand, starts)
    checkFits('dynamicUpdateSlice', operand, value.shape)
    if (value.dtype !== operand.dtype)
      throw new DtypeError(
        'dynamicUpdateSlice',
        `expected an update of the operand's dtype, got ${showAvals([operand, value])}; ` +
          'convert with astype',
      )
    return [avalOf(operand)]
  },
  jvp: ([x, update, ...starts], [dx, du]) => {
    const [operand, value] = [x as Tensor, update as Tensor]
    const out = dynamicUpdateSlice(operand, value, starts)
    if (!dx && !du) return [[out], [null]]
    const tangent = dynamicUpdateSlice(dx ?? zerosLike(operand), du ?? zerosLike(value), starts)
    return [[out], [tangent]]
  },
  transpose: ([ct], [x, update, ...starts], _, [, value]) => {
    const none = starts.map(() => null)
    if (!ct) return [null, null, ...none]
    const at = starts as Starts
    const { shape } = value as Aval
    return [
      x ? null : dynamicUpdateSlice(ct, zerosLike(value as Aval), at),
      update ? null : dynamicSlice(ct, at, shape),
      ...none,
    ]
  },
  batch: (size, [x, update, ...starts], [dim, updateDim, ...startDims], _, axisName) => {
    const [operand, value] = [x as Tensor, update as Tensor]
    if (startDims.every((s) => s === null)) {
      const full = batchToFront(operand, dim ?? null, size)
      const values = batchToFront(value, updateDim ?? null, size)
      return [[dynamicUpdateSlice(full, values, [scalar(0, 'int32'), ...starts])], [0]]
    }
    const params: ScatterParams = {
      dimensionNumbers: fullWindows(starts.length),
      mode: 'clip',
      uniqueIndices: true,
    }
    const indices = stackStarts(size, starts, startDims)
    const inputs = [operand, indices, value]
    return scatterP.batch(size, inputs, [dim ?? null, 0, updateDim ?? null], params, axisName)
  },
  lower: () => ({ kind: 'dynamicUpdateSlice' }),
}

export const dynamicUpdateSlice = (x: Tensor, update: Tensor, starts: Starts): Tensor =>
  bind1(dynamicUpdateSliceP, [x, update, ...starts], {})

import { range, type Shape, showOperand } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { asTensor, integer, scalar, type TensorLike } from '../core/convert.ts'
import { isInteger } from '../core/dtype.ts'
import { ArgumentError, DtypeError } from '../core/errors.ts'
import { checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { axisOf } from '../numpy/axes.ts'
import { add, convertElementType, lt, select } from '../primitives/arithmetic.ts'
import * as dynamic from '../primitives/dynamic-slice.ts'
import * as slicing from '../primitives/slicing.ts'
import { reshape } from '../primitives/structural.ts'
import { fromFront, integers } from './operands.ts'

/** Elements `start, start + stride, …` below `limit`, per axis. Throws `ShapeError` if out of range. */
export const slice = /*@__PURE__*/ checked(
  'slice(x, startIndices, limitIndices, options?)',
  (
    x: TensorLike,
    startIndices: Shape,
    limitIndices: Shape,
    options: { readonly strides?: Shape } = {},
  ): Tensor => {
    checkOptions('slice', options, ['strides'])
    return slicing.slice(asTensor(x, 'slice'), startIndices, limitIndices, options.strides)
  },
)

export interface SliceInDimOptions {
  /** Default 1. */
  readonly stride?: number
  /** Default 0. */
  readonly axis?: number
}

/** Elements of one axis; `null` for its start or end, negative indices from the end. */
export const sliceInDim = /*@__PURE__*/ checked(
  'sliceInDim(x, startIndex, limitIndex, options?)',
  (
    x: TensorLike,
    startIndex: number | null,
    limitIndex: number | null,
    options: SliceInDimOptions = {},
  ): Tensor => {
    checkOptions('sliceInDim', options, ['stride', 'axis'])
    const tensor = asTensor(x, 'sliceInDim')
    const axis = axisOf('sliceInDim', options.axis ?? 0, tensor)
    const size = tensor.shape[axis] ?? 0
    const wrap = (index: number): number => (index < 0 ? index + size : index)
    const start = wrap(startIndex ?? 0)
    const limit = wrap(limitIndex ?? size)
    const at = (value: number, others: Shape): Shape =>
      others.map((other, i) => (i === axis ? value : other))
    return slicing.slice(
      tensor,
      at(
        start,
        tensor.shape.map(() => 0),
      ),
      at(limit, tensor.shape),
      at(
        options.stride ?? 1,
        tensor.shape.map(() => 1),
      ),
    )
  },
)

export interface IndexInDimOptions {
  /** Default 0. */
  readonly axis?: number
  /** Whether the axis stays, with size 1. Default true. */
  readonly keepdims?: boolean
}

const dropAxis = (x: Tensor, axis: number, keepdims: boolean | undefined): Tensor =>
  keepdims === false
    ? reshape(
        x,
        x.shape.filter((_, i) => i !== axis),
      )
    : x

/** One element of an axis. */
export const indexInDim = /*@__PURE__*/ checked(
  'indexInDim(x, index, options?)',
  (x: TensorLike, index: number, options: IndexInDimOptions = {}): Tensor => {
    checkOptions('indexInDim', options, ['axis', 'keepdims'])
    const tensor = asTensor(x, 'indexInDim')
    const axis = axisOf('indexInDim', options.axis ?? 0, tensor)
    const start = fromFront(index, tensor.shape[axis] ?? 0)
    return dropAxis(slicing.sliceInDim(tensor, start, start + 1, axis), axis, options.keepdims)
  },
)

/** A start index as int32, negative ones counted from the end. */
const startIndex = (index: TensorLike, size: number, op: string): Tensor => {
  if (typeof index === 'number') return integer(op, fromFront(index, size), 'start index')
  const tensor = asTensor(index, op, 'a start index')
  if (!isInteger(tensor.dtype))
    throw new DtypeError(
      op,
      `expected integer start indices, got ${showOperand(tensor)}; convert with astype('int32')`,
    )
  const given = convertElementType(tensor, 'int32')
  return select(lt(given, scalar(0, 'int32')), given, add(given, scalar(size, 'int32')))
}

const startIndices = (op: string, x: Tensor, indices: readonly TensorLike[]): readonly Tensor[] => {
  if (indices.length !== x.ndim)
    throw new ArgumentError(
      op,
      `expected one start index per axis, got ${indices.length} for ${x.ndim} axes`,
    )
  return indices.map((index, axis) => startIndex(index, x.shape[axis] as number, op))
}

/** A slice of fixed sizes from traced starts, which are clamped so that it fits. */
export const dynamicSlice = /*@__PURE__*/ checked(
  'dynamicSlice(x, starts, sliceSizes)',
  (x: TensorLike, starts: readonly TensorLike[], sliceSizes: Shape): Tensor => {
    const tensor = asTensor(x, 'dynamicSlice')
    const sizes = integers('dynamicSlice', 'sliceSizes', sliceSizes)
    return dynamic.dynamicSlice(tensor, startIndices('dynamicSlice', tensor, starts), sizes)
  },
)

/** `x` with `update` written from traced starts, which are clamped so that it fits. */
export const dynamicUpdateSlice = /*@__PURE__*/ checked(
  'dynamicUpdateSlice(x, update, starts)',
  (x: TensorLike, update: TensorLike, starts: readonly TensorLike[]): Tensor => {
    const tensor = asTensor(x, 'dynamicUpdateSlice')
    const indices = startIndices('dynamicUpdateSlice', tensor, starts)
    return dynamic.dynamicUpdateSlice(tensor, asTensor(update, 'dynamicUpdateSlice'), indices)
  },
)

const onlyAxis = (rank: number, axis: number, index: TensorLike): readonly TensorLike[] =>
  range(rank).map((i) => (i === axis ? index : 0))

/** `size` elements of one axis from a traced start. */
export const dynamicSliceInDim = /*@__PURE__*/ checked(
  'dynamicSliceInDim(x, start, sliceSize, options?)',
  (
    x: TensorLike,
    start: TensorLike,
    sliceSize: number,
    options: { readonly axis?: number } = {},
  ): Tensor => {
    checkOptions('dynamicSliceInDim', options, ['axis'])
    const tensor = asTensor(x, 'dynamicSliceInDim')
    const axis = axisOf('dynamicSliceInDim', options.axis ?? 0, tensor)
    const sizes = tensor.shape.map((n, i) => (i === axis ? sliceSize : n))
    return dynamicSlice(tensor, onlyAxis(tensor.ndim, axis, start), sizes)
  },
)

/** One element of an axis at a traced index. */
export const dynamicIndexInDim = /*@__PURE__*/ checked(
  'dynamicIndexInDim(x, index, options?)',
  (x: TensorLike, index: TensorLike, options: IndexInDimOptions = {}): Tensor => {
    checkOptions('dynamicIndexInDim', options, ['axis', 'keepdims'])
    const tensor = asTensor(x, 'dynamicIndexInDim')
    const axis = axisOf('dynamicIndexInDim', options.axis ?? 0, tensor)
    return dropAxis(dynamicSliceInDim(tensor, index, 1, { axis }), axis, options.keepdims)
  },
)

/** `x` with `update` written along one axis from a traced start. */
export const dynamicUpdateSliceInDim = /*@__PURE__*/ checked(
  'dynamicUpdateSliceInDim(x, update, start, axis)',
  (x: TensorLike, update: TensorLike, start: TensorLike, axis: number): Tensor => {
    const tensor = asTensor(x, 'dynamicUpdateSliceInDim')
    return dynamicUpdateSlice(
      tensor,
      update,
      onlyAxis(tensor.ndim, axisOf('dynamicUpdateSliceInDim', axis, tensor), start),
    )
  },
)

/** `x` with one element of an axis replaced at a traced index. */
export const dynamicUpdateIndexInDim = /*@__PURE__*/ checked(
  'dynamicUpdateIndexInDim(x, update, index, axis)',
  (x: TensorLike, update: TensorLike, index: TensorLike, axis: number): Tensor => {
    const tensor = asTensor(x, 'dynamicUpdateIndexInDim')
    const given = asTensor(update, 'dynamicUpdateIndexInDim')
    const place = axisOf('dynamicUpdateIndexInDim', axis, tensor)
    const row =
      given.ndim === tensor.ndim
        ? given
        : reshape(given, [...given.shape.slice(0, place), 1, ...given.shape.slice(place)])
    return dynamicUpdateSliceInDim(tensor, row, index, place)
  },
)

import { range, type Shape, showAval } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { asTensor, fittingScalar, type TensorLike } from '../core/convert.ts'
import type { DType } from '../core/dtype.ts'
import { AxisError } from '../core/errors.ts'
import { checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { axesOf, axesOfRank, axisOfRank } from '../numpy/axes.ts'
import { checkDtype } from '../numpy/dtypes.ts'
import { checkSizes } from '../numpy/shape-argument.ts'
import { convertElementType } from '../primitives/arithmetic.ts'
import * as slicing from '../primitives/slicing.ts'
import * as structural from '../primitives/structural.ts'
import { fromFront, integers, literal } from './operands.ts'

/** `x` with new leading axes of the given sizes. */
export const broadcast = /*@__PURE__*/ checked(
  'broadcast(x, sizes)',
  (x: TensorLike, sizes: Shape): Tensor => {
    const tensor = asTensor(x, 'broadcast')
    return structural.broadcastTo(tensor, [...checkSizes('broadcast', sizes), ...tensor.shape])
  },
)

/**
 * `x` broadcast to `shape`: operand axis `i` becomes axis `broadcastDimensions[i]`, in increasing order.
 *
 * @throws ShapeError unless each operand axis has size 1 or that of its output axis
 */
export const broadcastInDim = /*@__PURE__*/ checked(
  'broadcastInDim(x, shape, broadcastDimensions)',
  (x: TensorLike, shape: Shape, broadcastDimensions: readonly number[]): Tensor =>
    structural.broadcastInDim(
      asTensor(x, 'broadcastInDim'),
      checkSizes('broadcastInDim', shape),
      integers('broadcastInDim', 'broadcastDimensions', broadcastDimensions),
    ),
)

/** The same elements in row-major order under another shape. Throws `ShapeError` if their number differs. */
export const reshape = /*@__PURE__*/ checked(
  'reshape(x, newSizes)',
  (x: TensorLike, newSizes: Shape): Tensor =>
    structural.reshape(asTensor(x, 'reshape'), checkSizes('reshape', newSizes)),
)

/** Output axis `i` is operand axis `permutation[i]`. */
export const transpose = /*@__PURE__*/ checked(
  'transpose(x, permutation)',
  (x: TensorLike, permutation: readonly number[]): Tensor =>
    structural.transpose(
      asTensor(x, 'transpose'),
      integers('transpose', 'permutation', permutation),
    ),
)

/** Reverses the order of elements along axes. */
export const rev = /*@__PURE__*/ checked(
  'rev(x, dimensions)',
  (x: TensorLike, dimensions: readonly number[]): Tensor => {
    const tensor = asTensor(x, 'rev')
    return slicing.rev(tensor, axesOf('rev', integers('rev', 'dimensions', dimensions), tensor))
  },
)

/** Joins tensors along one axis. Throws `ShapeError` if other sizes differ. */
export const concatenate = /*@__PURE__*/ checked(
  'concatenate(xs, dimension)',
  (xs: readonly TensorLike[], dimension: number): Tensor =>
    slicing.concatenate(
      xs.map((x, i) => asTensor(x, 'concatenate', `operand ${i}`)),
      dimension,
    ),
)

/** Merges the axes from `start` to before `stop` (by default the last) into one. */
export const collapse = /*@__PURE__*/ checked(
  'collapse(x, startDimension, options?)',
  (
    x: TensorLike,
    startDimension: number,
    options: { readonly stopDimension?: number } = {},
  ): Tensor => {
    checkOptions('collapse', options, ['stopDimension'])
    const tensor = asTensor(x, 'collapse')
    const start = fromFront(startDimension, tensor.ndim)
    const stop = fromFront(options.stopDimension ?? tensor.ndim, tensor.ndim)
    const merged = tensor.shape.slice(start, stop).reduce((n, m) => n * m, 1)
    return structural.reshape(tensor, [
      ...tensor.shape.slice(0, start),
      merged,
      ...tensor.shape.slice(stop),
    ])
  },
)

/** Adds axes of size 1 at the given places of the result. */
export const expandDims = /*@__PURE__*/ checked(
  'expandDims(x, dimensions)',
  (x: TensorLike, dimensions: readonly number[]): Tensor => {
    const tensor = asTensor(x, 'expandDims')
    const places = integers('expandDims', 'dimensions', dimensions)
    const rank = tensor.ndim + places.length
    const added = axesOfRank('expandDims', places, rank)
    const kept = range(rank).filter((axis) => !added.includes(axis))
    const shape = range(rank).map((axis) =>
      added.includes(axis) ? 1 : (tensor.shape[kept.indexOf(axis)] as number),
    )
    return structural.reshape(tensor, shape)
  },
)

/** Drops axes of size 1. Throws `AxisError` for one of another size. */
export const squeeze = /*@__PURE__*/ checked(
  'squeeze(x, dimensions)',
  (x: TensorLike, dimensions: readonly number[]): Tensor => {
    const tensor = asTensor(x, 'squeeze')
    const dropped = axesOf('squeeze', integers('squeeze', 'dimensions', dimensions), tensor)
    const wrong = dropped.find((axis) => tensor.shape[axis] !== 1)
    if (wrong !== undefined)
      throw new AxisError(
        'squeeze',
        `expected axes of size 1, got axis ${wrong} of ${showAval(tensor)}`,
      )
    return structural.reshape(
      tensor,
      tensor.shape.filter((_, axis) => !dropped.includes(axis)),
    )
  },
)

/** A tensor of one repeated value. */
export const full = /*@__PURE__*/ checked(
  'full(shape, fillValue, options?)',
  (shape: Shape, fillValue: TensorLike, options: { readonly dtype?: DType } = {}): Tensor => {
    checkOptions('full', options, ['dtype'])
    const given = asTensor(fillValue, 'full', 'fillValue')
    const value =
      typeof fillValue === 'number' && options.dtype !== undefined
        ? fittingScalar('full', fillValue, options.dtype)
        : convertElementType(given, options.dtype ?? given.dtype)
    return structural.broadcastTo(value, checkSizes('full', shape))
  },
)

/** `0, 1, …, size - 1`. */
export const iota = /*@__PURE__*/ checked(
  'iota(dtype, size)',
  (dtype: DType, size: number): Tensor =>
    slicing.iota(checkDtype('iota', dtype), checkSizes('iota', [size])),
)

/** `0, 1, 2, …` along one axis of a shape. */
export const broadcastedIota = /*@__PURE__*/ checked(
  'broadcastedIota(dtype, shape, dimension)',
  (dtype: DType, shape: Shape, dimension: number): Tensor =>
    slicing.iota(
      checkDtype('broadcastedIota', dtype),
      checkSizes('broadcastedIota', shape),
      axisOfRank('broadcastedIota', dimension, shape.length),
    ),
)

/** Pads each axis by `[low, high, interior]`; negative `low` and `high` cut. */
export const pad = /*@__PURE__*/ checked(
  'pad(x, paddingValue, paddingConfig)',
  (
    x: TensorLike,
    paddingValue: TensorLike,
    paddingConfig: readonly (readonly [number, number, number])[],
  ): Tensor => {
    const tensor = asTensor(x, 'pad')
    const value =
      typeof paddingValue === 'number'
        ? literal('pad', paddingValue, tensor.dtype)
        : asTensor(paddingValue, 'pad', 'paddingValue')
    return slicing.pad(
      tensor,
      value,
      paddingConfig.map(([low]) => low),
      paddingConfig.map(([, high]) => high),
      paddingConfig.map(([, , interior]) => interior),
    )
  },
)

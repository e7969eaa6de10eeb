import { range, showAval } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { asTensor, integer, scalar, type TensorLike } from '../core/convert.ts'
import { isInteger } from '../core/dtype.ts'
import { DtypeError } from '../core/errors.ts'
import { checkChoice, checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import * as basic from '../primitives/arithmetic.ts'
import { gather } from '../primitives/gather.ts'
import { reshape } from '../primitives/structural.ts'
import { axisOf } from './axes.ts'
import { broadcastShapes, broadcastTo } from './broadcasting.ts'
import { cast } from './promotion.ts'
import { ravel } from './shape.ts'

export interface TakeOptions {
  /** The axis; the flattened tensor unless given. */
  readonly axis?: number | null
  /**
   * What happens to positions out of range: `'fill'` gives `fillValue`, `'clip'` moves them to the edge,
   * `'wrap'` counts on from the other end. Default `'fill'`.
   */
  readonly mode?: 'fill' | 'clip' | 'wrap'
  /** NaN, or the extreme integer, unless given. */
  readonly fillValue?: number
}

const takeOptions = ['axis', 'mode', 'fillValue']

export interface TakeAlongAxisOptions extends Omit<TakeOptions, 'mode'> {
  /**
   * As for `take`, but `'clip'` counts negative positions from the end first; `'promiseInBounds'` says that
   * all are in range and not negative. Default `'fill'`.
   */
  readonly mode?: TakeOptions['mode'] | 'promiseInBounds'
}

/** Positions as int32, negative ones counted from the end if asked for; plain ones may be numbers. */
const positionsOf = (
  op: string,
  indices: TensorLike,
  n: number,
  options: TakeAlongAxisOptions | undefined,
  counted: boolean,
): Tensor => {
  const mode = options?.mode ?? 'fill'
  const tensor =
    typeof indices === 'number' && Number.isInteger(indices)
      ? integer(op, indices, 'position')
      : asTensor(indices, op)
  if (!isInteger(tensor.dtype))
    throw new DtypeError(
      op,
      `expected integer positions, got ${typeof indices === 'number' ? indices : showAval(tensor)}; ` +
        "make them with np.array([…], { dtype: 'int32' }), or convert with astype('int32')",
    )
  const positions = cast(tensor, 'int32')
  const zero = scalar(0, 'int32')
  const size = scalar(n, 'int32')
  if (!counted) return positions
  const rest = mode === 'wrap' ? basic.rem(positions, scalar(Math.max(n, 1), 'int32')) : positions
  return basic.select(basic.lt(rest, zero), rest, basic.add(rest, size))
}

const gatherMode = (options: TakeAlongAxisOptions | undefined) =>
  (options?.mode ?? 'fill') === 'fill'
    ? ({ mode: 'fill', fillValue: options?.fillValue ?? null } as const)
    : ({ mode: options?.mode === 'promiseInBounds' ? 'promise' : 'clip' } as const)

/**
 * Elements, or slices along an axis, at positions. Negative positions count from the end; what is out of
 * range gives NaN or an extreme integer.
 *
 * Shapes: `x[…,n,…], i32[s] → y[…,s,…]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @throws DtypeError for positions that are no integers
 * @example
 * np.take(np.array([[1, 2], [3, 4]]), 1, { axis: 0 }) // => [3, 4]
 */
export const take = /*@__PURE__*/ checked(
  'take(x, indices, options?)',
  (x: TensorLike, indices: TensorLike, options?: TakeOptions): Tensor => {
    checkOptions('take', options, takeOptions)
    checkChoice('take', 'mode', options?.mode ?? 'fill', ['fill', 'clip', 'wrap'])
    const axisGiven = options?.axis ?? null
    const tensor = axisGiven === null ? ravel(x) : asTensor(x, 'take')
    const axis = axisOf('take', axisGiven ?? 0, tensor)
    const positions = positionsOf(
      'take',
      indices,
      tensor.aval.shape[axis] as number,
      options,
      options?.mode !== 'clip',
    )
    const others = range(tensor.ndim - 1)
    return gather(
      tensor,
      reshape(positions, [...positions.aval.shape, 1]),
      {
        offsetDims: others.map((i) => (i < axis ? i : i + positions.ndim)),
        collapsed: [axis],
        startIndexMap: [axis],
        operandBatch: [],
        indicesBatch: [],
      },
      tensor.aval.shape.map((n, i) => (i === axis ? 1 : n)),
      gatherMode(options),
    )
  },
)

/**
 * Elements at positions along an axis, different ones in each of its rows: what `argsort` and `argmax`
 * point at. Other axes broadcast.
 *
 * Shapes: `x[…,n], i32[…,m] → y[…,m]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @throws ShapeError if other axes do not broadcast
 * @throws DtypeError for positions that are no integers
 * @example
 * const x = np.array([[3, 1], [4, 6]])
 * np.takeAlongAxis(x, np.argsort(x)) // => [[1, 3], [4, 6]]
 */
export const takeAlongAxis = /*@__PURE__*/ checked(
  'takeAlongAxis(x, indices, options?)',
  (x: TensorLike, indices: TensorLike, options?: TakeAlongAxisOptions): Tensor => {
    const op = 'takeAlongAxis'
    checkOptions(op, options, takeOptions)
    checkChoice(op, 'mode', options?.mode ?? 'fill', ['fill', 'clip', 'wrap', 'promiseInBounds'])
    const axisGiven = options?.axis === undefined ? -1 : options.axis
    const tensor = axisGiven === null ? ravel(x) : asTensor(x, op)
    const axis = axisOf(op, axisGiven ?? 0, tensor)
    const n = tensor.aval.shape[axis] as number
    const positions = positionsOf(op, indices, n, options, options?.mode !== 'promiseInBounds')
    const beside = (shape: readonly number[]): readonly number[] =>
      shape.map((size, i) => (i === axis ? 1 : size))
    const common = broadcastShapes(beside(tensor.aval.shape), beside(positions.aval.shape))
    const along = (size: number): readonly number[] => common.map((m, i) => (i === axis ? size : m))
    const places = broadcastTo(positions, along(positions.aval.shape[axis] as number))
    const others = range(tensor.ndim).filter((i) => i !== axis)
    return gather(
      broadcastTo(tensor, along(n)),
      reshape(places, [...places.aval.shape, 1]),
      {
        offsetDims: [],
        collapsed: [axis],
        startIndexMap: [axis],
        operandBatch: others,
        indicesBatch: others,
      },
      tensor.aval.shape.map(() => 1),
      gatherMode(options),
    )
  },
)

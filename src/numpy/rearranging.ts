import { range, showAval, sizeOf } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { asTensor, describe, scalar, type TensorLike } from '../core/convert.ts'
import { isInteger } from '../core/dtype.ts'
import { ArgumentError, ShapeError } from '../core/errors.ts'
import { checkOptions } from '../core/options.ts'
import { isTensor, type Tensor } from '../core/tensor.ts'
import * as basic from '../primitives/arithmetic.ts'
import { dynamicSlice } from '../primitives/dynamic-slice.ts'
import { concatenate, iota, rev, sliceInDim } from '../primitives/slicing.ts'
import { broadcastInDim, reshape, transpose } from '../primitives/structural.ts'
import { type AxisLike, axesOf, axisOf } from './axes.ts'
import { broadcastTo } from './broadcasting.ts'
import { vectorOf } from './creation.ts'
import { cumsum } from './cumulative.ts'
import { asDtype, cast } from './promotion.ts'
import { ravel } from './shape.ts'
import { checkSizes } from './shape-argument.ts'
import { searchsorted } from './sorting.ts'
import { take } from './take.ts'

export interface AxisOptions {
  readonly axis?: AxisLike
}

/**
 * Elements in reverse order along axes, all unless given.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @example
 * np.flip(np.array([1, 2, 3])) // => [3, 2, 1]
 */
export const flip = /*@__PURE__*/ checked(
  'flip(x, options?)',
  (x: TensorLike, options?: AxisOptions): Tensor => {
    checkOptions('flip', options, ['axis'])
    const tensor = asTensor(x, 'flip')
    return rev(tensor, axesOf('flip', options?.axis, tensor))
  },
)

/**
 * Elements in reverse order along the first axis.
 *
 * @throws AxisError for a scalar
 * @example
 * np.flipud(np.array([[1], [2]])) // => [[2], [1]]
 */
export const flipud = /*@__PURE__*/ checked(
  'flipud(x)',
  (x: TensorLike): Tensor => flip(x, { axis: 0 }),
)

/**
 * Elements in reverse order along the second axis.
 *
 * @throws AxisError for fewer than two axes
 * @example
 * np.fliplr(np.array([[1, 2]])) // => [[2, 1]]
 */
export const fliplr = /*@__PURE__*/ checked(
  'fliplr(x)',
  (x: TensorLike): Tensor => flip(x, { axis: 1 }),
)

export interface Rot90Options {
  /** How many quarter turns. Default 1. */
  readonly k?: number
  /** The plane: turns lead from the first of these axes to the second. Default `[0, 1]`. */
  readonly axes?: readonly [number, number]
}

/**
 * Quarter turns in the plane of two axes.
 *
 * Shapes: `x[m,n,…] → y[n,m,…]` for an odd number of turns.
 *
 * @throws AxisError for axes that the value does not have
 * @example
 * np.rot90(np.array([[1, 2], [3, 4]])) // => [[2, 4], [1, 3]]
 */
export const rot90 = /*@__PURE__*/ checked(
  'rot90(x, options?)',
  (x: TensorLike, options?: Rot90Options): Tensor => {
    checkOptions('rot90', options, ['k', 'axes'])
    const { k = 1, axes = [0, 1] } = options ?? {}
    const tensor = asTensor(x, 'rot90')
    const [a, b] = axesOf('rot90', axes, tensor) as [number, number]
    const turns = ((k % 4) + 4) % 4
    const swapped = (t: Tensor): Tensor =>
      transpose(
        t,
        range(t.ndim).map((i) => (i === a ? b : i === b ? a : i)),
      )
    if (turns === 0) return tensor
    if (turns === 2) return rev(tensor, [a, b])
    return turns === 1 ? rev(swapped(tensor), [a]) : swapped(rev(tensor, [a]))
  },
)

const isIntegerTensor = (value: unknown): boolean => isTensor(value) && isInteger(value.dtype)

const rollAxis = (x: Tensor, shift: number | Tensor, axis: number): Tensor => {
  const n = x.shape[axis] as number
  if (typeof shift === 'number' ? !Number.isSafeInteger(shift) : !isIntegerTensor(shift))
    throw new ArgumentError('roll', `expected integer shifts, got ${describe(shift)}`)
  if (n === 0) return x
  if (typeof shift === 'number') {
    const cut = (((-shift % n) + n) % n) as number
    return cut === 0
      ? x
      : concatenate([sliceInDim(x, cut, n, axis), sliceInDim(x, 0, cut, axis)], axis)
  }
  const size = scalar(n, 'int32')
  const rest = basic.rem(basic.neg(cast(shift, 'int32')), size)
  const zero = scalar(0, 'int32')
  const start = basic.select(basic.lt(rest, zero), rest, basic.add(rest, size))
  const twice = concatenate([x, x], axis)
  return dynamicSlice(
    twice,
    range(x.ndim).map((i) => (i === axis ? start : zero)),
    x.shape,
  )
}

/**
 * Elements moved along axes, the last ones back to the front; the flattened tensor unless axes are given.
 * A shift may be traced.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @throws ArgumentError for unequal numbers of shifts and axes
 * @example
 * np.roll(np.array([1, 2, 3]), 1) // => [3, 1, 2]
 */
export const roll = /*@__PURE__*/ checked(
  'roll(x, shift, options?)',
  (
    x: TensorLike,
    shift: number | Tensor | readonly (number | Tensor)[],
    options?: { readonly axis?: number | readonly number[] | null },
  ): Tensor => {
    checkOptions('roll', options, ['axis'])
    const tensor = asTensor(x, 'roll')
    const axis = options?.axis ?? null
    if (axis === null) {
      if (Array.isArray(shift)) throw new ArgumentError('roll', 'expected axes for several shifts')
      return reshape(rollAxis(ravel(tensor), shift as number | Tensor, 0), tensor.shape)
    }
    // An axis may come several times, and is then rolled as often.
    const axes = (typeof axis === 'number' ? [axis] : axis).map((i) => axisOf('roll', i, tensor))
    const list = (Array.isArray(shift) ? shift : [shift]) as readonly (number | Tensor)[]
    if (list.length !== axes.length && list.length !== 1 && axes.length !== 1)
      throw new ArgumentError(
        'roll',
        `expected one shift per axis, got ${list.length} shifts for ${axes.length} axes`,
      )
    const count = Math.max(list.length, axes.length)
    const pick = <T>(values: readonly T[], i: number): T =>
      (values.length === 1 ? values[0] : values[i]) as T
    return range(count).reduce((out, i) => rollAxis(out, pick(list, i), pick(axes, i)), tensor)
  },
)

/**
 * Copies of a tensor side by side.
 *
 * Shapes: `x[m,n], [p,q] → y[pm,qn]`.
 *
 * @throws ShapeError for repetitions that are no sizes
 * @example
 * np.tile(np.array([1, 2]), 2) // => [1, 2, 1, 2]
 */
export const tile = /*@__PURE__*/ checked(
  'tile(x, reps)',
  (x: TensorLike, reps: number | readonly number[]): Tensor => {
    const tensor = asTensor(x, 'tile')
    const given = checkSizes('tile', reps)
    const rank = Math.max(given.length, tensor.ndim)
    const ones = (count: number): readonly number[] => range(count).map(() => 1)
    const times = [...ones(rank - given.length), ...given]
    const sizes = [...ones(rank - tensor.ndim), ...tensor.shape]
    const copies = broadcastInDim(
      reshape(tensor, sizes),
      sizes.flatMap((n, i) => [times[i] as number, n]),
      range(rank).map((i) => 2 * i + 1),
    )
    return reshape(
      copies,
      sizes.map((n, i) => n * (times[i] as number)),
    )
  },
)

export interface RepeatOptions {
  /** The axis; the flattened tensor unless given. */
  readonly axis?: number | null
  /** How many elements the result has along the axis; needed where `repeats` is traced. */
  readonly totalRepeatLength?: number
}

/**
 * Each element several times in a row.
 *
 * Shapes: `x[…,n,…], repeats → y[…,sum of repeats,…]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @throws ShapeError unless there is one number of repeats, or one per element
 * @throws TracerError for traced repeats without `totalRepeatLength`
 * @example
 * np.repeat(np.array([1, 2]), 2) // => [1, 1, 2, 2]
 */
export const repeat = /*@__PURE__*/ checked(
  'repeat(x, repeats, options?)',
  (x: TensorLike, repeats: TensorLike | readonly number[], options?: RepeatOptions): Tensor => {
    checkOptions('repeat', options, ['axis', 'totalRepeatLength'])
    const axisGiven = options?.axis ?? null
    const tensor = axisGiven === null ? ravel(x) : asTensor(x, 'repeat')
    const axis = axisOf('repeat', axisGiven ?? 0, tensor)
    const n = tensor.shape[axis] as number
    const total = options?.totalRepeatLength
    if (typeof repeats === 'number' && total === undefined) {
      const [times] = checkSizes('repeat', repeats) as [number]
      const split = [...tensor.shape.slice(0, axis + 1), times, ...tensor.shape.slice(axis + 1)]
      const dims = range(tensor.ndim).map((i) => (i <= axis ? i : i + 1))
      return reshape(
        broadcastInDim(tensor, split, dims),
        tensor.shape.map((size, i) => (i === axis ? size * times : size)),
      )
    }
    const length = total ?? totalOf(repeats, n)
    const counts = countsOf(repeats, n)
    const ends = cumsum(counts)
    return take(tensor, searchsorted(ends, iota('int32', [length]), { side: 'right' }), {
      axis,
      mode: 'clip',
    })
  },
)

/** The sum of repeats that are plain or concrete, of which one stands for all. */
const totalOf = (repeats: TensorLike | readonly number[], n: number): number => {
  const list = Array.isArray(repeats)
    ? repeats
    : [...asTensor(repeats, 'repeat').concrete('repeat without totalRepeatLength').data()]
  return list.length === 1
    ? n * (list[0] as number)
    : list.reduce((total, count) => total + count, 0)
}

const countsOf = (repeats: TensorLike | readonly number[], n: number): Tensor => {
  const counts = Array.isArray(repeats)
    ? vectorOf(repeats.length, 'int32', (i) => repeats[i] as number)
    : asDtype('repeat', repeats as TensorLike, 'int32')
  if (counts.ndim > 1 || (counts.size !== n && counts.size !== 1))
    throw new ShapeError(
      'repeat',
      `expected one number of repeats or ${n}, got [${counts.shape.join(', ')}]`,
    )
  return broadcastTo(counts, [n])
}

/** The positions of the true elements of a mask over an axis of `n` elements. */
const markedPositions = (op: string, mask: Tensor, n: number): readonly number[] => {
  if (mask.ndim !== 1 || mask.size !== n)
    throw new ShapeError(op, `expected a mask of ${n} elements, got ${showAval(mask)}`)
  const marks = mask.concrete(`${op} mask`).data()
  return range(n).filter((i) => marks[i] !== 0)
}

/** Plain positions along an axis, counted from 0. */
const plainPositions = (
  op: string,
  where: number | readonly number[] | Tensor,
  n: number,
): readonly number[] => {
  const list = isTensor(where)
    ? where.dtype === 'bool'
      ? markedPositions(op, where, n)
      : [...where.concrete(`${op} positions`).data()]
    : typeof where === 'number'
      ? [where]
      : where
  return list.map((position) => {
    if (!Number.isInteger(position) || position < -n || position > n)
      throw new ArgumentError(op, `expected positions between ${-n} and ${n}, got ${position}`)
    return position < 0 ? position + n : position
  })
}

/**
 * A tensor without the elements at some positions; flattened unless an axis is given. In the namespace it
 * is `np.delete`.
 *
 * @throws AxisError for an axis that the value does not have
 * @throws ArgumentError for positions out of range
 * @example
 * np.delete(np.array([1, 2, 3]), 1) // => [1, 3]
 */
export const remove = /*@__PURE__*/ checked(
  'delete(x, where, options?)',
  (
    x: TensorLike,
    where: number | readonly number[] | Tensor,
    options?: { readonly axis?: number | null },
  ): Tensor => {
    checkOptions('delete', options, ['axis'])
    const axisGiven = options?.axis ?? null
    const tensor = axisGiven === null ? ravel(x) : asTensor(x, 'delete')
    const axis = axisOf('delete', axisGiven ?? 0, tensor)
    const n = tensor.shape[axis] as number
    const gone = plainPositions('delete', where, n)
    const kept = range(n).filter((i) => !gone.includes(i))
    return take(
      tensor,
      vectorOf(kept.length, 'int32', (i) => kept[i] as number),
      { axis },
    )
  },
)

/**
 * A tensor with values put in before some positions; flattened unless an axis is given.
 *
 * @throws AxisError for an axis that the value does not have
 * @throws ArgumentError for positions out of range
 * @example
 * np.insert(np.array([1, 2]), 1, 9) // => [1, 9, 2]
 */
export const insert = /*@__PURE__*/ checked(
  'insert(x, where, values, options?)',
  (
    x: TensorLike,
    where: number | readonly number[] | Tensor,
    values: TensorLike,
    options?: { readonly axis?: number | null },
  ): Tensor => {
    checkOptions('insert', options, ['axis'])
    const axisGiven = options?.axis ?? null
    const tensor = axisGiven === null ? ravel(x) : asTensor(x, 'insert')
    const axis = axisOf('insert', axisGiven ?? 0, tensor)
    const n = tensor.shape[axis] as number
    const positions = plainPositions('insert', where, n)
    const given = asDtype('insert', values, tensor.dtype)
    const isOne = positions.length === 1
    // At one position any number of values goes in, whole slices at a time.
    const count =
      isOne && given.ndim > 0 && given.ndim === tensor.ndim
        ? (given.shape[axis] as number)
        : positions.length
    const added = broadcastTo(
      given,
      tensor.shape.map((size, i) => (i === axis ? count : size)),
    )
    const all = concatenate([tensor, added], axis)
    const order = [
      ...range(n).map((i) => ({ at: i, index: i, isNew: 0 })),
      ...range(count).map((i) => ({
        at: (isOne ? positions[0] : positions[i]) as number,
        index: n + i,
        isNew: -1,
      })),
    ].sort((a, b) => a.at - b.at || a.isNew - b.isNew || a.index - b.index)
    return take(
      all,
      vectorOf(order.length, 'int32', (i) => (order[i] as { index: number }).index),
      { axis },
    )
  },
)

/**
 * A tensor of as many elements as a shape holds, taken again from the start as often as needed.
 *
 * @throws ShapeError for a shape that is no list of sizes
 * @example
 * np.resize(np.array([1, 2]), [3]) // => [1, 2, 1]
 */
export const resize = /*@__PURE__*/ checked(
  'resize(x, shape)',
  (x: TensorLike, shape: number | readonly number[]): Tensor => {
    const sizes = checkSizes('resize', shape)
    const flat = ravel(x)
    const total = sizeOf(sizes)
    if (flat.size === 0 || total === 0) return broadcastTo(scalar(0, flat.dtype), sizes)
    const copies = tile(flat, Math.ceil(total / flat.size))
    return reshape(sliceInDim(copies, 0, total, 0), sizes)
  },
)

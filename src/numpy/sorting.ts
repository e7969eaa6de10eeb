import { range, showAval } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { asTensor, scalar, type TensorLike } from '../core/convert.ts'
import { ShapeError } from '../core/errors.ts'
import { checkChoice, checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import * as basic from '../primitives/arithmetic.ts'
import * as lax from '../primitives/elementwise.ts'
import { concatenate, iota, rev, sliceInDim } from '../primitives/slicing.ts'
import { sort as sortTensors } from '../primitives/sort.ts'
import { reduceSum, reshape } from '../primitives/structural.ts'
import { axisOf, axisOfRank } from './axes.ts'
import { broadcastTo } from './broadcasting.ts'
import { cast, promotePair } from './promotion.ts'
import { ravel } from './shape.ts'
import { take } from './take.ts'

export interface SortOptions {
  /** The axis to sort along; the flattened tensor if `null`. Default -1. */
  readonly axis?: number | null
  /** Whether equal elements keep their order; they always do. */
  readonly stable?: boolean
  /** Whether the largest come first. Default false. */
  readonly descending?: boolean
}

const sortOptions = ['axis', 'stable', 'descending']

/** The operand and the axis to sort it along, counted from 0. */
const target = (
  op: string,
  x: TensorLike,
  options: SortOptions | undefined,
): readonly [Tensor, number] => {
  checkOptions(op, options, sortOptions)
  const axis = options?.axis === undefined ? -1 : options.axis
  const tensor = axis === null ? ravel(x) : asTensor(x, op)
  return [tensor, axisOf(op, axis ?? 0, tensor)]
}

/**
 * Elements in ascending order along an axis; NaN comes last.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @throws ArgumentError for an unknown option
 * @example
 * np.sort(np.array([3, 1, 2])) // => [1, 2, 3]
 */
export const sort = /*@__PURE__*/ checked(
  'sort(x, options?)',
  (x: TensorLike, options?: SortOptions): Tensor => {
    const [tensor, axis] = target('sort', x, options)
    const sorted = sortTensors([tensor], axis)[0] as Tensor
    return options?.descending === true ? rev(sorted, [axis]) : sorted
  },
)

/**
 * The positions that sort a tensor along an axis; equal elements keep their order.
 *
 * Shapes: `x[s] → i32[s]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @throws ArgumentError for an unknown option
 * @example
 * np.argsort(np.array([3, 1, 2])) // => [1, 2, 0]
 */
export const argsort = /*@__PURE__*/ checked(
  'argsort(x, options?)',
  (x: TensorLike, options?: SortOptions): Tensor => {
    const [tensor, axis] = target('argsort', x, options)
    const positions = iota('int32', tensor.shape, axis)
    if (options?.descending !== true) return sortTensors([tensor, positions], axis)[1] as Tensor
    // Reversed before and after, so that equal elements still keep their order.
    const order = sortTensors([rev(tensor, [axis]), rev(positions, [axis])], axis)[1] as Tensor
    return rev(order, [axis])
  },
)

/**
 * The positions that sort by several keys, a list or the rows of a tensor, of which the last counts first.
 *
 * Shapes: `keys x[n], y[n], … → i32[n]`, `keys x[k,n] → i32[n]`.
 *
 * @throws ShapeError if the keys differ in shape
 * @example
 * np.lexsort([np.array([2, 1, 1]), np.array([0, 1, 0])]) // => [2, 0, 1]
 */
export const lexsort = /*@__PURE__*/ checked(
  'lexsort(keys, options?)',
  (keys: readonly TensorLike[] | Tensor, options?: { readonly axis?: number }): Tensor => {
    checkOptions('lexsort', options, ['axis'])
    const list = Array.isArray(keys)
      ? keys.map((k) => asTensor(k, 'lexsort'))
      : rowsOf(keys as Tensor)
    const tensors = list.reverse()
    const first = tensors[0]
    if (first === undefined || tensors.some((t) => t.shape.join() !== first.shape.join()))
      throw new ShapeError('lexsort', 'expected at least one key, all of one shape')
    if (first.ndim === 0) return scalar(0, 'int32')
    const axis = axisOf('lexsort', options?.axis ?? -1, first)
    const operands = [...tensors, iota('int32', first.shape, axis)]
    return sortTensors(operands, axis, tensors.length)[tensors.length] as Tensor
  },
)

/** The slices along the first axis of a tensor of keys. */
const rowsOf = (keys: TensorLike): Tensor[] => {
  const tensor = asTensor(keys, 'lexsort')
  if (tensor.ndim === 0)
    throw new ShapeError('lexsort', `expected keys, or a tensor of them, got ${showAval(tensor)}`)
  const shape = tensor.shape.slice(1)
  return range(tensor.shape[0] as number).map((i) =>
    reshape(sliceInDim(tensor, i, i + 1, 0), shape),
  )
}

export interface PartitionOptions {
  /** The axis. Default -1. */
  readonly axis?: number
}

/** Sorted elements as JAX's partition leaves them: those after the `kth` in descending order. */
const partitioned = (op: string, sorted: Tensor, kth: number, axis: number): Tensor => {
  const n = sorted.shape[axis] as number
  const k = axisOfRank(op, kth, n, `the ${n} elements`)
  const rest = rev(sliceInDim(sorted, k + 1, n, axis), [axis])
  return concatenate([sliceInDim(sorted, 0, k + 1, axis), rest], axis)
}

/**
 * Elements with the `kth` smallest at its place, no larger ones before and no smaller ones after it.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @throws AxisError for an axis that the value does not have, or a `kth` out of range
 * @example
 * np.partition(np.array([3, 1, 2]), 1).get(1) // => 2
 */
export const partition = /*@__PURE__*/ checked(
  'partition(x, kth, options?)',
  (x: TensorLike, kth: number, options?: PartitionOptions): Tensor => {
    checkOptions('partition', options, ['axis'])
    const tensor = asTensor(x, 'partition')
    const axis = axisOf('partition', options?.axis ?? -1, tensor)
    return partitioned('partition', sort(tensor, { axis }), kth, axis)
  },
)

/**
 * The positions that `partition` puts elements in order with.
 *
 * Shapes: `x[s] → i32[s]`.
 *
 * @throws AxisError for an axis that the value does not have, or a `kth` out of range
 * @example
 * np.argpartition(np.array([3, 1, 2]), 1).get(1) // => 2
 */
export const argpartition = /*@__PURE__*/ checked(
  'argpartition(x, kth, options?)',
  (x: TensorLike, kth: number, options?: PartitionOptions): Tensor => {
    checkOptions('argpartition', options, ['axis'])
    const tensor = asTensor(x, 'argpartition')
    const axis = axisOf('argpartition', options?.axis ?? -1, tensor)
    return partitioned('argpartition', argsort(tensor, { axis }), kth, axis)
  },
)

export interface SearchSortedOptions {
  /** Whether to go before or after equal elements. Default `'left'`. */
  readonly side?: 'left' | 'right'
  /** Positions that sort the array, if it is not sorted. */
  readonly sorter?: TensorLike
}

/** How many elements of sorted `a` come before each value. NaN counts as the largest. */
const countBefore = (a: Tensor, values: Tensor, side: 'left' | 'right'): Tensor => {
  const n = a.size
  const flat = reshape(values, [values.size, 1])
  const [rows, columns] = [
    broadcastTo(reshape(a, [1, n]), [values.size, n]),
    broadcastTo(flat, [values.size, n]),
  ]
  const isNan = (x: Tensor): Tensor => basic.ne(x, x)
  const before =
    side === 'left'
      ? lax.or(basic.lt(rows, columns), lax.and(isNan(columns), lax.not(isNan(rows))))
      : lax.or(basic.le(rows, columns), isNan(columns))
  return reshape(reduceSum(cast(before, 'int32'), [1]), values.shape)
}

/** Above this many comparisons positions are found by bisection instead. */
const comparisonLimit = 1 << 16

/** As `countBefore`, in a logarithmic number of steps. */
const bisect = (a: Tensor, values: Tensor, side: 'left' | 'right'): Tensor => {
  const n = a.size
  let low = cast(broadcastTo(scalar(0, 'int32'), values.shape), 'int32')
  let high = broadcastTo(scalar(n, 'int32'), values.shape)
  const steps = Math.ceil(Math.log2(n + 1))
  for (let i = 0; i < steps; i++) {
    const middle = basic.div(basic.add(low, high), scalar(2, 'int32'))
    const there = take(a, middle, { mode: 'clip' })
    const isNan = (x: Tensor): Tensor => basic.ne(x, x)
    const before =
      side === 'left'
        ? lax.or(basic.lt(there, values), lax.and(isNan(values), lax.not(isNan(there))))
        : lax.or(basic.le(there, values), isNan(values))
    const isOpen = basic.lt(low, high)
    const next = basic.add(middle, scalar(1, 'int32'))
    low = basic.select(lax.and(before, isOpen), low, next)
    high = basic.select(lax.and(lax.not(before), isOpen), high, middle)
  }
  return low
}

/**
 * Where values belong in a sorted vector, so that it stays sorted.
 *
 * Shapes: `a[n], v[s] → i32[s]`.
 *
 * @throws ShapeError unless `a` is a vector
 * @throws ArgumentError for an unknown option
 * @example
 * np.searchsorted(np.array([1, 2, 3]), np.array([0, 2, 9])) // => [0, 1, 3]
 */
export const searchsorted = /*@__PURE__*/ checked(
  'searchsorted(a, v, options?)',
  (a: TensorLike, v: TensorLike, options?: SearchSortedOptions): Tensor => {
    checkOptions('searchsorted', options, ['side', 'sorter'])
    const side = options?.side ?? 'left'
    checkChoice('searchsorted', 'side', side, ['left', 'right'])
    const [given, values] = promotePair('searchsorted', a, v)
    if (given.ndim !== 1)
      throw new ShapeError('searchsorted', `expected a sorted vector, got ${showAval(given)}`)
    const sorted = options?.sorter === undefined ? given : take(given, options.sorter)
    if (sorted.size === 0) return cast(broadcastTo(scalar(0, 'int32'), values.shape), 'int32')
    const find = sorted.size * values.size <= comparisonLimit ? countBefore : bisect
    return find(sorted, values, side)
  },
)

/**
 * The number of the bin that each value falls in: 0 before the first edge. Edges rise or fall.
 *
 * Shapes: `x[s], bins[n] → i32[s]`.
 *
 * @throws ShapeError unless the bins are a vector
 * @example
 * np.digitize(np.array([0.5, 1.5]), np.array([0, 1, 2])) // => [1, 2]
 */
export const digitize = /*@__PURE__*/ checked(
  'digitize(x, bins, options?)',
  (x: TensorLike, bins: TensorLike, options?: { readonly right?: boolean }): Tensor => {
    checkOptions('digitize', options, ['right'])
    const edges = asTensor(bins, 'digitize')
    if (edges.ndim !== 1)
      throw new ShapeError('digitize', `expected a vector of bins, got ${showAval(edges)}`)
    const right = options?.right ?? false
    const n = edges.size
    if (n < 2) return searchsorted(edges, x, { side: right ? 'left' : 'right' })
    const ends = range(2).map((i) => take(edges, i === 0 ? 0 : n - 1)) as [Tensor, Tensor]
    const side = right ? 'left' : 'right'
    const up = searchsorted(edges, x, { side })
    const down = basic.sub(scalar(n, 'int32'), searchsorted(rev(edges, [0]), x, { side }))
    const isUp = basic.ge(ends[1], ends[0])
    return basic.select(isUp, down, up)
  },
)

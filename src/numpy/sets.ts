import { range } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { asTensor, scalar, type TensorLike } from '../core/convert.ts'
import { isFloat } from '../core/dtype.ts'
import { ArgumentError } from '../core/errors.ts'
import { checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import * as basic from '../primitives/arithmetic.ts'
import * as cumulative from '../primitives/cumulative.ts'
import * as lax from '../primitives/elementwise.ts'
import { reduceOr } from '../primitives/reduction.ts'
import { iota, concatenate as join, sliceInDim } from '../primitives/slicing.ts'
import { sort } from '../primitives/sort.ts'
import { full, moveAxis, reshape } from '../primitives/structural.ts'
import { axisOf } from './axes.ts'
import { concatenate } from './joining.ts'
import { equal, logicalNot, select3 } from './logic.ts'
import { checkSized, type SizeOptions, sizeFor, sizeOptions, truePositions } from './positions.ts'
import { asDtype, cast, promotePair } from './promotion.ts'
import { ravel } from './shape.ts'
import { searchsorted } from './sorting.ts'
import { take } from './take.ts'

export interface UniqueOptions extends SizeOptions {
  /** Whether to give the first position of each value. Default false. */
  readonly returnIndex?: boolean
  /** Whether to give for each element which value it has. Default false. */
  readonly returnInverse?: boolean
  /** Whether to give how often each value occurs. Default false. */
  readonly returnCounts?: boolean
  /** The axis whose slices are told apart; unless given, the elements are. */
  readonly axis?: number | null
  /** Whether NaN is the same as NaN. Default true. */
  readonly equalNan?: boolean
}

type Returns<O> = true extends O[keyof O & ('returnIndex' | 'returnInverse' | 'returnCounts')]
  ? readonly Tensor[]
  : Tensor

const uniqueOptions = [
  'returnIndex',
  'returnInverse',
  'returnCounts',
  'axis',
  'equalNan',
  ...sizeOptions,
]

/** Rows in order, with where they come from, and which of them differ from the one before. */
interface Ordered {
  readonly rows: Tensor
  readonly order: Tensor
  readonly isNew: Tensor
}

/** Rows `[n, width]` sorted by their first element, then by their second, and so on. */
const ordered = (rows: Tensor, equalNan: boolean): Ordered => {
  const [n, width] = rows.shape as readonly [number, number]
  const positions = iota('int32', [n])
  if (n === 0 || width === 0)
    return { rows, order: positions, isNew: basic.lt(positions, scalar(Math.min(n, 1), 'int32')) }
  const columns = range(width).map((i) => reshape(sliceInDim(rows, i, i + 1, 1), [n]))
  const sorted = sort([...columns, positions], 0, width)
  const differs = sorted.slice(0, width).map((column) => {
    const before = sliceInDim(column, 0, n - 1, 0)
    const after = sliceInDim(column, 1, n, 0)
    const isOther = basic.ne(before, after)
    if (!equalNan || !isFloat(column.dtype)) return isOther
    return lax.and(isOther, lax.or(basic.eq(before, before), basic.eq(after, after)))
  })
  return {
    rows: join(
      sorted.slice(0, width).map((column) => reshape(column, [n, 1])),
      1,
    ),
    order: sorted[width] as Tensor,
    isNew: join([full([1], 1, 'bool'), differs.reduce(lax.or)], 0),
  }
}

/** Elements of a tensor at positions along its first axis, which may lie behind its end. */
const rowsAt = (x: Tensor, at: Tensor): Tensor => take(x, at, { axis: 0, mode: 'clip' })

/** `unique`, in the name of `op`. */
const uniqueOf = (op: string, x: TensorLike, given: UniqueOptions): Tensor | readonly Tensor[] => {
  const tensor = asTensor(x, op)
  const axis = given.axis ?? null
  const front = axis === null ? ravel(tensor) : moveAxis(tensor, axisOf(op, axis, tensor), 0)
  const n = front.shape[0] as number
  const width = front.shape.slice(1).reduce((size, m) => size * m, 1)
  const { rows, order, isNew } = ordered(reshape(front, [n, width]), given.equalNan !== false)
  const size = sizeFor(op, isNew, given)
  if (n === 0 && size > 0 && given.fillValue === undefined)
    throw new ArgumentError(
      op,
      `expected a value to fill ${size} results up with, got no values at all; give fillValue`,
    )
  // One position more says where the last value ends.
  const { at, isReal } = truePositions(isNew, size + 1)
  const [first, isFirst] = [at, isReal].map((v) => sliceInDim(v, 0, size, 0)) as [Tensor, Tensor]
  const found = n === 0 ? full([size, width], 0, front.dtype) : rowsAt(rows, first)
  const fill =
    given.fillValue === undefined
      ? sliceInDim(found, 0, Math.min(size, 1), 0)
      : asDtype(op, given.fillValue, front.dtype)
  const filled = select3(reshape(isFirst, [size, 1]), found, fill)
  const shaped = reshape(filled, [size, ...front.shape.slice(1)])
  const values = axis === null ? shaped : moveAxis(shaped, 0, axisOf(op, axis, tensor))
  const results: Tensor[] = [values]
  if (given.returnIndex === true) {
    const index = n === 0 ? first : rowsAt(order, first)
    results.push(
      n === 0 || size === 0 ? index : select3(isFirst, index, sliceInDim(index, 0, 1, 0)),
    )
  }
  if (given.returnInverse === true) {
    const which = basic.sub(
      cumulative.cumsum(basic.convertElementType(isNew, 'int32'), 0),
      scalar(1, 'int32'),
    )
    const inverse = n === 0 ? which : (sort([order, which], 0, 1)[1] as Tensor)
    results.push(axis === null ? reshape(inverse, tensor.shape) : inverse)
  }
  if (given.returnCounts === true) results.push(basic.sub(sliceInDim(at, 1, size + 1, 0), first))
  return results.length === 1 ? values : results
}

/**
 * The different values, ascending; with options a list of these and what else was asked for, in the order
 * index, inverse, counts. Needs concrete values, or a size.
 *
 * Shapes: `x[s] → y[n]`, and `i32[n]`, `i32[s]`, `i32[n]`; along an axis of size `m` slices, `i32[n]`,
 * `i32[m]`, `i32[n]`.
 *
 * @throws TracerError for a traced value without a size, since the number of different ones is not known
 * @throws ArgumentError for an unknown option, or no value and no `fillValue` to fill up with
 * @example
 * np.unique(np.array([3, 1, 3])) // => [1, 3]
 * @example
 * np.unique(np.array([3, 1, 3]), { returnCounts: true }) // => [[1, 3], [1, 2]]
 * @example
 * jit((x: Tensor) => np.unique(x, { size: 3, fillValue: 0 }))(np.array([3, 1, 3])) // => [1, 3, 0]
 */
export const unique = /*@__PURE__*/ checked(
  'unique(x, options?)',
  <const O extends UniqueOptions = Record<never, never>>(
    x: TensorLike,
    options?: O,
  ): Returns<O> => {
    checkSized('unique', options, uniqueOptions)
    return uniqueOf('unique', x, options ?? {}) as Returns<O>
  },
)

/**
 * Whether elements are among the test elements.
 *
 * Shapes: `x[s], y[t] → bool[s]`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * np.isin(np.array([1, 2, 3]), np.array([3, 1])) // => [true, false, true]
 */
export const isin = /*@__PURE__*/ checked(
  'isin(element, testElements, options?)',
  (
    element: TensorLike,
    testElements: TensorLike,
    options?: { readonly invert?: boolean },
  ): Tensor => {
    checkOptions('isin', options, ['invert'])
    const [values, tests] = promotePair('isin', element, testElements)
    const column = reshape(values, [...values.shape, 1])
    const found = reduceOr(equal(column, ravel(tests)), [values.ndim])
    return options?.invert === true ? logicalNot(found) : found
  },
)

/** A vector in order, where it comes from, and which of its elements differ from the one before. */
const sortedVector = (x: Tensor): { readonly values: Tensor } & Omit<Ordered, 'rows'> => {
  const vector = ravel(x)
  const { rows, order, isNew } = ordered(reshape(vector, [vector.size, 1]), true)
  return { values: reshape(rows, [vector.size]), order, isNew }
}

/** Whether elements are in a sorted vector, and where the first of each kind would be. */
const search = (sorted: Tensor, values: Tensor): { readonly isIn: Tensor; readonly at: Tensor } => {
  const at = searchsorted(sorted, values)
  if (sorted.size === 0) return { isIn: full(values.shape, 0, 'bool'), at }
  return { isIn: basic.eq(rowsAt(sorted, at), values), at }
}

/** The elements of a vector under a mask, filled up. */
const chosen = (
  op: string,
  values: Tensor,
  mask: Tensor,
  options: SizeOptions | undefined,
  fillWithFirst: boolean,
): { readonly found: Tensor; readonly at: Tensor; readonly isReal: Tensor } => {
  const size = sizeFor(op, mask, options)
  const { at, isReal } = truePositions(mask, size)
  const elements = values.size === 0 ? full([size], 0, values.dtype) : rowsAt(values, at)
  const first = (): TensorLike =>
    size === 0 || !fillWithFirst
      ? 0
      : select3(sliceInDim(isReal, 0, 1, 0), sliceInDim(elements, 0, 1, 0), 0)
  const fill = asDtype(op, options?.fillValue ?? first(), values.dtype)
  return { found: select3(isReal, elements, fill), at, isReal }
}

export interface IntersectOptions extends SizeOptions {
  /** Whether to give also where the values are first in both. Default false. */
  readonly returnIndices?: boolean
  /** A promise that neither has a value twice. */
  readonly assumeUnique?: boolean
}

type Intersection<O> = O extends { readonly returnIndices: true } ? readonly Tensor[] : Tensor

/**
 * The values that both have, ascending; with `returnIndices` also their first positions in both, filled up
 * with the sizes of these. Needs concrete values, or a size.
 *
 * @throws TracerError for a traced value without a size
 * @throws ArgumentError for an unknown option
 * @example
 * np.intersect1d(np.array([1, 2]), np.array([2, 3])) // => [2]
 */
export const intersect1d = /*@__PURE__*/ checked(
  'intersect1d(x, y, options?)',
  <const O extends IntersectOptions = Record<never, never>>(
    x: TensorLike,
    y: TensorLike,
    options?: O,
  ): Intersection<O> => {
    checkSized('intersect1d', options, ['returnIndices', 'assumeUnique', ...sizeOptions])
    const given: IntersectOptions = options ?? {}
    const [a, b] = promotePair('intersect1d', x, y)
    const { values, order, isNew } = sortedVector(a)
    const other = sortedVector(b)
    const mask = lax.and(isNew, search(other.values, values).isIn)
    const { found, at, isReal } = chosen('intersect1d', values, mask, given, true)
    if (given.returnIndices !== true) return found as Intersection<O>
    const positions = (from: Tensor, place: Tensor): Tensor =>
      from.size === 0
        ? full(place.shape, 0, 'int32')
        : select3(isReal, rowsAt(from, place), scalar(from.size, 'int32'))
    const inOther = search(other.values, found).at
    return [
      found,
      positions(order, at),
      positions(other.order, inOther),
    ] as unknown as Intersection<O>
  },
)

export interface DifferenceOptions extends SizeOptions {
  /** Whether to keep the first as it is, in its order and with what it has twice. Default false. */
  readonly assumeUnique?: boolean
}

/**
 * The values of the first that the second does not have, ascending. Needs concrete values, or a size.
 *
 * @throws TracerError for a traced value without a size
 * @throws ArgumentError for an unknown option
 * @example
 * np.setdiff1d(np.array([1, 2]), np.array([2, 3])) // => [1]
 */
export const setdiff1d = /*@__PURE__*/ checked(
  'setdiff1d(x, y, options?)',
  (x: TensorLike, y: TensorLike, options?: DifferenceOptions): Tensor => {
    checkSized('setdiff1d', options, ['assumeUnique', ...sizeOptions])
    const [a, b] = promotePair('setdiff1d', x, y)
    const { dtype } = asTensor(x, 'setdiff1d')
    const tests = sortedVector(b).values
    if (options?.assumeUnique === true) {
      const values = ravel(a)
      const mask = lax.not(search(tests, values).isIn)
      return cast(chosen('setdiff1d', values, mask, options, false).found, dtype)
    }
    const { values, isNew } = sortedVector(a)
    const mask = lax.and(isNew, lax.not(search(tests, values).isIn))
    return cast(chosen('setdiff1d', values, mask, options, false).found, dtype)
  },
)

/**
 * The values that either has, ascending. Needs concrete values, or a size.
 *
 * @throws TracerError for a traced value without a size
 * @throws ArgumentError for an unknown option
 * @example
 * np.union1d(np.array([1, 2]), np.array([2, 3])) // => [1, 2, 3]
 */
export const union1d = /*@__PURE__*/ checked(
  'union1d(x, y, options?)',
  (x: TensorLike, y: TensorLike, options?: SizeOptions): Tensor => {
    checkSized('union1d', options)
    const [a, b] = promotePair('union1d', x, y)
    return uniqueOf('union1d', concatenate([ravel(a), ravel(b)]), options ?? {}) as Tensor
  },
)

export interface SymmetricDifferenceOptions extends SizeOptions {
  /** A promise that neither has a value twice. */
  readonly assumeUnique?: boolean
}

/**
 * The values that exactly one of them has, ascending. Needs concrete values, or a size.
 *
 * @throws TracerError for a traced value without a size
 * @throws ArgumentError for an unknown option
 * @example
 * np.setxor1d(np.array([1, 2]), np.array([2, 3])) // => [1, 3]
 */
export const setxor1d = /*@__PURE__*/ checked(
  'setxor1d(x, y, options?)',
  (x: TensorLike, y: TensorLike, options?: SymmetricDifferenceOptions): Tensor => {
    checkSized('setxor1d', options, ['assumeUnique', ...sizeOptions])
    const [a, b] = promotePair('setxor1d', x, y)
    const sides = [a, b].map((side) =>
      options?.assumeUnique === true
        ? { values: ravel(side), isNew: full([side.size], 1, 'bool') }
        : sortedVector(side),
    )
    const values = concatenate(sides.map((side) => side.values))
    const isRest = lax.not(concatenate(sides.map(({ isNew }) => isNew)))
    const n = values.size
    if (n === 0) return chosen('setxor1d', values, isRest, options, true).found
    // What is looked at comes first, in order; a value that both have is there twice.
    const [rest, sorted] = sort([cast(isRest, 'int32'), values], 0, 2) as [Tensor, Tensor]
    const part = (of: Tensor, from: number, to: number): Tensor => sliceInDim(of, from, to, 0)
    const isRepeated = lax.and(
      basic.eq(part(sorted, 1, n), part(sorted, 0, n - 1)),
      basic.eq(part(rest, 1, n), part(rest, 0, n - 1)),
    )
    const no = full([1], 0, 'bool')
    const isTwice = lax.or(join([no, isRepeated], 0), join([isRepeated, no], 0))
    const mask = lax.not(lax.or(isTwice, cast(rest, 'bool')))
    const { found, isReal } = chosen('setxor1d', sorted, mask, options, true)
    if (!isFloat(found.dtype) || options?.fillValue !== undefined) return found
    // What fills up is the smallest value, which is NaN where that is among them.
    const hasNan = reduceOr(lax.and(mask, basic.ne(sorted, sorted)), [0])
    return select3(lax.or(isReal, lax.not(hasNan)), found, Number.NaN)
  },
)

/** `unique` in which every NaN is a value of its own, as the array API standard has it. */
const uniqueApart = (
  op: string,
  x: TensorLike,
  options: SizeOptions | undefined,
  returns: UniqueOptions,
): readonly Tensor[] => {
  checkSized(op, options)
  const results = uniqueOf(op, x, { ...options, ...returns, equalNan: false })
  return Array.isArray(results) ? results : [results as Tensor]
}

/**
 * The different values, ascending, every NaN for itself; the first position of each; which value each element has; and
 * how often each occurs. Needs concrete values, or a size.
 *
 * Shapes: `x[s] → [y[n], i32[n], i32[s], i32[n]]`.
 *
 * @throws TracerError for a traced value without a size
 * @throws ArgumentError for an unknown option
 * @example
 * np.uniqueAll(np.array([3, 1, 3])) // => [[1, 3], [1, 0], [1, 0, 1], [1, 2]]
 */
export const uniqueAll = /*@__PURE__*/ checked(
  'uniqueAll(x, options?)',
  (
    x: TensorLike,
    options?: SizeOptions,
  ): readonly [values: Tensor, indices: Tensor, inverseIndices: Tensor, counts: Tensor] =>
    uniqueApart('uniqueAll', x, options, {
      returnIndex: true,
      returnInverse: true,
      returnCounts: true,
    }) as readonly [Tensor, Tensor, Tensor, Tensor],
)

/**
 * The different values, ascending, every NaN for itself, and how often each occurs.
 *
 * @example
 * np.uniqueCounts(np.array([3, 1, 3])) // => [[1, 3], [1, 2]]
 */
export const uniqueCounts = /*@__PURE__*/ checked(
  'uniqueCounts(x, options?)',
  (x: TensorLike, options?: SizeOptions): readonly [values: Tensor, counts: Tensor] =>
    uniqueApart('uniqueCounts', x, options, { returnCounts: true }) as readonly [Tensor, Tensor],
)

/**
 * The different values, ascending, every NaN for itself, and which of them each element has.
 *
 * @example
 * np.uniqueInverse(np.array([3, 1, 3])) // => [[1, 3], [1, 0, 1]]
 */
export const uniqueInverse = /*@__PURE__*/ checked(
  'uniqueInverse(x, options?)',
  (x: TensorLike, options?: SizeOptions): readonly [values: Tensor, inverseIndices: Tensor] =>
    uniqueApart('uniqueInverse', x, options, { returnInverse: true }) as readonly [Tensor, Tensor],
)

/**
 * The different values, ascending, every NaN for itself.
 *
 * @example
 * np.uniqueValues(np.array([3, 1, 3])) // => [1, 3]
 */
export const uniqueValues = /*@__PURE__*/ checked(
  'uniqueValues(x, options?)',
  (x: TensorLike, options?: SizeOptions): Tensor =>
    uniqueApart('uniqueValues', x, options, {})[0] as Tensor,
)

import { makeAval } from '../core/aval.ts'
import { asTensor, fromData, type TensorLike } from '../core/convert.ts'
import { allocate } from '../core/dtype.ts'
import { checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { reduceOr } from '../primitives/reduction.ts'
import { reshape } from '../primitives/structural.ts'
import { vectorOf } from './creation.ts'
import { concatenate } from './joining.ts'
import { equal, logicalNot } from './logic.ts'
import { cast, promotePair } from './promotion.ts'
import { ravel } from './shape.ts'

export interface UniqueOptions {
  /** Whether to give the first position of each value. Default false. */
  readonly returnIndex?: boolean
  /** Whether to give for each element which value it has. Default false. */
  readonly returnInverse?: boolean
  /** Whether to give how often each value occurs. Default false. */
  readonly returnCounts?: boolean
  /** How many values to give: more are cut off, fewer are filled up. */
  readonly size?: number
  /** What to fill up with; the smallest value unless given. */
  readonly fillValue?: number
}

type Returns<O> = true extends O[keyof O & ('returnIndex' | 'returnInverse' | 'returnCounts')]
  ? readonly Tensor[]
  : Tensor

/** Ascending, with NaN last. */
const byValue = (a: number, b: number): number =>
  a === b ? 0 : Number.isNaN(a) ? (Number.isNaN(b) ? 0 : 1) : Number.isNaN(b) || a < b ? -1 : 1

/**
 * The different values, ascending; with options a list of these and what else was asked for, in the order
 * index, inverse, counts. Needs concrete values.
 *
 * Shapes: `x[s] → y[n]`, and `i32[n]`, `i32[s]`, `i32[n]`.
 *
 * @throws TracerError for a traced value, since the number of different ones is not known
 * @throws ArgumentError for an unknown option
 * @example
 * np.unique(np.array([3, 1, 3])) // => [1, 3]
 * @example
 * np.unique(np.array([3, 1, 3]), { returnCounts: true }) // => [[1, 3], [1, 2]]
 */
export const unique = <const O extends UniqueOptions = Record<never, never>>(
  x: TensorLike,
  options?: O,
): Returns<O> => {
  checkOptions('unique', options, [
    'returnIndex',
    'returnInverse',
    'returnCounts',
    'size',
    'fillValue',
  ])
  const given: UniqueOptions = options ?? {}
  const tensor = asTensor(x, 'unique').concrete('np.unique')
  const data = tensor.data()
  const order = [...data.keys()].sort(
    (i, j) => byValue(data[i] as number, data[j] as number) || i - j,
  )
  const firsts: number[] = []
  const counts: number[] = []
  const inverse = allocate('int32', data.length)
  for (const i of order) {
    const value = data[i] as number
    const last = firsts.length === 0 ? undefined : data[firsts[firsts.length - 1] as number]
    const isSame = last !== undefined && byValue(last, value) === 0
    if (!isSame) {
      firsts.push(i)
      counts.push(0)
    }
    counts[counts.length - 1] = (counts[counts.length - 1] as number) + 1
    inverse[i] = firsts.length - 1
  }
  const n = given.size ?? firsts.length
  const fill = given.fillValue ?? (firsts.length === 0 ? 0 : (data[firsts[0] as number] as number))
  const values = vectorOf(n, tensor.dtype, (i) =>
    i < firsts.length ? (data[firsts[i] as number] as number) : fill,
  )
  const results: Tensor[] = [values]
  if (given.returnIndex === true)
    results.push(vectorOf(n, 'int32', (i) => firsts[i] ?? firsts[0] ?? 0))
  if (given.returnInverse === true) results.push(fromData(inverse, makeAval(tensor.shape, 'int32')))
  if (given.returnCounts === true) results.push(vectorOf(n, 'int32', (i) => counts[i] ?? 0))
  return (results.length === 1 ? values : results) as Returns<O>
}

/**
 * Whether elements are among the test elements.
 *
 * Shapes: `x[s], y[t] → bool[s]`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * np.isin(np.array([1, 2, 3]), np.array([3, 1])) // => [true, false, true]
 */
export const isin = (
  element: TensorLike,
  testElements: TensorLike,
  options?: { readonly invert?: boolean },
): Tensor => {
  checkOptions('isin', options, ['invert'])
  const [values, tests] = promotePair('isin', element, testElements)
  const column = reshape(values, [...values.shape, 1])
  const found = reduceOr(equal(column, ravel(tests)), [values.ndim])
  return options?.invert === true ? logicalNot(found) : found
}

/** The different values of a concrete tensor for which a test holds, ascending. */
const distinct = (op: string, x: TensorLike, keep: (value: number) => boolean): Tensor => {
  const tensor = asTensor(x, op).concrete(`np.${op}`)
  const values = [...new Set(tensor.data())].filter(keep).sort(byValue)
  return vectorOf(values.length, tensor.dtype, (i) => values[i] as number)
}

const elementsOf = (op: string, x: Tensor): ReadonlySet<number> =>
  new Set(x.concrete(`np.${op}`).data())

/**
 * The values that both have, ascending. Needs concrete values.
 *
 * @throws TracerError for a traced value
 * @example
 * np.intersect1d(np.array([1, 2]), np.array([2, 3])) // => [2]
 */
export const intersect1d = (x: TensorLike, y: TensorLike): Tensor => {
  const [a, b] = promotePair('intersect1d', x, y)
  const others = elementsOf('intersect1d', b)
  return distinct('intersect1d', a, (value) => others.has(value))
}

/**
 * The values of the first that the second does not have, ascending. Needs concrete values.
 *
 * @throws TracerError for a traced value
 * @example
 * np.setdiff1d(np.array([1, 2]), np.array([2, 3])) // => [1]
 */
export const setdiff1d = (x: TensorLike, y: TensorLike): Tensor => {
  const [a, b] = promotePair('setdiff1d', x, y)
  const others = elementsOf('setdiff1d', b)
  return cast(
    distinct('setdiff1d', a, (value) => !others.has(value)),
    asTensor(x).dtype,
  )
}

/**
 * The values that either has, ascending. Needs concrete values.
 *
 * @throws TracerError for a traced value
 * @example
 * np.union1d(np.array([1, 2]), np.array([2, 3])) // => [1, 2, 3]
 */
export const union1d = (x: TensorLike, y: TensorLike): Tensor => {
  const [a, b] = promotePair('union1d', x, y)
  return distinct('union1d', concatenate([ravel(a), ravel(b)]), () => true)
}

import { range } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { scalar, type TensorLike } from '../core/convert.ts'
import { ArgumentError } from '../core/errors.ts'
import { checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { power } from '../numpy/arithmetic.ts'
import { axesOf } from '../numpy/axes.ts'
import { cast, inexact } from '../numpy/promotion.ts'
import { max, min, type ReduceOptions, sum } from '../numpy/reductions.ts'
import { abs, mul, ne } from '../primitives/arithmetic.ts'
import { sqrt } from '../primitives/elementwise.ts'
import { reshape, transpose } from '../primitives/structural.ts'
import { svdvals } from './svd.ts'

/** Which norm: of vectors a power, `±Infinity` or 0; of matrices 1, 2, their negatives, ∞ or a name. */
export type NormOrder = number | 'fro' | 'nuc'

export interface NormOptions {
  /** Euclidean, or Frobenius, unless given. */
  readonly ord?: NormOrder | null
  /** One axis for norms of vectors, two for matrices; all unless given. */
  readonly axis?: number | readonly number[] | null
  /** Whether reduced axes stay, with size 1. Default false. */
  readonly keepdims?: boolean
}

const normOptions = ['ord', 'axis', 'keepdims']

const { POSITIVE_INFINITY, NEGATIVE_INFINITY } = Number

/** The largest of sizes, and 0 of none. */
const largest = (x: Tensor, options: ReduceOptions): Tensor => max(x, { ...options, initial: 0 })

interface Along {
  readonly axis: number | readonly number[]
  readonly keepdims: boolean
}

const euclidean = (x: Tensor, along: Along): Tensor => sqrt(sum(mul(x, x), along))

const vectorNormOf = (op: string, x: Tensor, ord: NormOrder, along: Along): Tensor => {
  if (typeof ord !== 'number')
    throw new ArgumentError(op, `expected a number as the order of a norm of vectors, got '${ord}'`)
  switch (ord) {
    case 2:
      return euclidean(x, along)
    case POSITIVE_INFINITY:
      return largest(abs(x), along)
    case NEGATIVE_INFINITY:
      return min(abs(x), along)
    case 0:
      return cast(sum(ne(x, scalar(0, x.dtype)), along), x.dtype)
    case 1:
      return sum(abs(x), along)
    default:
      return power(sum(power(abs(x), ord), along), 1 / ord)
  }
}

/** The largest or smallest sum of absolute values along one of two axes. */
const sumNorm = (
  x: Tensor,
  inner: number,
  outer: number,
  reduce: typeof largest,
  keepdims: boolean,
): Tensor => {
  const sums = sum(abs(x), { axis: inner, keepdims: true })
  const out = reduce(sums, { axis: outer, keepdims: true })
  return keepdims
    ? out
    : reshape(
        out,
        x.shape.filter((_, i) => i !== inner && i !== outer),
      )
}

const matrixNormOf = (
  op: string,
  x: Tensor,
  ord: NormOrder,
  [row, column]: readonly [number, number],
  keepdims: boolean,
): Tensor => {
  const singular = (): Tensor => {
    const others = range(x.ndim).filter((i) => i !== row && i !== column)
    return svdvals(transpose(x, [...others, row, column]))
  }
  const placed = (out: Tensor): Tensor =>
    keepdims
      ? reshape(
          out,
          x.shape.map((n, i) => (i === row || i === column ? 1 : n)),
        )
      : out
  switch (ord) {
    case 'fro':
      return euclidean(x, { axis: [row, column], keepdims })
    case 'nuc':
      return placed(sum(singular(), { axis: -1 }))
    case 1:
      return sumNorm(x, row, column, largest, keepdims)
    case -1:
      return sumNorm(x, row, column, min, keepdims)
    case POSITIVE_INFINITY:
      return sumNorm(x, column, row, largest, keepdims)
    case NEGATIVE_INFINITY:
      return sumNorm(x, column, row, min, keepdims)
    case 2:
      return placed(largest(singular(), { axis: -1 }))
    case -2:
      return placed(min(singular(), { axis: -1 }))
    default:
      throw new ArgumentError(
        op,
        `expected 1, 2, -1, -2, ±Infinity, 'fro' or 'nuc' as the order of a norm of matrices, got ${ord}`,
      )
  }
}

/**
 * The norm of vectors or matrices, by default the root of the sum of squares. At 0 its gradient is NaN.
 *
 * Shapes: `x[s] → f[s without axis]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @throws ArgumentError for an order that does not exist, or more than two axes with one
 * @example
 * np.linalg.norm(np.array([3, 4])) // => 5
 */
export const norm = /*@__PURE__*/ checked(
  'norm(x, options?)',
  (x: TensorLike, options?: NormOptions): Tensor => {
    checkOptions('norm', options, normOptions)
    const tensor = inexact('norm', x)
    const { keepdims = false } = options ?? {}
    const ord = options?.ord ?? null
    const axis = options?.axis ?? null
    if (axis === null && ord === null)
      return euclidean(tensor, { axis: range(tensor.ndim), keepdims })
    const axes = axesOf('norm', axis, tensor)
    const [first, second] = axes
    if (axes.length === 1)
      return vectorNormOf('norm', tensor, ord ?? 2, { axis: first as number, keepdims })
    if (axes.length === 2)
      return matrixNormOf(
        'norm',
        tensor,
        ord ?? 'fro',
        [first as number, second as number],
        keepdims,
      )
    throw new ArgumentError(
      'norm',
      `expected one axis for vectors or two for matrices, got ${axes.length}; give axis`,
    )
  },
)

/**
 * The norm of vectors along axes, flattened together; all axes unless given.
 *
 * Shapes: `x[s] → f[s without axis]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @example
 * np.linalg.vectorNorm(np.array([[3, 4], [0, 1]]), { axis: 1 }) // => [5, 1]
 */
export const vectorNorm = /*@__PURE__*/ checked(
  'vectorNorm(x, options?)',
  (x: TensorLike, options?: Omit<NormOptions, 'ord'> & { readonly ord?: number }): Tensor => {
    checkOptions('vectorNorm', options, normOptions)
    const tensor = inexact('vectorNorm', x)
    const axis = axesOf('vectorNorm', options?.axis, tensor)
    const keepdims = options?.keepdims ?? false
    return vectorNormOf('vectorNorm', tensor, options?.ord ?? 2, { axis, keepdims })
  },
)

/**
 * The norm of the matrices in the last two axes.
 *
 * Shapes: `x[…,m,n] → f[…]`.
 *
 * @throws AxisError for fewer than two axes
 * @throws ArgumentError for an order that does not exist
 * @example
 * np.linalg.matrixNorm(np.array([[3, 0], [0, 4]])) // => 5
 */
export const matrixNorm = /*@__PURE__*/ checked(
  'matrixNorm(x, options?)',
  (x: TensorLike, options?: Omit<NormOptions, 'axis'>): Tensor => {
    checkOptions('matrixNorm', options, ['ord', 'keepdims'])
    return norm(x, {
      axis: [-2, -1],
      ord: options?.ord ?? 'fro',
      keepdims: options?.keepdims ?? false,
    })
  },
)

import { range } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { scalar, type TensorLike } from '../core/convert.ts'
import { checkChoice, checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { currentTrace, type FlatJvp } from '../core/trace.ts'
import { eye, tril, triu } from '../numpy/triangular.ts'
import * as basic from '../primitives/arithmetic.ts'
import { sqrt } from '../primitives/elementwise.ts'
import { triangularSolve } from '../primitives/linalg.ts'
import { concatenate, iota, sliceInDim } from '../primitives/slicing.ts'
import { broadcastTo, reduceSum, reshape } from '../primitives/structural.ts'
import { matricesOf, swap, times } from './matrices.ts'

/**
 * `r` with column `k` reflected so that it is 0 below row `k`, and `q` reflected alike. As LAPACK does,
 * changes the sign of the pivot, and leaves a column that is 0 already.
 */
const reflect = ([r, q]: readonly [Tensor, Tensor], k: number): readonly [Tensor, Tensor] => {
  const rows = r.ndim - 2
  const [m, lead] = [r.shape.at(-2) as number, r.shape.slice(0, -2)]
  const zero = scalar(0, r.dtype)
  const column = sliceInDim(r, k, k + 1, rows + 1)
  const spread = (x: Tensor): Tensor => broadcastTo(reshape(x, [...lead, 1, 1]), column.shape)
  const place = iota('int32', [...lead, m, 1], rows)
  const here = scalar(k, 'int32')
  const tail = basic.select(basic.gt(place, here), zero, column)
  const rest = reduceSum(basic.mul(tail, tail), [rows])
  const pivot = reshape(sliceInDim(column, k, k + 1, rows), rest.shape)
  const length = sqrt(basic.add(basic.mul(pivot, pivot), rest))
  const target = basic.select(basic.lt(pivot, zero), basic.neg(length), length)
  const v = basic.select(basic.eq(place, here), tail, spread(basic.sub(pivot, target)))
  const isDone = basic.eq(rest, zero)
  const size = basic.select(isDone, reduceSum(basic.mul(v, v), [rows]), scalar(1, r.dtype))
  const factor = basic.select(isDone, basic.div(scalar(2, r.dtype), size), zero)
  const scaled = basic.mul(v, spread(factor))
  const reflected = (x: Tensor): Tensor => basic.sub(x, times(scaled, times(swap(v), x)))
  return [reflected(r), reflected(q)]
}

/** Orthogonal `q` and upper triangular `r` with `q r = x`, by Householder reflections. */
const factors = (x: Tensor): readonly [Tensor, Tensor] => {
  const [m, n] = x.shape.slice(-2) as [number, number]
  const one = broadcastTo(eye(m, { dtype: x.dtype }), [...x.shape.slice(0, -2), m, m])
  const steps = Math.max(0, Math.min(m - 1, n))
  const [r, q] = range(steps).reduce<readonly [Tensor, Tensor]>(reflect, [x, one])
  return [swap(q), triu(r)]
}

const reduced = (x: Tensor): readonly [Tensor, Tensor] => {
  const k = Math.min(...(x.shape.slice(-2) as [number, number]))
  const [q, r] = factors(x)
  return [sliceInDim(q, 0, k, x.ndim - 1), sliceInDim(r, 0, k, x.ndim - 2)]
}

/** Derivatives of the reduced factors of matrices with at least as many rows as columns. */
const rule: FlatJvp = {
  fun: ([x]) => reduced(x as Tensor),
  jvp: ([x], [dx]) => {
    const [q, r] = qrOf(x as Tensor)
    const dxRinv = triangularSolve(r, dx as Tensor, { lower: false })
    const qtDx = times(swap(q), dxRinv)
    const below = tril(qtDx, { k: -1 })
    const skew = basic.sub(below, swap(below))
    const dq = basic.add(times(q, basic.sub(skew, qtDx)), dxRinv)
    const dr = times(basic.sub(qtDx, skew), r)
    return [
      [q, r],
      [dq, dr],
    ]
  },
}

const qrOf = (x: Tensor): readonly [Tensor, Tensor] =>
  currentTrace().customJvp(rule, [x]) as readonly [Tensor, Tensor]

export interface QrOptions {
  /** `'reduced'`, `'complete'` with a square `q`, or `'r'` for `r` alone. Default `'reduced'`. */
  readonly mode?: 'reduced' | 'complete' | 'r'
}

type Factors<O> = O extends { readonly mode: 'r' } ? Tensor : readonly [q: Tensor, r: Tensor]

/**
 * Orthonormal columns `q` and upper triangular `r` with `q r = x`.
 *
 * Shapes: `f[…,m,n] → f[…,m,k], f[…,k,n]` with `k = min(m, n)`, or `k = m` for `'complete'`.
 *
 * @throws ShapeError for fewer than two axes
 * @throws ArgumentError for an unknown mode
 * @example
 * np.abs(np.linalg.qr(np.array([[3, 0], [4, 5]]), { mode: 'r' })).round({ decimals: 3 }) // => [[5, 4], [0, 3]]
 */
export const qr = /*@__PURE__*/ checked(
  'qr(x, options?)',
  <const O extends QrOptions = Record<never, never>>(x: TensorLike, options?: O): Factors<O> => {
    checkOptions('qr', options, ['mode'])
    const mode = options?.mode ?? 'reduced'
    checkChoice('qr', 'mode', mode, ['reduced', 'complete', 'r'])
    const matrix = matricesOf('qr', x)
    const [m, n] = matrix.shape.slice(-2) as [number, number]
    const result = mode === 'complete' ? factors(matrix) : m >= n ? qrOf(matrix) : wide(matrix)
    return (mode === 'r' ? result[1] : result) as Factors<O>
  },
)

/** Of a matrix with more columns than rows, the first ones give `q`, and `r = qᵀ x`. */
const wide = (x: Tensor): readonly [Tensor, Tensor] => {
  const m = x.shape.at(-2) as number
  const [q, r] = qrOf(sliceInDim(x, 0, m, x.ndim - 1))
  const rest = sliceInDim(x, m, x.shape.at(-1) as number, x.ndim - 1)
  return [q, concatenate([r, times(swap(q), rest)], x.ndim - 1)]
}

/** A full orthogonal basis that begins with given orthonormal (or zero) columns. */
export const completeBasis = (columns: Tensor): Tensor => {
  const [m, k] = columns.shape.slice(-2) as [number, number]
  const [q, r] = factors(columns)
  const lead = columns.shape.slice(0, -2)
  const pivots = range(k).map((i) =>
    reshape(sliceInDim(sliceInDim(r, i, i + 1, r.ndim - 2), i, i + 1, r.ndim - 1), [...lead, 1, 1]),
  )
  const signs = pivots.map((p) =>
    basic.select(
      basic.lt(p, scalar(0, p.dtype)),
      broadcastTo(scalar(1, p.dtype), p.shape),
      broadcastTo(scalar(-1, p.dtype), p.shape),
    ),
  )
  const rest = broadcastTo(scalar(1, columns.dtype), [...lead, 1, m - k])
  const all = concatenate([...signs, ...(m > k ? [rest] : [])], lead.length + 1)
  return basic.mul(q, broadcastTo(all, q.shape))
}

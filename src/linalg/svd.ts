import { checked } from '../core/checked.ts'
import { scalar, type TensorLike } from '../core/convert.ts'
import { checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { currentTrace, type FlatJvp } from '../core/trace.ts'
import { zeros } from '../numpy/creation.ts'
import { argsort } from '../numpy/sorting.ts'
import { take } from '../numpy/take.ts'
import { diagonal, eye } from '../numpy/triangular.ts'
import * as basic from '../primitives/arithmetic.ts'
import { sqrt } from '../primitives/elementwise.ts'
import { sliceInDim } from '../primitives/slicing.ts'
import { broadcastTo, reduceSum, reshape } from '../primitives/structural.ts'
import { eachMatrix } from './batched.ts'
import { orthogonalColumns } from './jacobi.ts'
import { matricesOf, scaleColumns, swap, times } from './matrices.ts'
import { completeBasis } from './qr.ts'

/** Left vectors, singular values in descending order and right vectors of one tall matrix. */
const decompose = (x: Tensor): readonly [Tensor, Tensor, Tensor] => {
  const [m, n] = x.shape as readonly [number, number]
  if (n === 0)
    return [
      eye(m, { dtype: x.dtype }),
      zeros(0, { dtype: x.dtype }),
      zeros([0, 0], { dtype: x.dtype }),
    ]
  const [u, v] = orthogonalColumns(x)
  const sizes = sqrt(reduceSum(basic.mul(u, u), [0]))
  // An added column has size 0; as the last of its size it comes last, unless others are 0 too.
  const isAdded = sizes.size > n
  const lastRow = reshape(sliceInDim(v, (v.shape[0] as number) - 1, v.shape[0] as number, 0), [
    v.shape[1] as number,
  ])
  const ranked = isAdded
    ? basic.select(basic.gt(basic.abs(lastRow), scalar(0.5, x.dtype)), sizes, scalar(-1, x.dtype))
    : sizes
  const order = sliceInDim(argsort(basic.neg(ranked)), 0, n, 0)
  const s = take(sizes, order)
  const columns = take(u, order, { axis: 1 })
  const zero = scalar(0, x.dtype)
  const isZero = basic.eq(s, zero)
  const inverse = basic.select(
    isZero,
    basic.div(scalar(1, x.dtype), basic.select(isZero, s, scalar(1, x.dtype))),
    zero,
  )
  const directions = scaleColumns(columns, inverse)
  const basis = completeBasis(directions)
  return [basis, s, take(sliceInDim(v, 0, n, 0), order, { axis: 1 })]
}

/** As `decompose`, with no more left vectors than singular values. */
const thin = (x: Tensor): readonly [Tensor, Tensor, Tensor] => {
  const [u, s, v] = decompose(x)
  return [sliceInDim(u, 0, x.shape[1] as number, 1), s, v]
}

const tallRule: FlatJvp = {
  fun: ([x]) => eachMatrix(thin, x as Tensor),
  jvp: ([x], [dx]) => {
    const [u, s, v] = tall(x as Tensor)
    const ut = swap(u)
    const middle = times(times(ut, dx as Tensor), v)
    const n = s.shape.at(-1) as number
    const lead = s.shape.slice(0, -1)
    const square = [...lead, n, n]
    const columns = broadcastTo(reshape(s, [...lead, 1, n]), square)
    const rows = broadcastTo(reshape(s, [...lead, n, 1]), square)
    const one = broadcastTo(eye(n, { dtype: s.dtype }), square)
    const gaps = basic.mul(basic.sub(columns, rows), basic.add(columns, rows))
    const safe = basic.add(gaps, one)
    const inverse = basic.sub(basic.div(scalar(1, s.dtype), safe), basic.div(one, safe))
    const [dss, sds] = [basic.mul(columns, middle), basic.mul(rows, middle)]
    const isZero = basic.eq(s, scalar(0, s.dtype))
    const sInverse = basic.select(
      isZero,
      basic.div(scalar(1, s.dtype), basic.select(isZero, s, scalar(1, s.dtype))),
      scalar(0, s.dtype),
    )
    const du = times(u, basic.mul(inverse, basic.add(dss, swap(dss))))
    const dv = times(v, basic.mul(inverse, basic.add(sds, swap(sds))))
    const outside = basic.sub(dx as Tensor, times(u, times(ut, dx as Tensor)))
    const rest = scaleColumns(times(outside, v), sInverse)
    return [
      [u, s, v],
      [basic.add(du, rest), diagonal(middle, { axis1: -2, axis2: -1 }), dv],
    ]
  },
}

const tall = (x: Tensor): readonly [Tensor, Tensor, Tensor] =>
  currentTrace().customJvp(tallRule, [x]) as unknown as readonly [Tensor, Tensor, Tensor]

export interface SvdOptions {
  /** Whether `u` and `vh` are square. Default true. */
  readonly fullMatrices?: boolean
  /** Whether to give the vectors, or the singular values alone. Default true. */
  readonly computeUv?: boolean
}

type Decomposed<O> = O extends { readonly computeUv: false }
  ? Tensor
  : readonly [u: Tensor, s: Tensor, vh: Tensor]

/**
 * The singular value decomposition `u diag(s) vh = x`, with `s` in descending order. Gradients through
 * the vectors need different singular values and `fullMatrices: false`. The signs of vectors are
 * arbitrary.
 *
 * Shapes: `f[…,m,n] → f[…,m,m], f[…,k], f[…,n,n]` with `k = min(m, n)`; `f[…,m,k], f[…,k], f[…,k,n]`
 * without full matrices.
 *
 * @throws ShapeError for fewer than two axes
 * @example
 * np.linalg.svd(np.array([[0, 2], [1, 0]]))[1] // => [2, 1]
 */
export const svd = /*@__PURE__*/ checked(
  'svd(x, options?)',
  <const O extends SvdOptions = Record<never, never>>(
    x: TensorLike,
    options?: O,
  ): Decomposed<O> => {
    checkOptions('svd', options, ['fullMatrices', 'computeUv'])
    const matrix = matricesOf('svd', x)
    const [m, n] = matrix.shape.slice(-2) as [number, number]
    if (options?.computeUv === false) return svdvals(matrix) as Decomposed<O>
    const isTall = m >= n
    const upright = isTall ? matrix : swap(matrix)
    const [long, s, short] =
      options?.fullMatrices === false || m === n
        ? tall(upright)
        : (eachMatrix(decompose, upright) as readonly [Tensor, Tensor, Tensor])
    return (isTall ? [long, s, swap(short)] : [short, s, swap(long)]) as unknown as Decomposed<O>
  },
)

/**
 * Singular values in descending order.
 *
 * Shapes: `f[…,m,n] → f[…,min(m,n)]`.
 *
 * @throws ShapeError for fewer than two axes
 * @example
 * np.linalg.svdvals(np.array([[0, 2], [1, 0]])) // => [2, 1]
 */
export const svdvals = /*@__PURE__*/ checked('svdvals(x)', (x: TensorLike): Tensor => {
  const matrix = matricesOf('svdvals', x)
  const [m, n] = matrix.shape.slice(-2) as [number, number]
  return tall(m >= n ? matrix : swap(matrix))[1]
})

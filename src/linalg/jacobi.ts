import { range } from '../core/aval.ts'
import { scalar } from '../core/convert.ts'
import type { Tensor } from '../core/tensor.ts'
import { vectorOf } from '../numpy/creation.ts'
import { take } from '../numpy/take.ts'
import { diagonal, eye } from '../numpy/triangular.ts'
import * as basic from '../primitives/arithmetic.ts'
import { rsqrt, sqrt } from '../primitives/elementwise.ts'
import { concatenate, pad, sliceInDim } from '../primitives/slicing.ts'
import { broadcastTo, reduceSum, reshape } from '../primitives/structural.ts'
import { scan } from '../transforms/scan.ts'

/** Enough for matrices of some hundred rows: convergence is quadratic. */
const sweepsFor = (x: Tensor): number => (x.dtype === 'float64' ? 14 : 10)

/**
 * Who stands where after a round of a tournament in which all of `n` (an even number) meet once in
 * `n - 1` rounds: place `i` of the first half meets place `i` of the second.
 */
const nextRound = (n: number): Tensor => {
  const k = n / 2
  const order = range(n).map((i) => {
    if (i === 0) return 0
    if (i === 1) return k
    if (i < k) return i - 1
    return i < n - 1 ? i + 1 : k - 1
  })
  return vectorOf(n, 'int32', (i) => (n === 2 ? i : (order[i] as number)))
}

interface Rotation {
  readonly cosine: Tensor
  readonly sine: Tensor
}

/** The rotations that make `[[a, b], [b, c]]` diagonal, elementwise. */
const rotationFor = (a: Tensor, b: Tensor, c: Tensor): Rotation => {
  const literal = (value: number): Tensor => scalar(value, a.dtype)
  const isZero = basic.eq(b, literal(0))
  const tau = basic.div(basic.sub(c, a), basic.select(isZero, basic.mul(b, literal(2)), literal(1)))
  const root = sqrt(basic.add(literal(1), basic.mul(tau, tau)))
  const size = basic.div(literal(1), basic.add(basic.abs(tau), root))
  const signed = basic.select(basic.lt(tau, literal(0)), size, basic.neg(size))
  const tangent = basic.select(isZero, signed, literal(0))
  const cosine = rsqrt(basic.add(literal(1), basic.mul(tangent, tangent)))
  return { cosine, sine: basic.mul(cosine, tangent) }
}

/** Turns places of an axis of the first half against those of the second. */
const rotate = (x: Tensor, { cosine, sine }: Rotation, axis: number): Tensor => {
  const n = x.shape[axis] as number
  const [first, second] = [sliceInDim(x, 0, n / 2, axis), sliceInDim(x, n / 2, n, axis)]
  const spread = (t: Tensor): Tensor =>
    broadcastTo(
      reshape(
        t,
        x.shape.map((_, i) => (i === axis ? n / 2 : 1)),
      ),
      first.shape,
    )
  const [c, s] = [spread(cosine), spread(sine)]
  return concatenate(
    [
      basic.sub(basic.mul(c, first), basic.mul(s, second)),
      basic.add(basic.mul(s, first), basic.mul(c, second)),
    ],
    axis,
  )
}

const evenOf = (n: number): number => n + (n % 2)

const padded = (x: Tensor, rows: number, columns: number): Tensor =>
  pad(
    x,
    scalar(0, x.dtype),
    [0, 0],
    [rows - (x.shape[0] as number), columns - (x.shape[1] as number)],
  )

/**
 * Turns the columns of a matrix until they are orthogonal: `x v` and the rotation `v`. A column of zeros
 * is added where their number is odd.
 *
 * Shapes: `f[m,n] → f[m,n'], f[n',n']`.
 *
 * @see Hestenes, Inversion of Matrices by Biorthogonalization, SIAM 1958
 */
export const orthogonalColumns = (x: Tensor): readonly [Tensor, Tensor] => {
  const [m, n] = [x.shape[0] as number, evenOf(x.shape[1] as number)]
  const order = nextRound(n)
  const round = ([u, v]: readonly [Tensor, Tensor]): readonly [Tensor, Tensor] => {
    const [first, second] = [sliceInDim(u, 0, n / 2, 1), sliceInDim(u, n / 2, n, 1)]
    const dots = (a: Tensor, b: Tensor): Tensor => reduceSum(basic.mul(a, b), [0])
    const rotation = rotationFor(dots(first, first), dots(first, second), dots(second, second))
    const turn = (t: Tensor): Tensor => take(rotate(t, rotation, 1), order, { axis: 1 })
    return [turn(u), turn(v)]
  }
  const start = [padded(x, m, n), eye(n, { dtype: x.dtype })] as const
  const length = sweepsFor(x) * Math.max(1, n - 1)
  return scan((carry: readonly [Tensor, Tensor]) => [round(carry), null] as const, start, null, {
    length,
  })[0] as unknown as readonly [Tensor, Tensor]
}

/**
 * Turns rows and columns of a symmetric matrix until it is diagonal: the diagonal `w` and the rotation
 * `v`, with `x v = v w`. A row and column that belong to nothing are added where their number is odd.
 *
 * Shapes: `f[n,n] → f[n'], f[n',n']`.
 */
export const diagonalize = (x: Tensor): readonly [Tensor, Tensor] => {
  const n = evenOf(x.shape[0] as number)
  const order = nextRound(n)
  const corner = (t: Tensor, row: number, column: number): Tensor => {
    const half = n / 2
    const rows = sliceInDim(t, row * half, (row + 1) * half, 0)
    return diagonal(sliceInDim(rows, column * half, (column + 1) * half, 1))
  }
  const round = ([a, v]: readonly [Tensor, Tensor]): readonly [Tensor, Tensor] => {
    const rotation = rotationFor(corner(a, 0, 0), corner(a, 0, 1), corner(a, 1, 1))
    const turn = (t: Tensor, axis: number): Tensor =>
      take(rotate(t, rotation, axis), order, { axis })
    return [turn(turn(a, 0), 1), turn(v, 1)]
  }
  const start = [padded(x, n, n), eye(n, { dtype: x.dtype })] as const
  const length = sweepsFor(x) * Math.max(1, n - 1)
  const [a, v] = scan(
    (carry: readonly [Tensor, Tensor]) => [round(carry), null] as const,
    start,
    null,
    { length },
  )[0] as unknown as readonly [Tensor, Tensor]
  return [diagonal(a), v]
}

import { checked } from '../../core/checked.ts'
import type { TensorLike } from '../../core/convert.ts'
import { checkOptions } from '../../core/options.ts'
import type { Tensor } from '../../core/tensor.ts'
import { squaresOf, times } from '../../linalg/matrices.ts'
import { solveMatrices } from '../../linalg/solve.ts'
import { abs, add, divide, maximum, multiply, negative, subtract } from '../../numpy/arithmetic.ts'
import { greater, less, select3 } from '../../numpy/logic.ts'
import { ceil, exp2, log2 } from '../../numpy/math.ts'
import { arange } from '../../numpy/ranges.ts'
import { any, max, sum } from '../../numpy/reductions.ts'
import { eye } from '../../numpy/triangular.ts'
import { triangularSolve } from '../../primitives/linalg.ts'
import { stopTensorGradient } from '../../primitives/stop-gradient.ts'
import { reshape } from '../../primitives/structural.ts'
import { cond } from '../../transforms/cond.ts'
import { scan } from '../../transforms/scan.ts'

/** The 1-norm up to which the approximant is exact to rounding. */
const largestNorm = 5.371920351148152

/** Coefficients of the numerator of order 13: `bₖ = bₖ₋₁ (14 − k) / (k (27 − k))`. */
const coefficients: readonly number[] = /*@__PURE__*/ (() => {
  const b = [1]
  for (let k = 1; k <= 13; k++) b.push(((b[k - 1] as number) * (14 - k)) / (k * (27 - k)))
  return b
})()

const b = (k: number): number => coefficients[k] as number

/** The odd and even part of the numerator of the Padé approximant of order 13. */
const pade = (a: Tensor): readonly [odd: Tensor, even: Tensor] => {
  const one = eye(a.shape.at(-1) as number, { dtype: a.dtype })
  const a2 = times(a, a)
  const a4 = times(a2, a2)
  const a6 = times(a4, a2)
  const combine = (k: number, rest: TensorLike): Tensor =>
    [a6, a4, a2].reduce<Tensor>(
      (total, power, i) => add(multiply(power, b(k - 2 * i)), total),
      rest as Tensor,
    )
  const zero = multiply(one, 0)
  const odd = combine(7, add(multiply(one, b(1)), times(a6, combine(13, zero))))
  const even = combine(6, add(one, times(a6, combine(12, zero))))
  return [times(a, odd), even]
}

export interface ExpmOptions {
  /** Whether the matrix is upper triangular, which is faster. Default false. */
  readonly upperTriangular?: boolean
  /** How often to square at most; a matrix that would need more gives NaN. Default 16. */
  readonly maxSquarings?: number
}

/**
 * The matrix exponential `Σ aᵏ/k!`, by scaling, a Padé approximant and repeated squaring.
 *
 * Shapes: `a[…,n,n] → f[…,n,n]`.
 *
 * @throws ShapeError for matrices that are not square
 * @throws ArgumentError for an unknown option
 * @example
 * scipy.linalg.expm(np.array([[0, 3], [0, 0]])) // => [[1, 3], [0, 1]]
 * @see Higham, The Scaling and Squaring Method for the Matrix Exponential Revisited, 2005, algorithm 2.3
 */
export const expm = /*@__PURE__*/ checked(
  'expm(a, options?)',
  (a: TensorLike, options?: ExpmOptions): Tensor => {
    checkOptions('expm', options, ['upperTriangular', 'maxSquarings'])
    const { upperTriangular = false, maxSquarings = 16 } = options ?? {}
    const matrix = squaresOf('expm', a)
    const size = max(sum(abs(stopTensorGradient(matrix)), { axis: -2 }), { axis: -1, initial: 0 })
    const wanted = maximum(ceil(log2(divide(size, largestNorm))), 0)
    const squarings = reshape(wanted, [...wanted.shape, 1, 1])
    const [odd, even] = pade(multiply(matrix, exp2(negative(squarings))))
    const [numerator, denominator] = [add(even, odd), subtract(even, odd)]
    const approximant = upperTriangular
      ? triangularSolve(denominator, numerator, { leftSide: true, lower: false })
      : solveMatrices(denominator, numerator)
    const squared = (x: Tensor, step: Tensor): Tensor => {
      const goesOn = less(step, squarings)
      // Powers that are not wanted may overflow, and would make gradients NaN.
      const base = select3(goesOn, x, 0)
      return select3(goesOn, times(base, base), x)
    }
    const [power] = scan(
      (x: Tensor, step: Tensor) => [
        cond(any(less(step, squarings)), squared, (y: Tensor) => y, x, step),
        null,
      ],
      approximant,
      arange(maxSquarings),
    )
    return select3(greater(squarings, maxSquarings), Number.NaN, power as Tensor)
  },
)

import { checked } from '../../core/checked.ts'
import { asTensor, type TensorLike } from '../../core/convert.ts'
import { isFloat } from '../../core/dtype.ts'
import { ArgumentError, DtypeError } from '../../core/errors.ts'
import type { Tensor } from '../../core/tensor.ts'
import { add, divide, maximum, minimum, multiply, subtract } from '../../numpy/arithmetic.ts'
import { binaryInexact } from '../../numpy/broadcasting.ts'
import { withTangent } from '../../numpy/custom-rule.ts'
import { greaterEqual, select3 } from '../../numpy/logic.ts'
import { log, log1p } from '../../numpy/math.ts'
import { inexact } from '../../numpy/promotion.ts'
import * as basic from '../../primitives/elementwise.ts'

/**
 * The logarithm of `|Γ(x)|`.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * scipy.special.gammaln(np.array([1, 2])) // => [0, 0]
 */
export const gammaln = /*@__PURE__*/ checked(
  'gammaln(x)',
  (x: TensorLike): Tensor => basic.lgamma(inexact('gammaln', x)),
)

/**
 * The derivative of `gammaln`.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * const [a, b] = [scipy.special.digamma(2), scipy.special.digamma(1)]
 * a.sub(b).round({ decimals: 5 }) // => 1
 */
export const digamma = /*@__PURE__*/ checked(
  'digamma(x)',
  (x: TensorLike): Tensor => basic.digamma(inexact('digamma', x)),
)

/**
 * The derivative of order `n` of `digamma`.
 *
 * Shapes: `n: i32[s], x[t] → y[s broadcast with t]`.
 *
 * @throws ArgumentError or DtypeError for orders that are no integers
 * @throws ShapeError if the shapes do not broadcast
 * @example
 * scipy.special.polygamma(1, 1).sub(Math.PI ** 2 / 6).round({ decimals: 5 }) // => 0
 */
export const polygamma = /*@__PURE__*/ checked(
  'polygamma(n, x)',
  (n: TensorLike, x: TensorLike): Tensor => {
    if (typeof n === 'number') {
      if (!Number.isInteger(n))
        throw new ArgumentError('polygamma', `expected an integer order, got ${n}`)
    } else if (isFloat(asTensor(n, 'polygamma').dtype))
      throw new DtypeError(
        'polygamma',
        `expected integer orders, got ${asTensor(n).dtype}; convert them with astype('int32')`,
      )
    return binaryInexact('polygamma', basic.polygamma, n, x)
  },
)

/** Coefficients of `1/x`, `1/x³`, … in Stirling's series. Abramowitz & Stegun, 1964, 6.1.41. */
const stirling: readonly number[] = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360]

/** From here on Stirling's series is exact to rounding. */
const isLarge = 12

/** `log Γ(x) − (x − ½) log x + x − ½ log 2π` for large `x`. */
const correction = (x: Tensor): Tensor => {
  const square = divide(1, multiply(x, x))
  const series = stirling.reduceRight<TensorLike>((sum, c) => add(multiply(sum, square), c), 0)
  return divide(series, x)
}

/** `log Γ(b) − log Γ(a + b)` for large `b`, without cancellation. */
const gammaRatio = (a: Tensor, b: Tensor): Tensor => {
  const sum = add(a, b)
  const corrections = subtract(correction(b), correction(sum))
  const powers = add(
    multiply(subtract(b, 0.5), log1p(divide(a, b))),
    multiply(a, subtract(log(sum), 1)),
  )
  return subtract(corrections, powers)
}

const logBeta = /*@__PURE__*/ withTangent(
  (x, y) => {
    const [a, b] = [minimum(x as Tensor, y as Tensor), maximum(x as Tensor, y as Tensor)]
    const direct = subtract(basic.lgamma(b), basic.lgamma(add(a, b)))
    const large = greaterEqual(b, isLarge)
    const ratio = select3(large, gammaRatio(a, select3(large, b, isLarge)), direct)
    return add(basic.lgamma(a), ratio)
  },
  ([dx, dy], [x, y]) => {
    const common = basic.digamma(add(x as Tensor, y as Tensor))
    const term = (d: Tensor, z: Tensor): Tensor => multiply(d, subtract(basic.digamma(z), common))
    return add(term(dx as Tensor, x as Tensor), term(dy as Tensor, y as Tensor))
  },
)

/**
 * The logarithm of the beta function, `log Γ(a) + log Γ(b) − log Γ(a + b)`.
 *
 * Shapes: `a[s], b[t] → y[s broadcast with t]`.
 *
 * @throws ShapeError if the shapes do not broadcast
 * @example
 * scipy.special.betaln(1, 1).round({ decimals: 5 }) // => 0
 */
export const betaln = /*@__PURE__*/ checked(
  'betaln(a, b)',
  (a: TensorLike, b: TensorLike): Tensor => binaryInexact('betaln', logBeta, a, b),
)

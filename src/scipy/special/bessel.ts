import { checked } from '../../core/checked.ts'
import { scalar, type TensorLike } from '../../core/convert.ts'
import { isFloat } from '../../core/dtype.ts'
import { call, choose, compare, constant, type Expr } from '../../core/scalar.ts'
import type { Tensor } from '../../core/tensor.ts'
import { bind1 } from '../../core/trace.ts'
import { inexact } from '../../numpy/promotion.ts'
import { add, mul, sign, sub } from '../../primitives/arithmetic.ts'
import { commonDtype, elementwise } from '../../primitives/families.ts'
import { chebyshev, minus, over, plus, times } from './expressions.ts'

/** Chebyshev coefficients of `√x e⁻ˣ I₀(x)` in `16/x − 1`. */
const farZero: readonly number[] = [
  0.4022452055070544, 0.0033691164782556943, 6.889758346916825e-5, 2.8913705208347567e-6,
  2.0489185894690638e-7, 2.266668990498178e-8, 3.3962320257083865e-9, 4.94060238822497e-10,
  1.1889147107846439e-11, -3.1499165279632416e-11, -1.3215811840447713e-11, -1.7941785315068062e-12,
  7.180124451383666e-13, 3.8527783827421426e-13, 1.54008621752141e-14, -4.150569347287222e-14,
  -9.554846698828307e-15, 3.8116806693526224e-15, 1.7725601330565263e-15, -3.425485619677219e-16,
  -2.8276239805165836e-16, 3.461222867697461e-17, 4.46562142029676e-17, -4.830504485944182e-18,
  -7.233180487874754e-18,
]

/** Chebyshev coefficients of `√x e⁻ˣ I₁(x)` in `16/x − 1`. */
const farOne: readonly number[] = [
  0.38928811750914005, -0.009761097491361469, -0.00011058893876262371, -3.882564808877691e-6,
  -2.512236237870209e-7, -2.6314688468895196e-8, -3.835380385964237e-9, -5.589743462196584e-10,
  -1.8974958123505413e-11, 3.2526035830154884e-11, 1.4125807436613782e-11, 2.0356285441470896e-12,
  -7.198551776245908e-13, -4.0835511110921974e-13, -2.1015418427726643e-14, 4.272440016711951e-14,
  1.0420276984128802e-14, -3.8144030724370075e-15, -1.8803547755107825e-15, 3.3082023109209285e-16,
  2.96262899764595e-16, -3.209525921993424e-17, -4.6503053684893586e-17, 4.414348323071708e-18,
  7.517296310842105e-18,
]

/** Where the power series hands over to the Chebyshev series. */
const border = 8

/** After so many terms the power series adds nothing below the border. */
const terms = 24

/** `Iₙ(x)` for `0 ≤ x ≤ 8`: `(x/2)ⁿ/n! Σ (x²/4)ᵏ n!/(k!(n+k)!)`. */
const near = (n: number, x: Expr): Expr => {
  const half = times(x, 0.5)
  const square = times(half, half)
  let sum = constant(1, x.dtype)
  for (let k = terms; k > 0; k--) sum = plus(times(times(square, sum), 1 / (k * (k + n))), 1)
  for (let k = 1; k <= n; k++) sum = times(sum, times(half, 1 / k))
  return sum
}

/** `√x e⁻ˣ Iₙ(x)` for `x ≥ 8`; from order 2 by the recurrence `Iₙ₊₁ = Iₙ₋₁ − 2n Iₙ/x`. */
const far = (n: number, x: Expr): Expr => {
  const position = minus(over(16, x), 1)
  const zero = chebyshev(farZero, position)
  if (n === 0) return zero
  let [previous, current] = [zero, chebyshev(farOne, position)]
  for (let k = 1; k < n; k++)
    [previous, current] = [current, minus(previous, times(current, over(2 * k, x)))]
  return current
}

/** `Iₙ(x)`, or `e^-|x| Iₙ(x)`. */
const besselExpr = (n: number, isScaled: boolean, x: Expr): Expr => {
  const size = call('abs', x)
  const small = near(n, size)
  const large = over(far(n, size), call('sqrt', size))
  const value = isScaled
    ? choose(
        compare('le', size, constant(border, x.dtype)),
        times(small, call('exp', call('neg', size))),
        large,
      )
    : choose(compare('le', size, constant(border, x.dtype)), small, times(call('exp', size), large))
  return n % 2 === 0 ? value : times(value, call('sign', x))
}

/** The modified Bessel function of the first kind of an integer order. */
const besselP = /*@__PURE__*/ elementwise<{ readonly order: number; readonly scaled: boolean }>(
  'bessel_i',
  {
    dtype: commonDtype('besselI', isFloat, 'floating point numbers'),
    scalar: ([x], { order, scaled }) => besselExpr(order, scaled, x as Expr),
    tangents: [
      (dx, [x], out, { order, scaled }) => {
        const neighbours = add(
          bessel(Math.abs(order - 1), scaled, x as Tensor),
          bessel(order + 1, scaled, x as Tensor),
        )
        const slope = mul(neighbours, scalar(0.5, dx.dtype))
        return mul(dx, scaled ? sub(slope, mul(sign(x as Tensor), out)) : slope)
      },
    ],
  },
)

const bessel = (order: number, scaled: boolean, x: Tensor): Tensor =>
  bind1(besselP, [x], { order, scaled })

/**
 * The modified Bessel function `I₀`, of order 0, with exact derivatives of all orders.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * scipy.special.i0(np.array([0])) // => [1]
 * @see Abramowitz & Stegun, Handbook of Mathematical Functions, 1964, 9.6.10 and 9.6.26
 */
export const i0 = /*@__PURE__*/ checked(
  'i0(x)',
  (x: TensorLike): Tensor => bessel(0, false, inexact('i0', x)),
)

/**
 * `e^-|x| I₀(x)`, which does not overflow.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * scipy.special.i0e(np.array([0])) // => [1]
 */
export const i0e = /*@__PURE__*/ checked(
  'i0e(x)',
  (x: TensorLike): Tensor => bessel(0, true, inexact('i0e', x)),
)

/**
 * The modified Bessel function `I₁`, of order 1, the derivative of `I₀`.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * grad(scipy.special.i1)(np.array(0)) // => 0.5
 */
export const i1 = /*@__PURE__*/ checked(
  'i1(x)',
  (x: TensorLike): Tensor => bessel(1, false, inexact('i1', x)),
)

/**
 * `e^-|x| I₁(x)`, which does not overflow.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * scipy.special.i1e(np.array([0])) // => [0]
 */
export const i1e = /*@__PURE__*/ checked(
  'i1e(x)',
  (x: TensorLike): Tensor => bessel(1, true, inexact('i1e', x)),
)

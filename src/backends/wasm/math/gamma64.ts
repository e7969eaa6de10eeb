import {
  abs,
  add,
  div,
  eq,
  float64,
  floor,
  ge,
  le,
  lt,
  madd,
  mul,
  nearest,
  neg,
  rare,
  select,
  sub,
} from '../lanes/build.ts'
import type { Lane } from '../lanes/lane.ts'
import { sideBySide } from './horner64.ts'
import { log64 } from './log64.ts'
import { polynomial } from './polynomial.ts'
import { scalarOf } from './scalar64.ts'
import { sin64 } from './trig64.ts'

/** `lgamma(u) / ((u - 1) (u - 2))` in `u - 2` on [1.5, 2.5]: Chebyshev interpolant, within 2e-17 relatively. */
const nearTwo = [
  1.203490776346864e-7, -2.525485342958651e-7, 3.8837480981603403e-7, -8.208987442720822e-7,
  1.8124087986144874e-6, -3.856313609317478e-6, 8.221478918059622e-6, -1.7660194017271152e-5,
  3.816895987618124e-5, -8.309527325533694e-5, 0.00018255263497305119, -0.00040570738897825623,
  0.0009153769223805991, -0.002108130834223415, 0.004998641164695469, -0.012384192193367468,
  0.032965000621155836, -0.10031730167435393, 0.42278433509846713,
]

/** `B(2n) / (2n (2n - 1))` of Stirling's series (DLMF 5.11.1), highest power first. */
const stirling = [
  -3617 / 122400,
  1 / 156,
  -691 / 360360,
  1 / 1188,
  -1 / 1680,
  1 / 1260,
  -1 / 360,
  1 / 12,
]

/** From here on Stirling's series is accurate. */
const far = 7.5

/** `log(√(2π)) - 1/2` */
const constantTerm = 0.4189385332046727

const stirlingSeries = (x: Lane, logarithm: Lane): Lane => {
  const inverse = div(1, x)
  const rest = mul(polynomial(mul(inverse, inverse), stirling), inverse)
  return madd(sub(x, 0.5), sub(logarithm, 1), add(rest, constantTerm))
}

/** The factors by which Γ differs at `x` and at the point of [1.5, 2.5) that is a whole number away. */
const productDown = (x: Lane): Lane =>
  [1, 2, 3, 4, 5]
    .map((i) => select(ge(x, i + 1.5), sub(x, i), 1))
    .reduce((product, factor) => mul(product, factor))

/** `log Γ(x)` above -1/2: by a polynomial after steps to [1.5, 2.5), or by Stirling's series. */
const logGamma = (x: Lane): Lane => {
  const [small, low, high] = [lt(x, 0.5), lt(x, 1.5), ge(x, far)]
  const up = select(small, abs(mul(x, add(x, 1))), x)
  const product = select(low, up, productDown(x))
  const logarithm = log64(select(high, x, product))
  // The distance from 2, exactly.
  const shifted = select(small, x, sub(x, 1))
  const d = select(low, shifted, sub(sub(x, floor(sub(x, 1.5))), 2))
  const near = mul(mul(d, add(d, 1)), sideBySide(d, nearTwo))
  const value = add(near, select(low, neg(logarithm), logarithm))
  return select(high, stirlingSeries(x, logarithm), value)
}

/** The distance from the nearest whole number, in half turns. */
const turn = (x: Lane): Lane => mul(sub(x, nearest(x)), Math.PI)

/** Euler's reflection, `log(π / |sin(πx)|) - log Γ(1 - x)`; infinite at the poles. */
const reflected = scalarOf('reflected lgamma', ['f64'], (x) => {
  const value = sub(log64(div(Math.PI, abs(sin64(turn(x!))))), logGamma(sub(1, x!)))
  return select(eq(x!, floor(x!)), float64(Infinity), value)
})

/** `log |Γ(x)|`. At most 4.6 ulp; on the left of 0, where zeros are many, counted from 1 if the value is less. */
export const lgamma64 = (x: Lane): Lane => rare(le(x, -0.5), logGamma(x), reflected, x)

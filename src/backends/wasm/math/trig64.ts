import {
  abs,
  add,
  and,
  bitcast,
  div,
  gt,
  int64,
  lt,
  madd,
  mul,
  neg,
  rare,
  select,
  shl,
  shrU,
  sub,
  xor,
} from '../lanes/build.ts'
import type { Lane } from '../lanes/lane.ts'
import { roundingMagic } from './exp64.ts'
import { distantQuotient, distantRemainder } from './payne-hanek64.ts'
import { polynomial } from './polynomial.ts'

/** `(sin(x) - x) / x³` in `x²` on [0, π/4]: Chebyshev interpolant, within 2e-16 relatively; the last apart. */
const sineSeries = [
  1.5916726193889336e-10, -2.5051112272573243e-8, 2.755731600817155e-6, -0.0001984126983657571,
  0.008333333333330827,
]
const sineCube = -0.16666666666666666

/** `(cos(x) - 1 + x²/2) / x⁴` in `x²` on [0, π/4]: Chebyshev interpolant, within 6e-17 relatively. */
const cosineSeries = [
  -1.1381754653662937e-11, 2.0876134024090145e-9, -2.755731721268659e-7, 2.4801587298651292e-5,
  -0.0013888888888887322, 0.041666666666666664,
]

/** π/2 in parts; products of the first three with whole numbers below 2²⁰ are exact. */
const halfPi = [
  1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603689e-32,
] as const

/** Up to here the reduction below is accurate. */
const far = 1e6

interface Sum {
  readonly value: Lane
  readonly error: Lane
}

/** A difference and what it lost (O. Møller and D. Knuth). */
const exactDifference = (x: Lane, y: Lane): Sum => {
  const value = sub(x, y)
  const moved = sub(value, x)
  return { value, error: sub(sub(x, sub(value, moved)), add(y, moved)) }
}

interface Reduced {
  /** The remainder in two parts. */
  readonly high: Lane
  readonly low: Lane
  /** The quotient's lowest bits. */
  readonly quadrant: Lane
}

/** Division by π/2: in four steps (W. Cody and W. Waite), and far away by the bits of 2/π. */
const reduce = (x: Lane): Reduced => {
  const near = sub(madd(x, 2 / Math.PI, roundingMagic), roundingMagic)
  const first = sub(x, mul(near, halfPi[0]))
  const second = exactDifference(first, mul(near, halfPi[1]))
  const third = exactDifference(second.value, mul(near, halfPi[2]))
  // Subtracted rather than added, which keeps -0.
  const rest = sub(mul(near, halfPi[3]), add(second.error, third.error))
  const sum = sub(third.value, rest)
  const distant = and(gt(abs(x), far), lt(abs(x), Infinity))
  const high = rare(distant, sum, distantRemainder, x)
  const quotient = rare(distant, near, distantQuotient, x)
  const low = select(distant, 0, sub(sub(third.value, sum), rest))
  return { high, low, quadrant: bitcast(add(quotient, roundingMagic), 'i64') }
}

/** The kernels of fdlibm's `k_sin.c` and `k_cos.c` (Sun Microsystems, 1993). */
const sine = ({ high, low }: Reduced): Lane => {
  const z = mul(high, high)
  const cube = mul(z, high)
  const tail = mul(z, sub(mul(low, 0.5), mul(cube, polynomial(z, sineSeries))))
  return sub(high, sub(sub(tail, low), mul(cube, sineCube)))
}

const cosine = ({ high, low }: Reduced): Lane => {
  const z = mul(high, high)
  const half = mul(z, 0.5)
  const whole = sub(1, half)
  const tail = sub(mul(mul(z, z), polynomial(z, cosineSeries)), mul(high, low))
  return add(whole, add(sub(sub(1, whole), half), tail))
}

/** All bits where the quadrant is odd. */
const oddBits = (quadrant: Lane): Lane => bitcast(sub(int64(0n), and(quadrant, int64(1n))), 'f64')

/** `odd` where the quadrant is odd and else `even`. */
const choose = (quadrant: Lane, odd: Lane, even: Lane): Lane =>
  xor(even, and(xor(odd, even), oddBits(quadrant)))

const signFrom = (quadrant: Lane): Lane => bitcast(shl(shrU(quadrant, 1), 63), 'f64')

/** Sine. At most 1.0 ulp below 1e6, and 1.8 ulp beyond. */
export const sin64 = (x: Lane): Lane => {
  const reduced = reduce(x)
  const { quadrant } = reduced
  return xor(choose(quadrant, cosine(reduced), sine(reduced)), signFrom(quadrant))
}

/** Cosine. At most 1.0 ulp below 1e6, and 2.0 ulp beyond. */
export const cos64 = (x: Lane): Lane => {
  const reduced = reduce(x)
  const { quadrant } = reduced
  const sign = signFrom(add(quadrant, int64(1n)))
  return xor(choose(quadrant, sine(reduced), cosine(reduced)), sign)
}

/** Tangent: the sine over the cosine, or the cosine over minus the sine. At most 3.0 ulp. */
export const tan64 = (x: Lane): Lane => {
  const reduced = reduce(x)
  const { quadrant } = reduced
  const [s, c] = [sine(reduced), cosine(reduced)]
  return div(choose(quadrant, c, s), choose(quadrant, neg(s), c))
}

import {
  abs,
  add,
  and,
  bitcast,
  demote,
  div,
  eq,
  float32,
  float64,
  fromI32S,
  ge,
  int32,
  int64,
  lt,
  mul,
  neg,
  or,
  promote,
  rare,
  select,
  shrS,
  shrU,
  sqrt,
  sub,
} from '../lanes/build.ts'
import type { Lane } from '../lanes/lane.ts'
import { scalarOf } from './scalar64.ts'

// XLA computes this function in float32 with multiplications fused into additions. Here each value is one
// of float32 in a lane of f64, where products are exact, so that rounding a sum is rounding once.

const { fround } = Math

/** Rounds to the 24 bits of float32, halves to even, in less time than conversions take. */
const round = (x: Lane): Lane => {
  const bits = bitcast(x, 'i64')
  const odd = and(shrU(bits, 29), int64(1n))
  return bitcast(and(add(add(bits, int64(0xfffffffn)), odd), int64(-0x20000000n)), 'f64')
}

const fused = (x: Lane | number, y: Lane, z: Lane | number): Lane => round(add(mul(x, y), z))

/** Horner's rule, highest power first. */
const polynomial32 = (x: Lane, [first, ...rest]: readonly number[]): Lane =>
  rest.reduce<Lane>((value, c) => fused(value, x, fround(c)), float64(fround(first!)))

/** M. Giles, "Approximating the erfinv function" (2010), single precision, for `w < 5`. */
const central = [
  2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503,
  -0.00417768164, 0.246640727, 1.50140941,
]

/** The same for `w >= 5`. */
const tail = [
  -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613,
  0.00943887047, 1.00167406, 2.83297682,
]

/** Cephes' `log1p`: `x - x²/2 + x³ P(x) / Q(x)` near 0. */
const numerator = [
  4.52700008624452e-5, 0.49854102823193375, 6.578732594206104, 29.911919328553072,
  60.94966798098779, 57.11296359058554, 20.039553499201283,
]
const denominator = [
  1, 15.062909083469192, 83.04756596796722, 221.76239823732857, 309.09872225312057,
  216.42788614495947, 60.11866049760384,
]

const nearZero = (x: Lane): Lane => {
  const square = round(mul(x, x))
  const quotient = round(div(polynomial32(x, numerator), polynomial32(x, denominator)))
  const rest = round(mul(round(mul(x, square)), quotient))
  return round(add(x, fused(-0.5, square, rest)))
}

/** Cephes' `logf`: `log(1 + t) = t - t²/2 + t³ P(t)`, with P in three interleaved parts. */
const leading = [7.0376836292e-2, -1.151461031e-1, 1.167699874e-1]
const middle = [-1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1]
const trailing = [2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1]
const rootHalf = fround(Math.SQRT1_2)
/** The logarithm of 2 in two parts, of which the larger has few bits. */
const logTwoLow = fround(-2.1219444e-4)
const logTwoHigh = 0.693359375

const log32 = (x: Lane): Lane => {
  const bits = bitcast(x, 'i32')
  const mantissa = bitcast(or(and(bits, int32(0x807fffff)), int32(0x3f000000)), 'f32')
  const small = lt(mantissa, rootHalf)
  const exponent = sub(shrS(bits, 23), select(small, int32(127), 126))
  const k = promote(fromI32S(exponent, 'f32'))
  const t = promote(add(sub(mantissa, 1), select(small, mantissa, 0)))
  const square = round(mul(t, t))
  const cube = round(mul(square, t))
  const first = fused(polynomial32(t, leading), cube, polynomial32(t, middle))
  const second = fused(first, cube, polynomial32(t, trailing))
  const third = fused(second, cube, round(mul(k, logTwoLow)))
  return fused(logTwoHigh, k, round(add(fused(-0.5, square, t), third)))
}

/** `log(1 + x)` for `-1 < x <= 0` as XLA computes it on a CPU. */
const log1p32 = (x: Lane): Lane =>
  select(lt(abs(x), 0.41421356237309503), nearZero(promote(x)), log32(add(x, 1)))

/** `erfInv(x) / x` from `w ≥ 5`: where `|x|` is above 0.9966. */
const tailFactor = scalarOf('tail of erfInv', ['f64'], (w) =>
  polynomial32(round(sub(round(sqrt(w!)), 3)), tail),
)

/** Inverse error function in float32, the same to the last bit as XLA's on a CPU. */
export const erfInv32 = (x: Lane): Lane => {
  const magnitude = abs(x)
  const w = neg(log1p32(neg(mul(x, x))))
  const factor = rare(ge(w, 5), polynomial32(round(sub(w, 2.5)), central), tailFactor, w)
  const outside = mul(x, select(eq(magnitude, 1), float32(Infinity), Number.NaN))
  return select(lt(magnitude, 1), mul(x, demote(factor)), outside)
}

import {
  abs,
  and,
  bitcast,
  demote,
  div,
  eq,
  ge,
  int64,
  lt,
  mul,
  ne,
  nearest,
  promote,
  rare,
  select,
  sub,
  trunc,
  withSign,
  xor,
} from '../lanes/build.ts'
import type { Lane } from '../lanes/lane.ts'
import { scalarRemainder } from './rem-scalar.ts'

const finite = (x: Lane): Lane => lt(abs(x), Infinity)

/** A remainder by infinity is the number itself. */
const unlessInfinite = (x: Lane, y: Lane, value: Lane): Lane =>
  select(and(eq(abs(y), Infinity), finite(x)), x, value)

/** Remainder of float32 with the sign of `x`: in f64 the product of quotient and divisor is exact. */
export const rem32 = (x: Lane, y: Lane): Lane => {
  const [a, b] = [promote(x), promote(y)]
  const quotient = div(a, b)
  const close = sub(a, mul(trunc(quotient), b))
  const far = and(ge(abs(quotient), 2 ** 28), finite(quotient))
  const value = demote(rare(far, close, scalarRemainder, a, b))
  return withSign(abs(unlessInfinite(x, y, value)), x)
}

/**
 * Remainder of float64 with the sign of `x`. Below 2²⁵ the nearest quotient's products with the divisor's
 * halves are exact, and so are the differences, which are at most about half the divisor.
 */
export const rem64 = (x: Lane, y: Lane): Lane => {
  const quotient = div(x, y)
  const whole = nearest(quotient)
  const upper = bitcast(and(bitcast(y, 'i64'), int64(-0x8000000n)), 'f64')
  const close = sub(sub(x, mul(whole, upper)), mul(whole, sub(y, upper)))
  const opposite = and(lt(bitcast(xor(close, x), 'i64'), int64(0n)), ne(close, 0))
  const folded = select(opposite, sub(abs(y), abs(close)), abs(close))
  const far = ge(abs(quotient), 2 ** 25)
  const value = rare(far, folded, scalarRemainder, x, y)
  return withSign(abs(unlessInfinite(x, y, value)), x)
}

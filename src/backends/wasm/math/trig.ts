import {
  abs,
  add,
  bitcast,
  demote,
  le,
  madd,
  mul,
  not,
  promote,
  rarely,
  shl,
  sub,
  xor,
} from '../lanes/build.ts'
import type { Lane, VectorFunction } from '../lanes/lane.ts'
import { magic } from './exp.ts'
import { polynomial } from './polynomial.ts'
import { cos64, sin64 } from './trig64.ts'

/** `(sin(r) - r) / r³` in `r²` for `|r| ≤ π / 2`: minimax, within 6.3e-9 of `sin(r) / r³`. */
const sineSeries = [2.6060538e-6, -0.00019809768, 0.008333069, -0.1666666]

/** π in parts; products of the first three with numbers of 13 bits are exact. */
const pi = [3.140625, 0.0009675025939941406, 1.5099067240953445e-7, 5.126688136514179e-12]

/** Up to here twice the quotient by π has 13 bits. */
const far = 12800

const remainder = (x: Lane, n: Lane): Lane => pi.reduce((rest, part) => madd(n, -part, rest), x)

const sineNearZero = (r: Lane): Lane => {
  const square = mul(r, r)
  return madd(mul(square, r), polynomial(square, sineSeries), r)
}

/** Changes the sign where the quotient, whose lowest bit `sum` ends in, is odd. */
const changeSign = (x: Lane, sum: Lane): Lane =>
  xor(x, bitcast(shl(bitcast(sum, 'i32'), 31), 'f32'))

/** Where |x| is large, infinite or NaN. */
const isFar = (magnitude: Lane): Lane => not(le(magnitude, far))

const viaFloat64 = (name: string, f: (x: Lane) => Lane): VectorFunction => ({
  name: `${name} of float32 by float64`,
  lanes: (x) => demote(f(promote(x))),
})

export const sin32 = (x: Lane): Lane => {
  const magnitude = abs(x)
  const sum = madd(magnitude, 1 / Math.PI, magic)
  const r = remainder(magnitude, sub(sum, magic))
  const value = xor(changeSign(sineNearZero(r), sum), xor(x, magnitude))
  return rarely(isFar(magnitude), value, viaFloat64('sin', sin64), x)
}

/** The sine of the remainder by π of `x + π/2`. */
export const cos32 = (x: Lane): Lane => {
  const sum = add(madd(x, 1 / Math.PI, 0.5), magic)
  const r = remainder(x, sub(sub(sum, magic), 0.5))
  const value = changeSign(sineNearZero(r), sum)
  return rarely(isFar(abs(x)), value, viaFloat64('cos', cos64), x)
}

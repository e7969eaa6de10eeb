import {
  abs,
  add,
  bitcast,
  div,
  le,
  madd,
  mul,
  not,
  rarely,
  select,
  shl,
  shrS,
  sub,
  xor,
} from '../lanes/build.ts'
import type { Lane } from '../lanes/lane.ts'
import { magic } from './exp.ts'
import { estrin, polynomial } from './polynomial.ts'
import { cos64, sin64, tan64 } from './trig64.ts'
import { byFloat64 } from './wide.ts'

/** `(sin(r) - r) / r³` in `r²` for `|r| ≤ π/2`: minimax, within 6.3e-9 of `sin(r) / r³`. */
const sineSeries = [2.6060538e-6, -0.00019809768, 0.008333069, -0.1666666]

/** `(tan(r) - r) / r³` in `r²` for `|r| ≤ π/4`: minimax, within 1.8e-8 of `tan(r) / r³`. */
const tangentSeries = [0.009403415, 0.003090812, 0.024447259, 0.053406864, 0.13338846, 0.33333156]

/** π in parts; products of the first three with numbers of 13 bits are exact (W. Cody and W. Waite). */
const pi = [3.140625, 0.0009675025939941406, 1.5099067240953445e-7, 5.126688136514179e-12]
const halfPi = pi.map((part) => part / 2)

/** Up to here the quotient by π/2 has 13 bits. */
const far = 12800

/** `x - n · divisor`. */
const remainder = (x: Lane, n: Lane, divisor: readonly number[]): Lane =>
  divisor.reduce((rest, part) => madd(n, -part, rest), x)

/** Horner's rule, and rounding of the product before the sum, leave no sine above 1, as others do. */
const sineNearZero = (r: Lane): Lane => {
  const square = mul(r, r)
  return add(mul(mul(square, r), polynomial(square, sineSeries)), r)
}

const tangentNearZero = (r: Lane): Lane => {
  const square = mul(r, r)
  return madd(mul(square, r), estrin(square, tangentSeries), r)
}

/** The bit of the quotient in which the sum of it and the magic number ends, as the highest. */
const lowestBit = (sum: Lane): Lane => shl(bitcast(sum, 'i32'), 31)

/** Changes the sign where the quotient is odd. */
const changeSign = (x: Lane, sum: Lane): Lane => xor(x, bitcast(lowestBit(sum), 'f32'))

/** Also where it is NaN. */
const isFar = (magnitude: Lane): Lane => not(le(magnitude, far))

/** The sine of the remainder by π; by float64 from 12800 on. At most 2.5 ulp. */
export const sin32 = (x: Lane): Lane => {
  const magnitude = abs(x)
  const sum = madd(magnitude, 1 / Math.PI, magic)
  const r = remainder(magnitude, sub(sum, magic), pi)
  const value = xor(changeSign(sineNearZero(r), sum), xor(x, magnitude))
  return rarely(isFar(magnitude), value, byFloat64('sin', sin64), x)
}

/** The sine of the remainder by π of `x + π/2`; by float64 from 12800 on. At most 2.4 ulp. */
export const cos32 = (x: Lane): Lane => {
  const sum = add(madd(x, 1 / Math.PI, 0.5), magic)
  const r = remainder(x, sub(sub(sum, magic), 0.5), pi)
  const value = changeSign(sineNearZero(r), sum)
  return rarely(isFar(abs(x)), value, byFloat64('cos', cos64), x)
}

/**
 * The tangent of the remainder by π/2, or minus its inverse; by float64 from 12800 on. At most 3.4 ulp.
 */
export const tan32 = (x: Lane): Lane => {
  const magnitude = abs(x)
  const sum = madd(magnitude, 2 / Math.PI, magic)
  const tangent = tangentNearZero(remainder(magnitude, sub(sum, magic), halfPi))
  const odd = bitcast(shrS(lowestBit(sum), 31), 'mask')
  const value = xor(select(odd, div(-1, tangent), tangent), xor(x, magnitude))
  return rarely(isFar(magnitude), value, byFloat64('tan', tan64), x)
}

import { constant, madd, mul } from '../lanes/build.ts'
import type { Lane } from '../lanes/lane.ts'
import { polynomial } from './polynomial.ts'

/**
 * Horner's rule as two chains that run side by side, one of even and one of odd powers. The constant term,
 * which weighs most, is added last, so that nothing else rounds at its size. Highest power first.
 */
export const sideBySide = (x: Lane, coefficients: readonly number[]): Lane => {
  const powers = coefficients.slice(0, -1)
  const last = coefficients[coefficients.length - 1]!
  const from = (parity: number): readonly number[] =>
    powers.filter((_, i) => (powers.length - 1 - i) % 2 === parity)
  const square = mul(x, x)
  const rest = madd(polynomial(square, from(1)), x, polynomial(square, from(0)))
  return madd(rest, x, constant(last, x.type))
}

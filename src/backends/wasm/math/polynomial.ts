import { constant, madd, mul } from '../lanes/build.ts'
import type { Lane } from '../lanes/lane.ts'

/** Horner's rule; coefficients stand highest power first. */
export const polynomial = (x: Lane, coefficients: readonly number[]): Lane =>
  coefficients
    .slice(1)
    .reduce<Lane>(
      (value, c) => madd(value, x, constant(c, x.type)),
      constant(coefficients[0]!, x.type),
    )

/** Estrin's scheme, whose operations depend less on each other; coefficients stand highest power first. */
export const estrin = (x: Lane, coefficients: readonly number[]): Lane => {
  let terms = [...coefficients].reverse().map((c) => constant(c, x.type))
  for (let power = x; terms.length > 1; power = mul(power, power)) {
    const paired: Lane[] = []
    for (let i = 0; i < terms.length; i += 2) {
      const high = terms[i + 1]
      paired.push(high === undefined ? terms[i]! : madd(high, power, terms[i]!))
    }
    terms = paired
  }
  return terms[0]!
}

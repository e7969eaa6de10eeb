import {
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
  rare,
  select,
  sub,
} from '../lanes/build.ts'
import type { Lane } from '../lanes/lane.ts'
import { sideBySide } from './horner64.ts'
import { log64 } from './log64.ts'
import { polynomial } from './polynomial.ts'
import { scalarOf } from './scalar64.ts'
import { tan64 } from './trig64.ts'

/** `digamma(x) / (x - root)` in `x - 1.5` on [1, 2]: Chebyshev interpolant, within 5e-17 relatively. */
const nearRoot = [
  0.00011881232908510335, -0.0001782188548855923, 9.653646261410062e-5, -0.00014480643368061614,
  0.00032395945401345196, -0.00048595039220036254, 0.0006909255761282986, -0.0010364584817312839,
  0.0015633696313653504, -0.0023454947397380833, 0.003518106563802472, -0.005279937255532708,
  0.007927021796868154, -0.011908220105959716, 0.017907248317313294, -0.026975796659787055,
  0.040760833940846085, -0.06192213327548831, 0.09498872445289039, -0.14840492305388092,
  0.24054248424078697, -0.4236274212814606, 0.9510558760318328,
]

/** The positive root in parts, of which the first two have few bits. */
const root = [1.4616321325302124, 1.2438149843418955e-8, 9.549995429965697e-17] as const

/** `B(2n) / 2n` of the asymptotic series (DLMF 5.11.2), highest power first. */
const series = [
  43867 / 14364,
  -3617 / 8160,
  1 / 12,
  -691 / 32760,
  1 / 132,
  -1 / 240,
  1 / 252,
  -1 / 120,
  1 / 12,
]

/** From here on the asymptotic series is accurate. */
const far = 8

interface Fraction {
  readonly numerator: Lane
  readonly denominator: Lane
}

/** What the function gains on the way from [1, 2) to `x`, as one fraction. */
const gain = (x: Lane): Fraction => {
  const below = lt(x, 1)
  let numerator: Lane = select(below, float64(-1), 0)
  let denominator: Lane = select(below, x, 1)
  for (let i = 1; i <= far - 2; i++) {
    const reached = ge(x, i + 1)
    const step = sub(x, i)
    numerator = select(reached, madd(numerator, step, denominator), numerator)
    denominator = select(reached, mul(denominator, step), denominator)
  }
  return { numerator, denominator }
}

/** The function on the right of 0: a polynomial after steps to [1, 2), or the asymptotic series. */
const right = (x: Lane): Lane => {
  const below = lt(x, 1)
  const near = select(below, add(x, 1), sub(x, floor(sub(x, 1))))
  const middle = select(below, sub(x, 0.5), sub(near, 1.5))
  const distance = root.reduce<Lane>((rest, part) => sub(rest, part), near)
  const { numerator, denominator } = gain(x)
  const value = madd(distance, sideBySide(middle, nearRoot), div(numerator, denominator))
  const inverse = div(1, x)
  const square = mul(inverse, inverse)
  const tail = madd(square, polynomial(square, series), mul(inverse, 0.5))
  return select(ge(x, far), sub(log64(x), tail), value)
}

/** Reflection, `digamma(1 - x) - π / tan(πx)`; NaN at the poles. */
const reflected = scalarOf('reflected digamma', ['f64'], (x) => {
  const turn = mul(sub(x!, nearest(x!)), Math.PI)
  const value = sub(right(sub(1, x!)), div(Math.PI, tan64(turn)))
  return select(eq(x!, floor(x!)), float64(Number.NaN), value)
})

/** The derivative of `log Γ`. At most 4.7 ulp; on the left of 0 counted from 1 if the value is less. */
export const digamma64 = (x: Lane): Lane => rare(le(x, 0), right(x), reflected, x)

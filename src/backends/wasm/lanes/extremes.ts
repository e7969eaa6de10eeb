import { add, max, min, pmax, pmin } from './build.ts'
import type { Lane } from './lane.ts'

type Binary = (x: Lane, y: Lane) => Lane

const isNumber = (x: Lane): boolean => x.op === 'const' && !Number.isNaN(x.value)
const isZero = (x: Lane, zero: number): boolean => Object.is(x.value, zero)

/** The larger of `x` and a constant: engines need ten instructions for `max`, which minds two NaNs. */
const maxWith: Binary = (x, bound) => {
  const larger = pmax(x, bound)
  // Of -0 and 0 the faster instruction gives the first; adding 0 makes it 0.
  return isZero(bound, 0) ? add(larger, bound) : larger
}

const minWith: Binary = (x, bound) => (isZero(bound, -0) ? min(x, bound) : pmin(x, bound))

const commutative =
  (general: Binary, withConstant: Binary): Binary =>
  (x, y) =>
    isNumber(y) ? withConstant(x, y) : isNumber(x) ? withConstant(y, x) : general(x, y)

/** NaN wins, and -0 is below 0. */
export const floatMax = commutative(max, maxWith)
export const floatMin = commutative(min, minWith)

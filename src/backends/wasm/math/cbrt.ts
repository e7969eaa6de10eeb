import {
  abs,
  and,
  bitcast,
  div,
  float32,
  fromI32S,
  gt,
  lt,
  madd,
  mul,
  select,
  sub,
  toI32S,
  withSign,
} from '../lanes/build.ts'
import type { Lane } from '../lanes/lane.ts'

/** A third of the bits and of those of 1, which are the bits of a cube root to 5 % (W. Kahan). */
const initial = (x: Lane): Lane =>
  bitcast(toI32S(madd(fromI32S(bitcast(x, 'i32'), 'f32'), 1 / 3, 709958130)), 'f32')

/** A step of Halley's method, which triples the number of right digits. */
const improve = (root: Lane, x: Lane): Lane => {
  const cube = mul(mul(root, root), root)
  return madd(root, div(sub(x, cube), madd(cube, 2, x)), root)
}

/** The cube root, of numbers moved away from the ends of the range. At most 1.0 ulp. */
export const cbrt32 = (x: Lane): Lane => {
  const magnitude = abs(x)
  const small = lt(magnitude, 1)
  const moved = mul(magnitude, select(small, float32(2 ** 24), 2 ** -24))
  const root = improve(improve(initial(moved), moved), moved)
  const value = mul(root, select(small, float32(2 ** -8), 2 ** 8))
  const regular = and(gt(magnitude, 0), lt(magnitude, Infinity))
  return select(regular, withSign(value, x), x)
}

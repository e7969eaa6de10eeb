import { i32 } from '../encoder/index.ts'
import * as b from './build.ts'
import type { Lane, LaneType, ScalarFunction } from './lane.ts'

type FromI32 = (x: Lane, type: LaneType) => Lane
type Binary = (x: Lane, y: Lane) => Lane

/** Added to an integer below 2⁵¹, it leaves the integer's lower bits in the lower bits of the sum. */
const magic = 1.5 * 2 ** 52

/**
 * The quotient of 32-bit integers, truncated; anything where the divisor is 0. A quotient of such
 * numbers that is not an integer is farther from the nearest one than float64 rounds.
 */
const quotient = (fromI32: FromI32, x: Lane, y: Lane): Lane => {
  const whole = b.trunc(b.div(fromI32(x, 'f64'), fromI32(y, 'f64')))
  return b.wrap(b.bitcast(b.add(whole, magic), 'i64'))
}

const isPositive = (y: Lane): boolean => y.op === 'const' && Number(y.value) > 0

/** The logarithm of a constant power of two above 1; else 0. */
const logOf = (y: Lane): number => {
  const log = isPositive(y) ? Math.log2(Number(y.value)) : 0
  return Number.isInteger(log) ? log : 0
}

/** The quotient of `x` and a power of two; a bias makes the shift round towards zero. */
const dividePowerOfTwo = (fromI32: FromI32, x: Lane, log: number): Lane => {
  if (fromI32 === b.fromI32U) return b.shrU(x, log)
  const bias = b.shrU(b.shrS(x, 31), 32 - log)
  return b.shrS(b.add(x, bias), log)
}

/** Division by 0 gives all ones, as in XLA. */
export const divideIntegers =
  (fromI32: FromI32): Binary =>
  (x, y) => {
    const log = logOf(y)
    if (log > 0) return dividePowerOfTwo(fromI32, x, log)
    const divided = quotient(fromI32, x, y)
    return isPositive(y) ? divided : b.select(b.eq(y, 0), -1, divided)
  }

/** The remainder has the sign of the dividend; it is the dividend where the divisor is 0. */
export const remainderOfIntegers =
  (fromI32: FromI32): Binary =>
  (x, y) => {
    const log = logOf(y)
    const whole = log > 0 ? dividePowerOfTwo(fromI32, x, log) : quotient(fromI32, x, y)
    return b.sub(x, b.mul(whole, y))
  }

/** `x^y` modulo 2³² by squaring; negative exponents give 0 unless the base is ±1. */
const powerFunction = (dtype: 'int32' | 'uint32'): ScalarFunction => ({
  name: `pow ${dtype}`,
  build: ({ module }) => {
    const f = module.function([i32, i32], [i32])
    const [x, y] = [0, 1]
    const result = f.local(i32)
    if (dtype === 'int32')
      f.get(y)
        .i32(0)
        .op('i32.lt_s')
        .if(() => {
          f.get(x).i32(1).get(y).i32(1).op('i32.and').op('select')
          f.i32(0).get(x).i32(1).op('i32.add').i32(~2).op('i32.and').op('i32.eqz')
          f.op('select').op('return')
        })
    f.i32(1).set(result)
    f.block(() =>
      f.loop(() => {
        f.get(y).op('i32.eqz').brIf(1)
        f.get(x).i32(1).get(y).i32(1).op('i32.and').op('select')
        f.get(result).op('i32.mul').set(result)
        f.get(x).get(x).op('i32.mul').set(x)
        f.get(y).i32(1).op('i32.shr_u').set(y)
        f.br(0)
      }),
    )
    return f.get(result)
  },
})

export const integerPower =
  (dtype: 'int32' | 'uint32'): Binary =>
  (x, y) =>
    b.perLane(powerFunction(dtype), 'i32', x, y)

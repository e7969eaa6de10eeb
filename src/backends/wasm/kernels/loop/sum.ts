import type { ModuleContext } from '../../context.ts'
import { type FunctionBuilder, v128 } from '../../encoder/index.ts'
import type { Registers } from '../../lanes/index.ts'
import type { Accumulator } from './accumulator.ts'
import { combineLanes, combineOp } from './combine.ts'
import { firstLanes, makeParts } from './parts.ts'

/** Values that are added one after another in each lane before their sum goes to the total. */
export const run = 16

/** As many values need no total. */
export const shortRun = 32

const highHalf = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15]
const lowHalves = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]

/**
 * The sum of many floats: short runs are added in the dtype, and their sums in double precision, so that the error does
 * not grow with their count.
 */
export const makeLongSum = (
  context: ModuleContext,
  f: FunctionBuilder,
  dtype: 'float32' | 'float64',
  count: number,
): Accumulator => {
  const parts = makeParts(context, f, combineOp('sum', dtype), 'sum', dtype, count)
  const total = [f.local(v128), f.local(v128)] as const

  /** Pushes half of the values as doubles. */
  const pushHalf = (values: Registers, half: number): void => {
    if (dtype === 'float64') {
      f.get(values[half]!)
      return
    }
    f.get(values[0]!)
    if (half === 1) f.get(values[0]!).shuffle(highHalf)
    f.op('f64x2.promote_low_f32x4')
  }

  return {
    begin: () => {
      for (const register of total) f.zeroVector().set(register)
    },
    open: parts.clear,
    close: () => {
      const values = parts.combined()
      total.forEach((register, half) => {
        f.get(register)
        pushHalf(values, half)
        f.op('f64x2.add').set(register)
      })
    },
    add: (part, values, lanes = 4) => {
      firstLanes(context, f, 'sum', dtype, values, lanes).forEach((value, half) => {
        parts.add(part, half, value)
      })
    },
    lanes: () => {
      if (dtype === 'float64') return total
      const register = f.local(v128)
      for (const half of total) f.get(half).op('f32x4.demote_f64x2_zero')
      f.shuffle(lowHalves).set(register)
      return [register]
    },
    whole: () => {
      const [register, second] = total
      f.get(register).get(second).op('f64x2.add').set(register)
      combineLanes(f, 'f64x2.add', 'float64', register)
      if (dtype === 'float32') f.get(register).op('f32x4.demote_f64x2_zero').set(register)
      return [register]
    },
  }
}

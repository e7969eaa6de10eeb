import type { ModuleContext } from '../../context.ts'
import { type FunctionBuilder, v128 } from '../../encoder/index.ts'
import type { Accumulator } from './accumulator.ts'
import { combineLanes } from './combine.ts'
import { firstLanes, makeParts, vectorsOf } from './parts.ts'

/**
 * The greatest or least of floats, NaN if one is NaN. Instructions that let NaN win take many of the machine's, so
 * values are compared by one that passes over NaN, which is noted apart.
 */
export const makeExtreme = (
  context: ModuleContext,
  f: FunctionBuilder,
  op: 'max' | 'min',
  dtype: 'float32' | 'float64',
  count: number,
): Accumulator => {
  const prefix = dtype === 'float32' ? 'f32x4' : 'f64x2'
  const pick = `${prefix}.p${op}` as const
  const parts = makeParts(context, f, pick, op, dtype, count)
  const spoiled = Array.from({ length: vectorsOf(dtype) }, () => f.local(v128))
  return {
    begin: () => {
      parts.clear()
      for (const mask of spoiled) f.zeroVector().set(mask)
    },
    open: () => undefined,
    close: () => undefined,
    add: (part, values, lanes = 4) => {
      firstLanes(context, f, op, dtype, values, lanes).forEach((value, half) => {
        parts.add(part, half, value)
        f.get(spoiled[half]!).get(value).get(value).op(`${prefix}.ne`)
        f.op('v128.or').set(spoiled[half]!)
      })
    },
    lanes: () => {
      const registers = parts.combined()
      registers.forEach((register, half) => {
        f.get(register).get(spoiled[half]!).op('v128.or').set(register)
      })
      return registers
    },
    whole: () => {
      const [register, second] = parts.combined()
      const [mask, secondMask] = spoiled
      if (second !== undefined) {
        f.get(register!).get(second).op(pick).set(register!)
        f.get(mask!).get(secondMask!).op('v128.or').set(mask!)
      }
      combineLanes(f, pick, dtype, register!)
      f.i32(0).get(mask!).op('v128.any_true').op('i32.sub').op('i32x4.splat')
      f.get(register!).op('v128.or').set(register!)
      return [register!]
    },
  }
}

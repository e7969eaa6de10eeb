import type { ModuleContext } from '../../context.ts'
import { type FunctionBuilder, type Local, v128 } from '../../encoder/index.ts'
import type { Accumulator } from './accumulator.ts'
import { combineLanes } from './combine.ts'
import { firstLanes, makeParts, vectorsOf } from './parts.ts'

const signBits = (dtype: 'float32' | 'float64'): Uint8Array =>
  new Uint8Array(
    (dtype === 'float32' ? new Float32Array(4).fill(-0) : new Float64Array(2).fill(-0)).buffer,
  )

/**
 * The greatest or least of floats, NaN if one is NaN, and 0 above -0. Instructions that mind both take many of the
 * machine's, so values are compared by one that does not. Whether one is NaN is noted apart, and so are the signs: the
 * greatest has a sign where all have, the least where one has.
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
  const joinSigns = op === 'max' ? 'v128.and' : 'v128.or'
  const parts = makeParts(context, f, pick, op, dtype, count)
  const noted = (): readonly Local[] =>
    Array.from({ length: vectorsOf(dtype) }, () => f.local(v128))
  const spoiled = noted()
  const signs = noted()
  /** Gives values the noted signs. */
  const sign = (register: Local, noted: Local): void => {
    f.get(register).op(`${prefix}.abs`)
    f.get(noted)
    f.i32(0).memory('v128.load', context.constant(signBits(dtype)))
    f.op('v128.and').op('v128.or').set(register)
  }
  /** Pushes, in every lane, all bits where one value is NaN, else the sign of all lanes together. */
  const pushMark = (mask: Local, signed: Local): void => {
    const pushSign = (shape: 'i32x4' | 'i64x2'): FunctionBuilder => {
      f.get(signed).op(`${shape}.bitmask`)
      return op === 'min'
        ? f.i32(0).op('i32.ne')
        : f.i32(shape === 'i32x4' ? 0b1111 : 0b11).op('i32.eq')
    }
    const pushSpoiled = (): FunctionBuilder => f.i32(0).get(mask).op('v128.any_true').op('i32.sub')
    if (dtype === 'float32') {
      pushSign('i32x4').i32(31).op('i32.shl')
      pushSpoiled().op('i32.or').op('i32x4.splat')
      return
    }
    pushSign('i64x2').op('i64.extend_i32_u').i64(63n).op('i64.shl')
    pushSpoiled().op('i64.extend_i32_s').op('i64.or').op('i64x2.splat')
  }
  return {
    begin: () => {
      parts.clear()
      for (const mask of spoiled) f.zeroVector().set(mask)
      for (const mask of signs) {
        f.zeroVector()
        if (op === 'max') f.op('v128.not')
        f.set(mask)
      }
    },
    open: () => undefined,
    close: () => undefined,
    add: (part, values, lanes = 4) => {
      firstLanes(context, f, op, dtype, values, lanes).forEach((value, half) => {
        parts.add(part, half, value)
        f.get(spoiled[half]!).get(value).get(value).op(`${prefix}.ne`)
        f.op('v128.or').set(spoiled[half]!)
        f.get(signs[half]!).get(value).op(joinSigns).set(signs[half]!)
      })
    },
    lanes: () => {
      const registers = parts.combined()
      registers.forEach((register, half) => {
        sign(register, signs[half]!)
        f.get(register).get(spoiled[half]!).op('v128.or').set(register)
      })
      return registers
    },
    whole: () => {
      const [register, second] = parts.combined()
      const [mask, secondMask] = spoiled
      const [signed, secondSigned] = signs
      if (second !== undefined) {
        f.get(register!).get(second).op(pick).set(register!)
        f.get(mask!).get(secondMask!).op('v128.or').set(mask!)
        f.get(signed!).get(secondSigned!).op(joinSigns).set(signed!)
      }
      combineLanes(f, pick, dtype, register!)
      f.get(register!).op(`${prefix}.abs`)
      pushMark(mask!, signed!)
      f.op('v128.or').set(register!)
      return [register!]
    },
  }
}

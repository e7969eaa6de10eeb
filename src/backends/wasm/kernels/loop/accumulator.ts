import { type DType, isFloat } from '../../../../core/dtype.ts'
import type { ReduceOp } from '../../../../core/kernel.ts'
import type { ModuleContext } from '../../context.ts'
import { type FunctionBuilder, type Local, v128 } from '../../encoder/index.ts'
import type { Registers } from '../../lanes/index.ts'
import { combineLanes, combineOp, identityBytes, identityOf } from './combine.ts'

/** Values that are combined one after another in each lane before float sums go to a total. */
export const run = 16

/** As many values need no total. */
export const shortRun = 32

/**
 * A reduction under way. Values go to one of several parts, which do not wait for each other. Float sums
 * of many values are added in short runs, and those to totals in double precision, so that the error does not grow with their count.
 */
export interface Accumulator {
  /** Starts the reduction. */
  readonly begin: () => void
  /** Starts and ends a run. */
  readonly open: () => void
  readonly close: () => void
  /** Takes the first `lanes` of four values. */
  readonly add: (part: number, values: Registers, lanes?: number) => void
  /** The values of all lanes. */
  readonly lanes: () => Registers
  /** The value of all lanes together, in the first lane. */
  readonly whole: () => Registers
}

const laneMask = (dtype: DType, first: number, lanes: number): Uint8Array => {
  const mask = new Uint8Array(16)
  const size = dtype === 'float64' ? 8 : 4
  mask.fill(255, 0, Math.max(0, Math.min(16, (lanes - first) * size)))
  return mask
}

/** Halves of two vectors of two doubles each, narrowed to one of four floats. */
const demote = (f: FunctionBuilder, [low, high]: Registers): Registers => {
  const register = f.local(v128)
  f.get(low!).op('f32x4.demote_f64x2_zero')
  f.get(high!).op('f32x4.demote_f64x2_zero')
  f.shuffle([0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]).set(register)
  return [register]
}

const highHalf = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15]

/** Declares the locals of a reduction of values of `dtype`; `long` if there are runs that are opened and closed. */
export const makeAccumulator = (
  context: ModuleContext,
  f: FunctionBuilder,
  op: ReduceOp,
  dtype: DType,
  count: number,
  long: boolean,
): Accumulator => {
  const combine = combineOp(op, dtype)
  const wide = dtype === 'float64' ? 2 : 1
  const declare = (n: number): readonly Local[] => Array.from({ length: n }, () => f.local(v128))
  const parts = Array.from({ length: count }, () => declare(wide))
  const total = long && op === 'sum' && isFloat(dtype) ? declare(2) : undefined

  const pushIdentity = (): FunctionBuilder =>
    identityOf(op, dtype) === 0
      ? f.zeroVector()
      : f.i32(0).memory('v128.load', context.constant(identityBytes(op, dtype)))
  const clear = (registers: readonly Local[]): void => {
    for (const register of registers) pushIdentity().set(register)
  }

  /** All parts as one, in new locals or in the first part. */
  const combined = (): readonly Local[] => {
    for (let width = 1; width < count; width *= 2) {
      for (let i = 0; i + width < count; i += 2 * width) {
        parts[i]!.forEach((register, k) => {
          f.get(register)
            .get(parts[i + width]![k]!)
            .op(combine)
            .set(register)
        })
      }
    }
    return parts[0]!
  }

  const addToTotal = (): void => {
    const values = combined()
    total!.forEach((register, half) => {
      f.get(register)
      if (dtype === 'float64') f.get(values[half]!)
      else {
        f.get(values[0]!)
        if (half === 1) f.get(values[0]!).shuffle(highHalf)
        f.op('f64x2.promote_low_f32x4')
      }
      f.op('f64x2.add').set(register)
    })
  }

  return {
    begin: () => {
      if (total === undefined) parts.forEach(clear)
      else clear(total)
    },
    open: () => {
      if (total !== undefined) parts.forEach(clear)
    },
    close: () => {
      if (total !== undefined) addToTotal()
    },
    add: (part, values, lanes = 4) => {
      parts[part]!.forEach((register, half) => {
        const first = (half * 4) / wide
        if (first >= lanes) return
        f.get(register).get(values[half]!)
        if (lanes - first < 4 / wide) {
          pushIdentity()
          f.i32(0).memory('v128.load', context.constant(laneMask(dtype, first, lanes)))
          f.op('v128.bitselect')
        }
        f.op(combine).set(register)
      })
    },
    lanes: () => {
      if (total === undefined) return combined()
      return dtype === 'float64' ? total : demote(f, total)
    },
    whole: () => {
      const values = total ?? combined()
      const doubles = values.length === 2
      const register = values[0]!
      if (doubles) {
        const join = total === undefined ? combine : 'f64x2.add'
        f.get(register).get(values[1]!).op(join).set(register)
      }
      combineLanes(f, op, doubles ? 'float64' : dtype, register)
      if (doubles && dtype === 'float32')
        f.get(register).op('f32x4.demote_f64x2_zero').set(register)
      return [register]
    },
  }
}

import type { DType } from '../../../../core/dtype.ts'
import type { ReduceOp } from '../../../../core/kernel.ts'
import { reductionIdentity } from '../../../../core/reduction.ts'
import type { ModuleContext } from '../../context.ts'
import { type FunctionBuilder, type Local, v128 } from '../../encoder/index.ts'
import type { Registers } from '../../lanes/index.ts'
import { identityBytes, type VectorOp } from './combine.ts'

/** Vectors that hold four values. */
export const vectorsOf = (dtype: DType): number => (dtype === 'float64' ? 2 : 1)

/** Pushes the identity in every lane. */
const pushIdentity = (
  context: ModuleContext,
  f: FunctionBuilder,
  op: ReduceOp,
  dtype: DType,
): FunctionBuilder =>
  reductionIdentity(op, dtype) === 0
    ? f.zeroVector()
    : f.i32(0).memory('v128.load', context.constant(identityBytes(op, dtype)))

/** Locals of several accumulators that do not wait for each other. */
export interface Parts {
  readonly clear: () => void
  readonly add: (part: number, half: number, value: Local) => void
  /** Combines all into the first, in a fixed order. */
  readonly combined: () => Registers
}

export const makeParts = (
  context: ModuleContext,
  f: FunctionBuilder,
  combine: VectorOp,
  op: ReduceOp,
  dtype: DType,
  count: number,
): Parts => {
  const parts = Array.from({ length: count }, () =>
    Array.from({ length: vectorsOf(dtype) }, () => f.local(v128)),
  )
  const join = (into: Local, value: Local): void => {
    f.get(into).get(value).op(combine).set(into)
  }
  return {
    clear: () => {
      for (const register of parts.flat()) pushIdentity(context, f, op, dtype).set(register)
    },
    add: (part, half, value) => join(parts[part]![half]!, value),
    combined: () => {
      for (let width = 1; width < count; width *= 2) {
        for (let i = 0; i + width < count; i += 2 * width) {
          parts[i]!.forEach((register, half) => {
            join(register, parts[i + width]![half]!)
          })
        }
      }
      return parts[0]!
    },
  }
}

const laneMask = (bytes: number): Uint8Array => new Uint8Array(16).fill(255, 0, bytes)

/** For each of the vectors of four values that has some of the first `lanes`: those, with identities after them. */
export const firstLanes = (
  context: ModuleContext,
  f: FunctionBuilder,
  op: ReduceOp,
  dtype: DType,
  values: Registers,
  lanes: number,
): Registers => {
  const each = 4 / values.length
  return values.slice(0, Math.ceil(lanes / each)).map((value, half) => {
    const here = Math.min(lanes - half * each, each)
    if (here === each) return value
    const masked = f.local(v128)
    pushIdentity(context, f.get(value), op, dtype)
    f.i32(0).memory('v128.load', context.constant(laneMask((here * 16) / each)))
    f.op('v128.bitselect').set(masked)
    return masked
  })
}

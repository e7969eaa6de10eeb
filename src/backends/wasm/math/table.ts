import { unreachable } from '../../../core/errors.ts'
import type { BinaryOp, UnaryOp } from '../../../core/scalar.ts'
import { div, sqrt } from '../lanes/build.ts'
import type { Lane } from '../lanes/lane.ts'

export type LaneFunction = (...args: Lane[]) => Lane

/** A function by the dtype of its operands. */
export interface Entry {
  readonly float32?: LaneFunction
  readonly float64?: LaneFunction
}

const both = (f: LaneFunction): Entry => ({ float32: f, float64: f })

const table: Partial<Readonly<Record<UnaryOp | BinaryOp, Entry>>> = {
  sqrt: both(sqrt),
  rsqrt: both((x: Lane) => div(1, sqrt(x))),
}

/** The code of a function of floats that is more than one instruction. */
export const mathFunction = (op: UnaryOp | BinaryOp, dtype: 'float32' | 'float64'): LaneFunction =>
  table[op]?.[dtype] ?? unreachable(`${op} of ${dtype} in WebAssembly`)

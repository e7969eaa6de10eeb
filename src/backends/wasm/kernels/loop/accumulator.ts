import type { DType } from '../../../../core/dtype.ts'
import type { ReduceOp } from '../../../../core/kernel.ts'
import type { ModuleContext } from '../../context.ts'
import type { FunctionBuilder } from '../../encoder/index.ts'
import type { Registers } from '../../lanes/index.ts'
import { combineLanes, combineOp } from './combine.ts'
import { makeExtreme } from './extreme.ts'
import { firstLanes, makeParts } from './parts.ts'
import { makeLongSum } from './sum.ts'

/** A reduction under way. Values go to one of several parts, which do not wait for each other. */
export interface Accumulator {
  /** Starts the reduction. */
  readonly begin: () => void
  /** Starts and ends a run of values: all come in runs, or none. */
  readonly open: () => void
  readonly close: () => void
  /** Takes the first `lanes` of four values. */
  readonly add: (part: number, values: Registers, lanes?: number) => void
  /** The values of all lanes. */
  readonly lanes: () => Registers
  /** The value of all lanes together, in the first lane. */
  readonly whole: () => Registers
}

/** Declares the locals of a reduction in `count` parts; `long` if values come in runs. */
export const makeAccumulator = (
  context: ModuleContext,
  f: FunctionBuilder,
  op: ReduceOp,
  dtype: DType,
  count: number,
  long: boolean,
): Accumulator => {
  if (dtype === 'float32' || dtype === 'float64') {
    if (op === 'sum' && long) return makeLongSum(context, f, dtype, count)
    if (op === 'max' || op === 'min') return makeExtreme(context, f, op, dtype, count)
  }
  const combine = combineOp(op, dtype)
  const parts = makeParts(context, f, combine, op, dtype, count)
  return {
    begin: parts.clear,
    open: () => undefined,
    close: () => undefined,
    add: (part, values, lanes = 4) => {
      firstLanes(context, f, op, dtype, values, lanes).forEach((value, half) => {
        parts.add(part, half, value)
      })
    },
    lanes: parts.combined,
    whole: () => {
      const [register, second] = parts.combined()
      if (second !== undefined) f.get(register!).get(second).op(combine).set(register!)
      combineLanes(f, combine, dtype, register!)
      return [register!]
    },
  }
}

import type { ModuleContext } from '../context.ts'
import { type FunctionBuilder, type ValueType, v128 } from '../encoder/index.ts'
import { arg } from './build.ts'
import { isWide, type Lane, type VectorFunction } from './lane.ts'
import type { Evaluate } from './registers.ts'

/** Makes the evaluation of expressions over lanes. */
export type LaneEvaluator = (context: ModuleContext, lanes: readonly Lane[]) => Evaluate

/** Parameters before the arguments: the mask and the values that a call replaces. */
const before = 2

/**
 * A function of the module from a mask, values, and the vectors of arguments to a vector of results. Values where the mask is
 * not set stay, so that no lane depends on its neighbours.
 */
export const functionApart = (
  context: ModuleContext,
  callee: VectorFunction,
  args: readonly Lane[],
  evaluator: LaneEvaluator,
): FunctionBuilder =>
  context.helper(`lanes ${callee.name}(${args.map(({ type }) => type)})`, () => {
    let params = before
    const registers = args.map(({ type }) => (isWide(type) ? [0, 1] : [0]).map(() => params++))
    const f = context.module.function(
      Array.from({ length: params }, (): ValueType => v128),
      [v128],
    )
    const value = callee.lanes(...args.map(({ type }, i) => arg(i, type)))
    const [result] = evaluator(context, [value])(f, (i) => registers[i]!)
    return f.get(result![0]!).get(1).get(0).op('v128.bitselect')
  })

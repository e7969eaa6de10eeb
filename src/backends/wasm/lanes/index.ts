import type { Expr } from '../../../core/scalar.ts'
import type { ModuleContext } from '../context.ts'
import { lower } from './lower.ts'
import { laneEvaluator } from './print.ts'
import type { Evaluate } from './registers.ts'

export { laneEvaluator } from './print.ts'
export type { Evaluate, Registers } from './registers.ts'

/** Expressions over the elements of operands, ready to be appended as often as needed. */
export const evaluator = (context: ModuleContext, expressions: readonly Expr[]): Evaluate =>
  laneEvaluator(context, lower(expressions))

import type { Expr } from '../../../core/scalar.ts'
import type { ModuleContext } from '../context.ts'
import type { FunctionBuilder } from '../encoder/index.ts'
import { lower } from './lower.ts'
import { emitLanes } from './print.ts'
import type { Registers } from './registers.ts'

export { emitLanes } from './print.ts'
export type { Registers } from './registers.ts'

/**
 * Appends code that evaluates expressions at four points. `operand` gives the registers of an argument
 * of the expressions, and is asked once for each that is used, before anything else is appended.
 */
export const emitExpressions = (
  context: ModuleContext,
  f: FunctionBuilder,
  expressions: readonly Expr[],
  operand: (index: number) => Registers,
): readonly Registers[] => emitLanes(context, f, lower(expressions), operand)

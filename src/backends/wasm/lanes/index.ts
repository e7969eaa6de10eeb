import type { Expr } from '../../../core/scalar.ts'
import type { ModuleContext } from '../context.ts'
import type { FunctionBuilder, Local } from '../encoder/index.ts'

/**
 * Locals that hold the values of four neighbouring points: one vector for 32-bit dtypes; one mask (all
 * bits of a lane set or clear) for `bool`; two vectors for `float64`, lower points first.
 */
export type Registers = readonly Local[]

/**
 * Appends code that evaluates expressions at four points. `operand` gives the registers of an argument
 * of the expressions, and is asked once for each that is used, before anything else is appended.
 */
export declare const emitExpressions: (
  context: ModuleContext,
  f: FunctionBuilder,
  expressions: readonly Expr[],
  operand: (index: number) => Registers,
) => readonly Registers[]

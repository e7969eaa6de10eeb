import type { FunctionBuilder, Local } from '../encoder/index.ts'

/**
 * Locals that hold the values of four neighbouring points: one vector for integers and 32-bit dtypes; one mask (all
 * bits of a lane set or clear) for `bool`; two vectors for `float64`, lower points first.
 */
export type Registers = readonly Local[]

/**
 * Appends code that evaluates some expressions at four points. `operand` gives the registers of an argument, and is
 * asked once for each that is used, before anything else is appended.
 */
export type Evaluate = (
  f: FunctionBuilder,
  operand: (index: number) => Registers,
) => readonly Registers[]

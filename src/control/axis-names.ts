import { memoizeByProgram, type Program } from '../core/program.ts'

/** Names of mapped axes that a program refers to. */
export const axisNamesOf: (program: Program) => readonly string[] = memoizeByProgram((program) => [
  ...new Set(program.equations.flatMap((e) => e.primitive.axisNames?.(e.params) ?? [])),
])

import { removeDeadCode } from '../core/dead-code.ts'
import { memoizeByProgram, type Program } from '../core/program.ts'
import { shareCommonSubexpressions } from './common-subexpressions.ts'
import { foldConstants } from './fold.ts'
import { inlineCalls } from './inline.ts'

/** Compiled programs have no effects. */
const removeUnused = (program: Program): Program => removeDeadCode(program, () => false)

/** The passes in order. Each takes a program to an equal one. */
const passes: readonly ((program: Program) => Program)[] = [
  (program) => inlineCalls(program, simplify),
  removeUnused,
  foldConstants,
  shareCommonSubexpressions,
  removeUnused,
]

/** An equal program without small calls, constant or repeated work, or work whose result nobody uses. */
export const simplify: (program: Program) => Program = memoizeByProgram((program) =>
  passes.reduce((p, pass) => pass(p), program),
)

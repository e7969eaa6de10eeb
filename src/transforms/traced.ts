import { type Aval, avalOf } from '../core/aval.ts'
import type { ClosedProgram } from '../core/program.ts'
import type { TreeDef } from '../core/tree-def.ts'
import { stage } from '../interpreters/stage.ts'
import { argumentPaths, flattenFunction, nameOf } from './flat.ts'

/** A function of trees as a closed program, with the structure of its result. */
export interface TracedFunction extends ClosedProgram {
  readonly outDef: TreeDef
}

/** Traces a function whose arguments have the structure `inDef` and the given avals. */
export const traceFunction = (
  f: (...args: never[]) => unknown,
  inDef: TreeDef,
  avals: readonly Aval[],
  op: string,
): TracedFunction => {
  const { flat, outDef } = flattenFunction(f, inDef, op)
  const labels = argumentPaths(inDef).map((path) => `${path} of ${nameOf(f)}`)
  const { program, constants } = stage(flat, avals.map(avalOf), op, labels)
  return { program, constants, outDef: outDef() }
}

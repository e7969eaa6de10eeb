import { differences } from './compare.ts'
import { materialize } from './data.ts'
import { programFunction } from './interpret.ts'
import { type Program, programText } from './language.ts'
import type { Fn } from './transforms.ts'

const messageOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error)

/** Runs a program, optionally under one more transform, and throws a readable account if JAX disagrees. */
export const checkProgram = (p: Program, outermost: (f: Fn) => Fn = (f) => f): void => {
  let wrong: readonly string[]
  try {
    const results = outermost(programFunction(p))(...p.inputs.map((spec) => materialize(spec)))
    wrong = differences(results, p.expected, 'grad')
  } catch (error) {
    throw new Error(`${programText(p)}\n${messageOf(error)}`, { cause: error })
  }
  if (wrong.length > 0) throw new Error(`${programText(p)}\n${wrong.join('\n')}`)
}

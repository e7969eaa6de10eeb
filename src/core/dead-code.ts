import { hasEffect } from './effects.ts'
import { type Atom, type Equation, type Program, Var } from './program.ts'

/** Drops equations of which no output is used, but those that are kept for their effects. */
export const removeDeadCode = (
  program: Program,
  isKept: (equation: Equation) => boolean = hasEffect,
): Program => {
  const live = new Set<Var>()
  const use = (atom: Atom): void => {
    if (atom instanceof Var) live.add(atom)
  }
  program.outputs.forEach(use)
  const kept: Equation[] = []
  for (let i = program.equations.length - 1; i >= 0; i--) {
    const equation = program.equations[i] as Equation
    if (!equation.outputs.some((v) => live.has(v)) && !isKept(equation)) continue
    equation.inputs.forEach(use)
    kept.push(equation)
  }
  return kept.length === program.equations.length
    ? program
    : { ...program, equations: kept.reverse() }
}

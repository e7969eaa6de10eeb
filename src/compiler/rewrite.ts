import { type Atom, type Equation, equation, type Program, Var } from '../core/program.ts'

/** Replaces variables while a program is rebuilt. */
class Substitution {
  private readonly replaced = new Map<Var, Atom>()

  set(variable: Var, atom: Atom): void {
    this.replaced.set(variable, atom)
  }

  get(atom: Atom): Atom {
    return atom instanceof Var ? (this.replaced.get(atom) ?? atom) : atom
  }
}

/**
 * Rebuilds a program equation by equation. `step` gets each equation with earlier replacements made,
 * and either emits equations or replaces the outputs.
 */
export const rewrite = (
  program: Program,
  step: (
    eqn: Equation,
    emit: (eqn: Equation) => void,
    replace: (variable: Var, atom: Atom) => void,
  ) => void,
): Program => {
  const substitution = new Substitution()
  const equations: Equation[] = []
  const read = (atom: Atom): Atom => substitution.get(atom)
  for (const eqn of program.equations)
    step(
      equation(eqn, eqn.inputs.map(read), eqn.outputs),
      (emitted) => equations.push(emitted),
      (variable, atom) => substitution.set(variable, atom),
    )
  return { inputs: program.inputs, equations, outputs: program.outputs.map(read) }
}

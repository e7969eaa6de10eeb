import { type Atom, equation, type Program, Var } from '../core/program.ts'
import { rewrite } from './rewrite.ts'

/** Replaces calls by the programs they call, at any depth. */
export const inlineCalls = (program: Program): Program =>
  rewrite(program, (eqn, emit, replace) => {
    const called = eqn.primitive.inline?.(eqn.params)
    if (called === undefined) {
      emit(eqn)
      return
    }
    const body = inlineCalls(called)
    // A program may be called more than once, so its variables are renamed at each call.
    const renamed = new Map<Var, Atom>()
    const read = (atom: Atom): Atom => (atom instanceof Var ? (renamed.get(atom) as Atom) : atom)
    body.inputs.forEach((v, i) => {
      renamed.set(v, eqn.inputs[i] as Atom)
    })
    for (const inner of body.equations) {
      const inputs = inner.inputs.map(read)
      const outputs = inner.outputs.map((v) => new Var(v.aval))
      inner.outputs.forEach((v, i) => {
        renamed.set(v, outputs[i] as Var)
      })
      emit(equation(inner, inputs, outputs))
    }
    eqn.outputs.forEach((v, i) => {
      replace(v, read(body.outputs[i] as Atom))
    })
  })

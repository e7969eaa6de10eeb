import { type Atom, equation, type Program, Var } from '../core/program.ts'
import { rewrite } from './rewrite.ts'

/** Programs of up to so many equations are written out wherever they are called. */
export const smallProgram = 64
/** Programs do not grow beyond so many equations by what they call more than once: those stay calls. */
export const largeProgram = 4096

/** How often each program is called. */
const countCalls = (program: Program): ReadonlyMap<Program, number> => {
  const counts = new Map<Program, number>()
  for (const { primitive, params } of program.equations) {
    const called = primitive.inline?.(params)
    if (called !== undefined) counts.set(called, (counts.get(called) ?? 0) + 1)
  }
  return counts
}

/**
 * Replaces calls by the programs they call, simplified by `simplify`. What is called more than once stays a call
 * where the program would become large: in programs that call each other, the copies would multiply.
 */
export const inlineCalls = (program: Program, simplify: (program: Program) => Program): Program => {
  const calls = countCalls(program)
  if (calls.size === 0) return program
  let size = 0
  return rewrite(program, (eqn, emit, replace) => {
    const called = eqn.primitive.inline?.(eqn.params)
    if (called === undefined) {
      size += 1
      emit(eqn)
      return
    }
    const body = simplify(called)
    const length = body.equations.length
    if (length > smallProgram && size + length > largeProgram && calls.get(called)! > 1) {
      size += 1
      emit(eqn)
      return
    }
    size += length
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
}

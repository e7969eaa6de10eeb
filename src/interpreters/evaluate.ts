import { type Atom, Lit, type Program, type Var } from '../core/program.ts'
import type { Tensor } from '../core/tensor.ts'
import { bind } from '../core/trace.ts'

/** Applies a program's equations one by one under the current trace. */
export const evaluate = (program: Program, inputs: readonly Tensor[]): readonly Tensor[] => {
  const values = new Map<Var, Tensor>()
  const read = (atom: Atom): Tensor =>
    atom instanceof Lit ? atom.value : (values.get(atom) as Tensor)
  program.inputs.forEach((variable, i) => {
    values.set(variable, inputs[i] as Tensor)
  })
  for (const { primitive, inputs: atoms, params, outputs } of program.equations) {
    const results = bind(primitive, atoms.map(read), params)
    for (let i = 0; i < outputs.length; i++) values.set(outputs[i] as Var, results[i] as Tensor)
  }
  return program.outputs.map(read)
}

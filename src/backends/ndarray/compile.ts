import type { Program } from '../../core/program.ts'
import { Lit, type Var } from '../../core/program.ts'
import { denseView, type NdBuffer } from './buffer.ts'
import { type Executable, makeControl } from './control.ts'
import { isControl, runKernel } from './run.ts'

const executables = new WeakMap<Program, Executable>()

const build = (program: Program): Executable => {
  const slots = new Map<Var, number>()
  const literals: NdBuffer[] = []
  const slotOf = (atom: Var | Lit): number => {
    if (atom instanceof Lit) {
      const { dtype, shape } = atom.aval
      literals.push(denseView(dtype, atom.value.data(), shape, 0))
      return -literals.length
    }
    let slot = slots.get(atom)
    if (slot === undefined) {
      slot = slots.size
      slots.set(atom, slot)
    }
    return slot
  }
  program.inputs.forEach(slotOf)
  const steps = program.equations.map(({ primitive, params, inputs, outputs }) => {
    const outputAvals = outputs.map((variable) => variable.aval)
    const kernel = primitive.lower(
      params,
      inputs.map(({ aval }) => aval),
      outputAvals,
    )
    const run: Executable = isControl(kernel)
      ? makeControl(kernel, outputAvals, compileProgram)
      : (buffers) => runKernel(kernel, buffers, outputAvals)
    return { run, inputs: inputs.map(slotOf), outputs: outputs.map(slotOf) }
  })
  const results = program.outputs.map(slotOf)
  return (inputs) => {
    const values = [...inputs]
    const read = (slot: number): NdBuffer => (slot < 0 ? literals[-1 - slot]! : values[slot]!)
    for (const step of steps) {
      const outputs = step.run(step.inputs.map(read))
      step.outputs.forEach((slot, i) => {
        values[slot] = outputs[i]!
      })
    }
    return results.map(read)
  }
}

/** A program as a function over buffers; made once for each program. */
export const compileProgram = (program: Program): Executable => {
  let executable = executables.get(program)
  if (executable === undefined) {
    executable = build(program)
    executables.set(program, executable)
  }
  return executable
}

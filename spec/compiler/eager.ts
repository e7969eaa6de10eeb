import { ndarrayBackend } from '../../src/backends/ndarray/index.ts'
import type { DataArray } from '../../src/core/dtype.ts'
import { type Atom, Lit, type Program, type Var } from '../../src/core/program.ts'

type NdBuffer = ReturnType<typeof ndarrayBackend.put>

const run = (program: Program, inputs: readonly NdBuffer[]): readonly NdBuffer[] => {
  const values = new Map<Var, NdBuffer>()
  const read = (atom: Atom): NdBuffer =>
    atom instanceof Lit ? ndarrayBackend.put(atom.value.data(), atom.aval) : values.get(atom)!
  program.inputs.forEach((variable, i) => {
    values.set(variable, inputs[i]!)
  })
  for (const { primitive, params, inputs: atoms, outputs } of program.equations) {
    const avals = atoms.map(({ aval }) => aval)
    const outAvals = outputs.map(({ aval }) => aval)
    const kernel = primitive.lower(params, avals, outAvals)
    const operands = atoms.map(read)
    const results =
      kernel.kind === 'call'
        ? run(kernel.program, operands)
        : ndarrayBackend.run(kernel, operands, avals, outAvals)
    outputs.forEach((variable, i) => {
      values.set(variable, results[i]!)
    })
  }
  return program.outputs.map(read)
}

/** Runs a program on the reference backend, one equation after the other: nothing is compiled. */
export const runEagerly = (
  program: Program,
  inputs: readonly DataArray[],
): readonly DataArray[] => {
  const buffers = inputs.map((data, i) => ndarrayBackend.put(data.slice(), program.inputs[i]!.aval))
  return run(program, buffers).map((buffer, i) =>
    ndarrayBackend.read(buffer, program.outputs[i]!.aval),
  )
}

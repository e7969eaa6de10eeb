import { ndarrayDevice } from '../../src/backends/ndarray/index.ts'
import { sizeOf } from '../../src/core/aval.ts'
import { allocate, type DataArray, isFloat } from '../../src/core/dtype.ts'
import type { Kernel } from '../../src/core/kernel.ts'
import { type Atom, Lit, type Program, type Var } from '../../src/core/program.ts'
import type { Random } from '../../src/testing/random.ts'

type Arrays = readonly DataArray[]
type RunKernel = (
  kernel: Kernel,
  inputs: Arrays,
  avals: readonly Atom['aval'][],
  outAvals: readonly Atom['aval'][],
) => Arrays

/** Runs a kernel on the reference backend. */
const onBackend: RunKernel = (kernel, inputs, avals, outAvals) =>
  ndarrayDevice.executor
    .run(
      kernel,
      inputs.map((data, i) => ndarrayDevice.storage.put(data, avals[i]!)),
      avals,
      outAvals,
    )
    .map((buffer, i) => ndarrayDevice.storage.read(buffer, outAvals[i]!))

/** Runs a program equation by equation. */
const run = (program: Program, inputs: Arrays, runKernel: RunKernel): Arrays => {
  const values = new Map<Var, DataArray>()
  const read = (atom: Atom): DataArray =>
    atom instanceof Lit ? atom.value.data() : values.get(atom)!
  program.inputs.forEach((variable, i) => {
    values.set(variable, inputs[i]!)
  })
  for (const { primitive, params, inputs: atoms, outputs } of program.equations) {
    const avals = atoms.map(({ aval }) => aval)
    const outAvals = outputs.map(({ aval }) => aval)
    const kernel = primitive.lower(params, avals, outAvals)
    const results =
      kernel.kind === 'call'
        ? run(kernel.program, atoms.map(read), runKernel)
        : runKernel(kernel, atoms.map(read), avals, outAvals)
    outputs.forEach((variable, i) => {
      values.set(variable, results[i]!)
    })
  }
  return program.outputs.map(read)
}

/** Runs a program on the reference backend, one equation after the other: nothing is compiled. */
export const runEagerly = (program: Program, inputs: Arrays): Arrays =>
  run(program, inputs, onBackend)

const epsilon = { float32: 2 ** -23, float64: 2 ** -52 } as const

const isRounded = ({ kind }: Kernel): boolean =>
  ['elementwise', 'reduce', 'dot', 'cumulative', 'cholesky', 'lu', 'triangularSolve'].includes(kind)

/** Runs a program with rounding errors of up to `size` units in the last place added to each operation's results. */
export const runWithErrors = (
  program: Program,
  inputs: Arrays,
  size: number,
  { uniform }: Random,
): Arrays => {
  const disturb = (data: DataArray): DataArray =>
    data instanceof Float32Array || data instanceof Float64Array
      ? data.map(
          (x: number) =>
            x *
            (1 +
              size *
                (2 * uniform() - 1) *
                epsilon[data instanceof Float32Array ? 'float32' : 'float64']),
        )
      : data
  const runKernel: RunKernel = (kernel, operands, avals, outAvals) => {
    switch (kernel.kind) {
      case 'cond': {
        const last = kernel.branches.length - 1
        const branch = Math.max(0, Math.min(operands[0]![0]!, last))
        return run(kernel.branches[branch]!, operands.slice(1), runKernel)
      }
      case 'while': {
        const first = kernel.numConds + kernel.numBodies
        const [conds, bodies] = [
          operands.slice(0, kernel.numConds),
          operands.slice(kernel.numConds, first),
        ]
        let carry = operands.slice(first)
        while (run(kernel.condition, [...conds, ...carry], runKernel)[0]![0] !== 0)
          carry = [...run(kernel.body, [...bodies, ...carry], runKernel)]
        return carry
      }
      case 'scan': {
        const first = kernel.numConsts + kernel.numCarry
        let carry = operands.slice(kernel.numConsts, first)
        const stacks = outAvals
          .slice(kernel.numCarry)
          .map(({ dtype, shape }) => allocate(dtype, sizeOf(shape)))
        for (let step = 0; step < kernel.length; step++) {
          const at = kernel.reverse ? kernel.length - 1 - step : step
          const rows = operands.slice(first).map((stack) => {
            const size = stack.length / kernel.length
            return stack.slice(at * size, (at + 1) * size)
          })
          const results = run(
            kernel.body,
            [...operands.slice(0, kernel.numConsts), ...carry, ...rows],
            runKernel,
          )
          carry = results.slice(0, kernel.numCarry)
          stacks.forEach((stack, i) => {
            const row = results[kernel.numCarry + i]!
            stack.set(row, at * row.length)
          })
        }
        return [...carry, ...stacks]
      }
      default: {
        const results = onBackend(kernel, operands, avals, outAvals)
        return isRounded(kernel)
          ? results.map((data, i) => (isFloat(outAvals[i]!.dtype) ? disturb(data) : data))
          : results
      }
    }
  }
  return run(program, inputs.map(disturb), runKernel)
}

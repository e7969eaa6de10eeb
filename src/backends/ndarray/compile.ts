import { type Graph, graphOf, type Value } from '../../compiler/graph.ts'
import { isControl } from '../../core/kernel-kinds.ts'
import { getOrCreate } from '../../core/maps.ts'
import type { Program } from '../../core/program.ts'
import { create, denseView, type NdBuffer } from './buffer.ts'
import { type Executable, makeControl } from './control.ts'
import { runKernel } from './run.ts'

/** A kernel of a program: reads and writes the program's values by position. */
interface Step {
  readonly run: Executable
  readonly inputs: readonly number[]
  readonly outputs: readonly number[]
  /** Values to forget afterwards, so that their memory can be collected during the run. */
  readonly dying: readonly number[]
}

const literalBuffer = ({ aval: { dtype, shape }, constant = 0, data }: Value): NdBuffer => {
  if (data !== undefined) return denseView(dtype, data, shape, 0)
  const buffer = create(dtype, [])
  buffer.data[buffer.offset] = constant
  return denseView(dtype, buffer.data, shape, buffer.offset)
}

/** For each node of a graph, the values that nothing reads after it. */
const dyingValues = ({ nodes, outputs }: Graph): readonly (readonly Value[])[] => {
  const lastUse = new Map<Value, number>()
  nodes.forEach((node, i) => {
    for (const value of [...node.inputs, ...node.outputs]) lastUse.set(value, i)
  })
  for (const value of outputs) lastUse.delete(value)
  const dying = nodes.map((): Value[] => [])
  for (const [value, i] of lastUse) dying[i]!.push(value)
  return dying
}

const build = (program: Program): Executable => {
  const graph = graphOf(program)
  const slots = new Map<Value, number>()
  const initial: (NdBuffer | undefined)[] = []
  const slotOf = (value: Value): number =>
    getOrCreate(slots, value, () => {
      const isLiteral = value.constant !== undefined || value.data !== undefined
      return initial.push(isLiteral ? literalBuffer(value) : undefined) - 1
    })
  const inputSlots = graph.inputs.map(slotOf)
  const dying = dyingValues(graph)
  const steps = graph.nodes.map(({ kernel, inputs, outputs }, i): Step => {
    const avals = outputs.map(({ aval }) => aval)
    return {
      run: isControl(kernel)
        ? makeControl(kernel, avals, compileProgram)
        : (buffers) => runKernel(kernel, buffers, avals),
      inputs: inputs.map(slotOf),
      outputs: outputs.map(slotOf),
      dying: dying[i]!.map(slotOf),
    }
  })
  const results = graph.outputs.map(slotOf)
  return (inputs) => {
    const values = initial.slice()
    for (let i = 0; i < inputSlots.length; i++) values[inputSlots[i]!] = inputs[i]
    for (const step of steps) runStep(step, values)
    return results.map((slot) => values[slot]!)
  }
}

/** Runs one kernel; writes `values`. */
const runStep = (step: Step, values: (NdBuffer | undefined)[]): void => {
  const operands = new Array<NdBuffer>(step.inputs.length)
  for (let i = 0; i < operands.length; i++) operands[i] = values[step.inputs[i]!]!
  const outputs = step.run(operands)
  for (let i = 0; i < outputs.length; i++) values[step.outputs[i]!] = outputs[i]
  for (let i = 0; i < step.dying.length; i++) values[step.dying[i]!] = undefined
}

const executables = new WeakMap<Program, Executable>()

/** A program as a function over buffers, which runs one kernel after the other. */
export const compileProgram = (program: Program): Executable =>
  getOrCreate(executables, program, () => build(program))

import { graphOf, type Node, type Value } from '../../compiler/graph.ts'
import { sizeOf } from '../../core/aval.ts'
import { allocate, type DataArray } from '../../core/dtype.ts'
import type { Program } from '../../core/program.ts'
import { create, denseView, type NdBuffer } from './buffer.ts'
import { type Executable, makeControl } from './control.ts'
import { dotInto } from './dot.ts'
import { fillElementwise } from './elementwise.ts'
import { fuse } from './fuse.ts'
import { type Plan, planMemory } from './plan.ts'
import { isControl, runKernel } from './run.ts'

/** A kernel of a compiled program: reads and writes the program's values by position. */
interface Step {
  readonly run: (inputs: readonly NdBuffer[]) => readonly NdBuffer[]
  readonly inputs: readonly number[]
  readonly outputs: readonly number[]
  /** Values to forget afterwards, so that their memory can be collected during the run. */
  readonly dying: readonly number[]
}

/** Makes the outputs of a kernel: fresh buffers, or those that the program keeps. */
const makeTargets = (
  outputs: readonly Value[],
  { cells }: Plan,
  memory: Map<number, DataArray>,
): (() => readonly NdBuffer[]) => {
  const kept = new Array<NdBuffer | undefined>(outputs.length)
  return () =>
    outputs.map((value, i) => {
      const { dtype, shape } = value.aval
      const cell = cells.get(value)
      if (cell === undefined) return create(dtype, shape)
      let buffer = kept[i]
      if (buffer === undefined) {
        let data = memory.get(cell)
        if (data === undefined) {
          data = allocate(dtype, sizeOf(shape))
          memory.set(cell, data)
        }
        buffer = denseView(dtype, data, shape, 0)
        kept[i] = buffer
      }
      return buffer
    })
}

const makeRun = (
  { kernel, outputs }: Node,
  plan: Plan,
  memory: Map<number, DataArray>,
): Executable => {
  const avals = outputs.map(({ aval }) => aval)
  if (isControl(kernel)) return makeControl(kernel, avals, compileProgram)
  const targets = makeTargets(outputs, plan, memory)
  if (kernel.kind === 'elementwise')
    return (inputs) => {
      const buffers = targets()
      fillElementwise(kernel, inputs, buffers)
      return buffers
    }
  if (kernel.kind === 'dot')
    return (inputs) => {
      const buffers = targets()
      dotInto(inputs[0]!, inputs[1]!, kernel.dims, avals[0]!.dtype, buffers[0]!)
      return buffers
    }
  return (inputs) => runKernel(kernel, inputs, avals)
}

const literalBuffer = ({ aval: { dtype, shape }, constant = 0, data }: Value): NdBuffer => {
  if (data !== undefined) return denseView(dtype, data, shape, 0)
  const buffer = create(dtype, [])
  buffer.data[buffer.offset] = constant
  return denseView(dtype, buffer.data, shape, buffer.offset)
}

const build = (program: Program): Executable => {
  const graph = fuse(graphOf(program))
  const plan = planMemory(graph)
  const memory = new Map<number, DataArray>()
  const slots = new Map<Value, number>()
  const initial: (NdBuffer | undefined)[] = []
  const slotOf = (value: Value): number => {
    let slot = slots.get(value)
    if (slot === undefined) {
      slot = initial.length
      slots.set(value, slot)
      initial.push(undefined)
    }
    return slot
  }
  const inputSlots = graph.inputs.map(slotOf)
  const made = new Set(graph.nodes.flatMap((node) => node.outputs))
  const read = (value: Value): number => {
    const slot = slotOf(value)
    const isLiteral = value.constant !== undefined || value.data !== undefined
    if (isLiteral && !made.has(value)) initial[slot] ??= literalBuffer(value)
    return slot
  }
  const steps = graph.nodes.map(
    (node, i): Step => ({
      run: makeRun(node, plan, memory),
      inputs: node.inputs.map(read),
      outputs: node.outputs.map(slotOf),
      dying: plan.dying[i]!.map(slotOf),
    }),
  )
  const results = graph.outputs.map(read)
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

/**
 * A program as a function over buffers, made once for each program: kernels are lowered and fused, and
 * memory is planned, when it is compiled.
 */
export const compileProgram = (program: Program): Executable => {
  let executable = executables.get(program)
  if (executable === undefined) {
    executable = build(program)
    executables.set(program, executable)
  }
  return executable
}

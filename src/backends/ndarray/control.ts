import type { Aval } from '../../core/aval.ts'
import type { ControlKernel } from '../../core/kernel-kinds.ts'
import type { Program } from '../../core/program.ts'
import { copyTo, create, type NdBuffer, view } from './buffer.ts'

/** A program ready to run. */
export type Executable = (inputs: readonly NdBuffer[]) => readonly NdBuffer[]

type Scan = Extract<ControlKernel, { readonly kind: 'scan' }>
type While = Extract<ControlKernel, { readonly kind: 'while' }>

const scalarOf = ({ data, offset }: NdBuffer): number => data[offset]!

/** Element `i` along the first axis, as a view. */
const row = (x: NdBuffer, { dtype }: Aval, i: number): NdBuffer =>
  view(dtype, x.data, x.shape.slice(1), x.stride.slice(1), x.offset + i * x.stride[0]!)

const makeScan = (
  { body, numConsts, numCarry, length, reverse }: Scan,
  run: Executable,
  outputAvals: readonly Aval[],
): Executable => {
  const elementAvals = body.inputs.slice(numConsts + numCarry).map((variable) => variable.aval)
  const stackAvals = outputAvals.slice(numCarry)
  return (inputs) => {
    const constants = inputs.slice(0, numConsts)
    let carry = inputs.slice(numConsts, numConsts + numCarry)
    const xs = inputs.slice(numConsts + numCarry)
    const stacks = stackAvals.map(({ dtype, shape }) => create(dtype, shape))
    for (let step = 0; step < length; step++) {
      const i = reverse ? length - 1 - step : step
      const elements = xs.map((x, k) => row(x, elementAvals[k]!, i))
      const results = run([...constants, ...carry, ...elements])
      carry = results.slice(0, numCarry)
      for (let k = 0; k < stacks.length; k++)
        copyTo(row(stacks[k]!, stackAvals[k]!, i), results[numCarry + k]!)
    }
    return [...carry, ...stacks]
  }
}

const makeWhile = (
  { numConds, numBodies }: While,
  condition: Executable,
  body: Executable,
): Executable => {
  const firstCarry = numConds + numBodies
  return (inputs) => {
    const conditionConstants = inputs.slice(0, numConds)
    const bodyConstants = inputs.slice(numConds, firstCarry)
    let carry: readonly NdBuffer[] = inputs.slice(firstCarry)
    while (scalarOf(condition([...conditionConstants, ...carry])[0]!) !== 0)
      carry = body([...bodyConstants, ...carry])
    return carry
  }
}

/** Makes a kernel that holds programs executable; `compile` compiles those. */
export const makeControl = (
  kernel: ControlKernel,
  outputAvals: readonly Aval[],
  compile: (program: Program) => Executable,
): Executable => {
  switch (kernel.kind) {
    case 'call':
      return compile(kernel.program)
    case 'cond': {
      const branches = kernel.branches.map(compile)
      return (inputs) => {
        const index = Math.max(0, Math.min(scalarOf(inputs[0]!), branches.length - 1))
        return branches[index]!(inputs.slice(1))
      }
    }
    case 'while':
      return makeWhile(kernel, compile(kernel.condition), compile(kernel.body))
    case 'scan':
      return makeScan(kernel, compile(kernel.body), outputAvals)
  }
}

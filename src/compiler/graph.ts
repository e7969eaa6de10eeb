import { type Aval, avalOf, makeAval } from '../core/aval.ts'
import { scalar } from '../core/convert.ts'
import { hostDevice } from '../core/device.ts'
import type { DataArray } from '../core/dtype.ts'
import type { Kernel } from '../core/kernel.ts'
import { isViewKernel } from '../core/kernel-kinds.ts'
import { type Atom, Lit, type Program, type Var } from '../core/program.ts'
import { largeProgram, smallProgram } from './inline.ts'

/** A value in a graph of kernels; its identity is its name. */
export interface Value {
  readonly aval: Aval
  /** The number that all elements are, where the program says so. */
  readonly constant: number | undefined
  /** The elements in row-major order, where the program holds them. */
  readonly data?: DataArray
}

/** One kernel and the values that it reads and makes. */
export interface Node {
  readonly kernel: Kernel
  readonly inputs: readonly Value[]
  readonly outputs: readonly Value[]
}

/** A program as kernels, in an order in which they can run. */
export interface Graph {
  readonly inputs: readonly Value[]
  readonly nodes: readonly Node[]
  readonly outputs: readonly Value[]
}

const variable = (aval: Aval): Value => ({ aval, constant: undefined })

/** What is computed elementwise from constants is constant, and so is a constant that is read in another order. */
const constantsOf = (
  kernel: Kernel,
  inputs: readonly Value[],
  outputs: readonly Aval[],
): readonly (number | undefined)[] => {
  if (isViewKernel(kernel)) return [inputs[0]!.constant]
  if (kernel.kind !== 'elementwise' || inputs.length === 0) return []
  if (inputs.some((value) => value.constant === undefined)) return []
  const scalars = inputs.map(({ aval, constant }) => scalar(constant!, aval.dtype))
  const { executor, storage } = hostDevice()
  const avals = outputs.map(({ dtype }) => makeAval([], dtype))
  return executor.run!(
    kernel,
    scalars.map(({ buffer }) => buffer),
    scalars.map(avalOf),
    avals,
  ).map((buffer, i) => storage.read!(buffer, avals[i]!)[0])
}

const bindAll = (values: Map<Var, Value>, names: readonly Var[], bound: readonly Value[]): void => {
  for (let i = 0; i < names.length; i++) values.set(names[i]!, bound[i]!)
}

/** Whether a called program is written out: a large one is not where that would make the caller large. */
const isWrittenOut = ({ equations }: Program, size: number): boolean =>
  size + equations.length <= largeProgram ||
  (equations.length <= smallProgram && size <= 4 * largeProgram)

/** Lowers each equation once; called programs are written out in place, so that fusion sees through calls. */
export const graphOf = (program: Program): Graph => {
  const nodes: Node[] = []
  const literals = new Map<Lit, Value>()

  const literal = (atom: Lit): Value => {
    let value = literals.get(atom)
    if (value === undefined) {
      const data = atom.value.data()
      const isScalar = atom.aval.shape.length === 0
      value = {
        aval: atom.aval,
        ...(isScalar ? { constant: data[0]! } : { constant: undefined, data }),
      }
      literals.set(atom, value)
    }
    return value
  }

  const write = (body: Program, inputs: readonly Value[]): readonly Value[] => {
    const values = new Map<Var, Value>()
    const read = (atom: Atom): Value => (atom instanceof Lit ? literal(atom) : values.get(atom)!)
    bindAll(values, body.inputs, inputs)
    for (const { primitive, params, inputs: atoms, outputs: vars } of body.equations) {
      const operands = atoms.map(read)
      const kernel = primitive.lower(
        params,
        operands.map(({ aval }) => aval),
        vars.map(({ aval }) => aval),
      )
      if (kernel.kind === 'call' && isWrittenOut(kernel.program, nodes.length)) {
        bindAll(values, vars, write(kernel.program, operands))
        continue
      }
      const constants = constantsOf(
        kernel,
        operands,
        vars.map(({ aval }) => aval),
      )
      const outputs = vars.map(({ aval }, i): Value => ({ aval, constant: constants[i] }))
      nodes.push({ kernel, inputs: operands, outputs })
      bindAll(values, vars, outputs)
    }
    return body.outputs.map(read)
  }

  const inputs = program.inputs.map(({ aval }) => variable(aval))
  const outputs = write(program, inputs)
  return { inputs, nodes: withoutDead(nodes, outputs), outputs }
}

/** Drops kernels of which no output is used. */
export const withoutDead = (nodes: readonly Node[], outputs: readonly Value[]): readonly Node[] => {
  const live = new Set(outputs)
  const kept: Node[] = []
  for (const node of [...nodes].reverse()) {
    if (!node.outputs.some((value) => live.has(value))) continue
    for (const value of node.inputs) live.add(value)
    kept.push(node)
  }
  return kept.reverse()
}

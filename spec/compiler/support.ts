import { ndarrayDevice } from '../../src/backends/ndarray/index.ts'
import type { Lowered, Step } from '../../src/compiler/block.ts'
import { type Graph, graphOf, type Value } from '../../src/compiler/graph.ts'
import { lowerProgram } from '../../src/compiler/lower.ts'
import { simplify } from '../../src/compiler/simplify.ts'
import type { Shape } from '../../src/core/aval.ts'
import { allocate, type DataArray } from '../../src/core/dtype.ts'
import type { Program } from '../../src/core/program.ts'
import { makeJaxpr, type Tensor } from '../../src/index.ts'

/** Positions of elements, in row-major order of a shape's points. */
export const addresses = (
  shape: Shape,
  { offset, strides }: { readonly offset: number; readonly strides: readonly number[] },
): number[] => {
  let all = [offset]
  shape.forEach((n, axis) => {
    all = all.flatMap((p) => Array.from({ length: n }, (_, i) => p + i * strides[axis]!))
  })
  return all
}

/** A function's program, simplified. */
export const programOf = <A extends readonly unknown[]>(
  f: (...args: A) => unknown,
  ...args: A
): Program => simplify(makeJaxpr(f)(...args).program)

export const graphFor = <A extends readonly unknown[]>(
  f: (...args: A) => unknown,
  ...args: A
): Graph => graphOf(programOf(f, ...args))

export const lower = <A extends readonly unknown[]>(
  f: (...args: A) => unknown,
  ...args: A
): Lowered => lowerProgram(programOf(f, ...args))

/** Kinds of a graph's kernels, in order. */
export const kindsOf = ({ nodes }: Graph): readonly string[] =>
  nodes.map(({ kernel }) => kernel.kind)

/** Whether a step only copies elements. */
const isCopy = (step: Step): boolean =>
  step.kind === 'loop' &&
  step.operands.length === 1 &&
  step.results.every(({ value, reduce }) => value.op === 'arg' && reduce === undefined)

/** What steps are, in order: those that only move elements are copies, those that combine them reductions. */
const stepKinds = (steps: readonly Step[]): readonly string[] =>
  steps.map((step) => {
    if (isCopy(step)) return 'copy'
    if (step.kind === 'loop')
      return step.results.some(({ reduce }) => reduce !== undefined) ? 'reduction' : 'loop'
    return step.kind === 'data' ? step.kernel.kind : step.kind
  })

/** The same of a function's program. */
export const kernelsOf = <A extends readonly unknown[]>(
  f: (...args: A) => unknown,
  ...args: A
): readonly string[] => stepKinds(lower(f, ...args).steps)

/** Runs a graph, one kernel after the other. */
export const runGraph = (graph: Graph, inputs: readonly DataArray[]): readonly DataArray[] => {
  const buffers = new Map<Value, ReturnType<typeof ndarrayDevice.storage.put>>()
  const read = (value: Value) => {
    const known = buffers.get(value)
    if (known !== undefined) return known
    const { aval, constant, data } = value
    const elements =
      data ??
      allocate(
        aval.dtype,
        aval.shape.reduce((n, m) => n * m, 1),
      )
    if (constant !== undefined) elements.fill(constant)
    return ndarrayDevice.storage.put(elements, aval)
  }
  graph.inputs.forEach((value, i) => {
    buffers.set(value, ndarrayDevice.storage.put(inputs[i]!.slice(), value.aval))
  })
  for (const { kernel, inputs: operands, outputs } of graph.nodes) {
    const avals = outputs.map(({ aval }) => aval)
    const results = ndarrayDevice.executor.run(
      kernel,
      operands.map(read),
      operands.map(({ aval }) => aval),
      avals,
    )
    outputs.forEach((value, i) => {
      buffers.set(value, results[i]!)
    })
  }
  return graph.outputs.map((value) => ndarrayDevice.storage.read(read(value), value.aval))
}

/** Elements of tensors. */
export const dataOf = (xs: readonly Tensor[]): readonly DataArray[] => xs.map((x) => x.data())

import type { Graph, Node, Value } from '../../compiler/graph.ts'
import { sizeOf } from '../../core/aval.ts'
import { isControl } from './run.ts'

/** Where the values of a graph live while it runs. */
export interface Plan {
  /** For values whose memory the program keeps between runs: the number of their cell. */
  readonly cells: ReadonlyMap<Value, number>
  /** For each node, the values that nothing reads after it. */
  readonly dying: readonly (readonly Value[])[]
}

/** Kernels whose output shares the memory of their first operand. */
const viewKinds: ReadonlySet<string> = new Set([
  'broadcast',
  'reshape',
  'transpose',
  'reverse',
  'slice',
  'dynamicSlice',
])

/** Kernels that write to memory that they are given. */
const writesGiven = ({ kernel }: Node): boolean =>
  kernel.kind === 'elementwise' || kernel.kind === 'dot'

/** For each value that is a view, the value whose memory it shows. */
const owners = (nodes: readonly Node[]): ((value: Value) => Value) => {
  const views = new Map<Value, Value>()
  const ownerOf = (value: Value): Value => views.get(value) ?? value
  for (const { kernel, inputs, outputs } of nodes)
    if (viewKinds.has(kernel.kind)) views.set(outputs[0]!, ownerOf(inputs[0]!))
  return ownerOf
}

/**
 * Plans memory: values that the program makes and drops share cells that are reused within a run and
 * between runs. Whatever may be seen from outside gets fresh memory in each run: results, the values
 * that they are views of, and operands of kernels that hold programs, which may return them.
 */
export const planMemory = ({ nodes, outputs }: Graph): Plan => {
  const ownerOf = owners(nodes)
  const escaping = new Set(outputs.map(ownerOf))
  const lastUse = new Map<Value, number>()
  const lastView = new Map<Value, number>()
  nodes.forEach((node, i) => {
    for (const value of [...node.inputs, ...node.outputs]) {
      lastUse.set(ownerOf(value), i)
      lastView.set(value, i)
      if (isControl(node.kernel)) escaping.add(ownerOf(value))
    }
  })
  const ending = new Map<number, Value[]>()
  for (const [value, i] of lastUse) ending.set(i, [...(ending.get(i) ?? []), value])
  const cells = new Map<Value, number>()
  const free = new Map<string, number[]>()
  const keyOf = ({ aval }: Value): string => `${aval.dtype} ${sizeOf(aval.shape)}`
  let count = 0
  nodes.forEach((node, i) => {
    if (writesGiven(node))
      for (const value of node.outputs)
        if (!escaping.has(value)) cells.set(value, free.get(keyOf(value))?.pop() ?? count++)
    for (const value of ending.get(i) ?? []) {
      const cell = cells.get(value)
      if (cell === undefined) continue
      const key = keyOf(value)
      const list = free.get(key)
      if (list === undefined) free.set(key, [cell])
      else list.push(cell)
    }
  })
  const results = new Set(outputs)
  const dying = nodes.map((): Value[] => [])
  for (const [value, i] of lastView) if (!results.has(value)) dying[i]!.push(value)
  return { cells, dying }
}

import { type Graph, type Node, type Value, withoutDead } from '../../compiler/graph.ts'
import { type Shape, sameShape } from '../../core/aval.ts'
import { arg, constant, type Expr } from '../../core/scalar.ts'
import type { Elementwise } from './elementwise.ts'

/** Arrays that one loop may walk: each takes registers. */
const maxArrays = 16
/** Nodes of one loop's expressions: longer bodies are slow to compile and gain nothing. */
const maxNodes = 400

/** Elementwise kernels of one shape that are still to run, as one loop. */
interface Group {
  readonly shape: Shape
  readonly members: ElementwiseNode[]
  readonly inputs: Map<Value, Expr>
  readonly values: Map<Value, Expr>
  size: number
}

interface ElementwiseNode extends Node {
  readonly kernel: Elementwise & Node['kernel']
}

const isElementwise = (node: Node): node is ElementwiseNode => node.kernel.kind === 'elementwise'

const emptyGroup = (shape: Shape): Group => ({
  shape,
  members: [],
  inputs: new Map(),
  values: new Map(),
  size: 0,
})

/** The expression by which a group reads a value: its own result, a literal, or an operand. */
const operandOf = (group: Group, value: Value): Expr => {
  const own = group.values.get(value)
  if (own !== undefined) return own
  if (value.constant !== undefined) return constant(value.constant, value.aval.dtype)
  let operand = group.inputs.get(value)
  if (operand === undefined) {
    operand = arg(group.inputs.size, value.aval.dtype)
    group.inputs.set(value, operand)
  }
  return operand
}

/** Adds a kernel to the group, its operands replaced by the expressions that compute them. */
const join = (group: Group, node: ElementwiseNode): void => {
  const replaced = new Map<Expr, Expr>()
  const replace = (expression: Expr): Expr => {
    const known = replaced.get(expression)
    if (known !== undefined) return known
    const result =
      expression.op === 'arg'
        ? operandOf(group, node.inputs[expression.value]!)
        : { ...expression, args: expression.args.map(replace) }
    replaced.set(expression, result)
    return result
  }
  const expressions = node.kernel.outputs.map(replace)
  for (let i = 0; i < expressions.length; i++) group.values.set(node.outputs[i]!, expressions[i]!)
  group.members.push(node)
  group.size += replaced.size
}

/** An upper bound of the arrays that the groups would walk together with `node`. */
const arraysTogether = (groups: readonly Group[], node: Node): number => {
  const inputs = new Set<Value>(node.inputs)
  let outputs = node.outputs.length
  for (const group of groups) {
    for (const value of group.inputs.keys()) inputs.add(value)
    outputs += group.members.length > 0 ? 1 : 0
  }
  let count = outputs
  for (const value of inputs)
    if (value.constant === undefined && value.aval.shape.length > 0) count += 1
  return count
}

const shapeOf = ({ outputs }: Node): Shape => outputs[0]!.aval.shape

/**
 * Joins runs of elementwise kernels of one shape into single loops, of which only the values that
 * others read become arrays.
 *
 * A kernel waits in its group until something outside needs one of the group's values; since nothing
 * that waits needs another group's values, groups can run in any order and can be merged.
 */
export const fuse = (graph: Graph): Graph => {
  const readers = new Map<Value, Set<Node>>()
  for (const node of graph.nodes)
    for (const value of node.inputs) {
      const set = readers.get(value)
      if (set === undefined) readers.set(value, new Set([node]))
      else set.add(node)
    }
  const results = new Set(graph.outputs)
  const nodes: Node[] = []
  const waiting = new Set<Group>()
  const groupOf = new Map<Value, Group>()

  const run = (group: Group): void => {
    waiting.delete(group)
    for (const value of group.values.keys()) groupOf.delete(value)
    const [first, second] = group.members
    if (first !== undefined && second === undefined) {
      nodes.push(first)
      return
    }
    const own = new Set<Node>(group.members)
    const isNeeded = (value: Value): boolean =>
      results.has(value) || [...(readers.get(value) ?? [])].some((reader) => !own.has(reader))
    const outputs = [...group.values.keys()].filter(isNeeded)
    nodes.push({
      kernel: { kind: 'elementwise', outputs: outputs.map((value) => group.values.get(value)!) },
      inputs: [...group.inputs.keys()],
      outputs,
    })
  }

  const runProducers = (node: Node, except: ReadonlySet<Group>): void => {
    for (const value of node.inputs) {
      const group = groupOf.get(value)
      if (group !== undefined && !except.has(group)) run(group)
    }
  }

  const merge = (groups: readonly Group[], shape: Shape): Group => {
    const [first = emptyGroup(shape), ...others] = groups
    for (const other of others) {
      waiting.delete(other)
      for (const member of other.members) join(first, member)
      for (const value of other.values.keys()) groupOf.set(value, first)
    }
    waiting.add(first)
    return first
  }

  for (const node of graph.nodes) {
    if (!isElementwise(node)) {
      runProducers(node, new Set())
      nodes.push(node)
      continue
    }
    const shape = shapeOf(node)
    const joinable = new Set<Group>()
    for (const value of node.inputs) {
      const group = groupOf.get(value)
      if (group === undefined || !sameShape(group.shape, shape)) continue
      const together = [...joinable, group]
      const size = together.reduce((sum, { size }) => sum + size, 0)
      if (size <= maxNodes && arraysTogether(together, node) <= maxArrays) joinable.add(group)
    }
    runProducers(node, joinable)
    const group = merge([...joinable], shape)
    join(group, node)
    for (const value of node.outputs) groupOf.set(value, group)
  }
  for (const group of [...waiting]) run(group)
  return { ...graph, nodes: withoutDead(nodes, graph.outputs) }
}

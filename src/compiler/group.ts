import type { Shape } from '../core/aval.ts'
import { identityOf } from '../core/identity.ts'
import type { DotDimensions, ReduceOp } from '../core/kernel.ts'
import { arg, constant, type Expr } from '../core/scalar.ts'
import { simplifyExpression } from './algebra.ts'
import {
  type Bijection,
  compose,
  invert,
  mapAxis,
  mapStrides,
  squeeze,
  squeezeStrides,
} from './bijection.ts'
import type { Node, Value } from './graph.ts'
import type { View } from './kernels.ts'
import { type ArrayView, rowMajor } from './views.ts'

/** What an argument of a group's expressions reads; strides are those along the axes of its space. */
export type GroupOperand = View | { readonly axis: number } | { readonly product: true }

/** A value that a group computes at each point of its space. */
export interface Member {
  readonly value: Expr
  /** From the group's space to the index space of the value. */
  readonly map: Bijection
}

/** A value that a group reduces its points to. */
interface Reduction {
  readonly value: Expr
  readonly op: ReduceOp
  /** From the group's kept axes, in order, to the index space of the value. */
  readonly map: Bijection
}

/** The product that a group follows: its tiles are what the group's expressions read as argument 0. */
export interface Anchor {
  readonly dims: DotDimensions
  readonly lhs: ArrayView
  readonly rhs: ArrayView
}

/**
 * Elementwise kernels and reductions over one index space that are still to run, as one kernel. Axes of size 1 are left out
 * of the space.
 */
export interface Group {
  readonly space: Shape
  readonly anchor: Anchor | undefined
  readonly nodes: Set<Node>
  readonly operands: GroupOperand[]
  readonly operandKeys: Map<string, number>
  readonly members: Map<Value, Member>
  readonly reductions: Map<Value, Reduction>
  /** Axes of the space that all reductions combine. */
  reduced: readonly number[] | undefined
  /** Nodes of its expressions, about. */
  size: number
}

/** Operands of one kernel: more would spill, and gain nothing. */
const maxOperands = 24
/** Nodes of one kernel's expressions: longer bodies are slow to compile and gain nothing. */
const maxSize = 400

export const makeGroup = (space: Shape, anchor?: Anchor): Group => ({
  space,
  anchor,
  nodes: new Set(),
  operands: anchor === undefined ? [] : [{ product: true }],
  operandKeys: new Map(),
  members: new Map(),
  reductions: new Map(),
  reduced: undefined,
  size: 0,
})

const keyOf = (operand: GroupOperand): string =>
  'product' in operand
    ? 'product'
    : 'axis' in operand
      ? `axis ${operand.axis}`
      : `${identityOf(operand.buffer)} ${operand.offset} ${operand.strides}`

const indexOf = (group: Group, operand: GroupOperand): number => {
  const key = keyOf(operand)
  let index = group.operandKeys.get(key)
  if (index === undefined) {
    index = 'product' in operand ? 0 : group.operands.push(operand) - 1
    group.operandKeys.set(key, index)
  }
  return index
}

/** Rebuilds expressions with other arguments, simplified; what they share stays shared. */
const substitution = (replaceArg: (expression: Expr) => Expr): ((e: Expr) => Expr) => {
  const replaced = new Map<Expr, Expr>()
  const replace = (expression: Expr): Expr => {
    const known = replaced.get(expression)
    if (known !== undefined) return known
    const result =
      expression.op === 'arg'
        ? replaceArg(expression)
        : expression.args.length === 0
          ? expression
          : simplifyExpression({ ...expression, args: expression.args.map(replace) })
    replaced.set(expression, result)
    return result
  }
  return replace
}

const nodeCount = (expressions: readonly Expr[]): number => {
  const seen = new Set<Expr>()
  const visit = (expression: Expr): void => {
    if (seen.has(expression)) return
    seen.add(expression)
    expression.args.forEach(visit)
  }
  expressions.forEach(visit)
  return seen.size
}

/** An operand as seen along the axes of another space; `undefined` where no steps read it in that order. */
const mapOperand = (operand: GroupOperand, map: Bijection): GroupOperand | undefined => {
  if ('product' in operand) return operand
  if ('axis' in operand) {
    const axis = mapAxis(map, operand.axis)
    return axis === undefined ? undefined : { axis }
  }
  const strides = mapStrides(map, operand.strides)
  return strides && { ...operand, strides }
}

/** What an elementwise kernel reads: a member of a group, or something that exists when the group runs. */
export type Input =
  | { readonly kind: 'member'; readonly value: Value }
  | { readonly kind: 'view'; readonly view: ArrayView }
  | { readonly kind: 'axis'; readonly axis: number }
  | { readonly kind: 'constant'; readonly constant: number }

const operandOf = (input: Input, shape: Shape): GroupOperand | undefined => {
  if (input.kind === 'view') {
    const { buffer, offset, strides } = input.view
    return { buffer, offset, strides: squeezeStrides(input.view.shape, strides) }
  }
  if (input.kind !== 'axis') return undefined
  return { axis: shape.slice(0, input.axis).filter((n) => n !== 1).length }
}

/**
 * Adds an elementwise kernel whose outputs have `shape`; `map` leads from the group's space to theirs. Says
 * whether it could: operands may have no steps in the group's space, or be too many.
 */
export const joinElementwise = (
  group: Group,
  node: Node,
  outputs: readonly Expr[],
  inputs: readonly Input[],
  shape: Shape,
  map: Bijection,
): boolean => {
  const back = invert(map)
  if (mapStrides(back, rowMajor(squeeze(shape))) === undefined) return false
  const operands: (GroupOperand | undefined)[] = []
  for (const input of inputs) {
    const operand = operandOf(input, shape)
    const mapped = operand && mapOperand(operand, back)
    if (operand !== undefined && mapped === undefined) return false
    operands.push(mapped)
  }
  const size = nodeCount(outputs)
  const isFirst = group.nodes.size === 0
  if (!isFirst && group.operands.length + operands.length > maxOperands) return false
  if (!isFirst && group.size + size > maxSize) return false
  const replace = substitution(({ value: index, dtype }) => {
    const input = inputs[index]!
    if (input.kind === 'member') return group.members.get(input.value)!.value
    if (input.kind === 'constant') return constant(input.constant, dtype)
    const at = arg(indexOf(group, operands[index]!), input.kind === 'axis' ? 'int32' : dtype)
    return at
  })
  outputs.forEach((output, i) => {
    group.members.set(node.outputs[i]!, { value: replace(output), map })
  })
  group.nodes.add(node)
  group.size += size
  return true
}

/** Adds a reduction of a value over axes of its shape; says whether the group could take it. */
export const joinReduction = (
  group: Group,
  node: Node,
  op: ReduceOp,
  value: Expr,
  shape: Shape,
  axes: readonly number[],
  map: Bijection,
): boolean => {
  const back = invert(map)
  const places = shape.map((_, axis) => shape.slice(0, axis).filter((n) => n !== 1).length)
  const large = axes.filter((axis) => shape[axis] !== 1)
  const mapped = large.map((axis) => mapAxis(back, places[axis]!))
  if (mapped.includes(undefined)) return false
  const reduced = (mapped as number[]).sort((a, b) => a - b)
  if (group.reduced !== undefined && String(group.reduced) !== String(reduced)) return false
  const kept = [...group.space.keys()].filter((axis) => !reduced.includes(axis))
  const from = kept.map((axis) => group.space[axis]!)
  const keptPlaces = kept.map((axis) => mapAxis(map, axis))
  if (keptPlaces.includes(undefined)) return false
  const order = [...kept.keys()].sort((a, b) => keptPlaces[a]! - keptPlaces[b]!)
  const permutation = order.every((axis, i) => axis === i)
    ? []
    : [{ from, to: order.map((i) => from[i]!), permutation: order }]
  group.reduced = reduced
  group.reductions.set(node.outputs[0]!, { value, op, map: permutation })
  group.nodes.add(node)
  return true
}

/** Moves a group into another; `map` leads from its space to the other's. Says whether it could. */
export const merge = (into: Group, other: Group, map: Bijection): boolean => {
  if (other.anchor !== undefined) return false
  // Tiles of a product do not know where they are.
  if (into.anchor !== undefined && other.operands.some((operand) => 'axis' in operand)) return false
  if (into.operands.length + other.operands.length > maxOperands) return false
  if (into.size + other.size > maxSize) return false
  const back = invert(map)
  const operands = other.operands.map((operand) => mapOperand(operand, map))
  if (operands.includes(undefined)) return false
  if (other.reductions.size > 0) {
    // Reductions keep their axes only where the spaces are the same.
    if (map.length > 0 || into.anchor !== undefined) return false
    if (into.reduced !== undefined && String(into.reduced) !== String(other.reduced)) return false
    into.reduced = other.reduced
  }
  const replace = substitution(({ value: index, dtype }) =>
    arg(indexOf(into, operands[index]!), dtype),
  )
  for (const [value, member] of other.members)
    into.members.set(value, {
      value: replace(member.value),
      map: compose(back, member.map),
    })
  for (const [value, reduction] of other.reductions)
    into.reductions.set(value, { ...reduction, value: replace(reduction.value) })
  for (const node of other.nodes) into.nodes.add(node)
  into.size += other.size
  return true
}

import { type Shape, sameShape, sizeOf } from '../core/aval.ts'
import { allocate } from '../core/dtype.ts'
import { unreachable } from '../core/errors.ts'
import { type DenseKernel, isViewKernel } from '../core/kernel-kinds.ts'
import { getOrCreate } from '../core/maps.ts'
import type { Program } from '../core/program.ts'
import { arg, convert, type Expr } from '../core/scalar.ts'
import {
  type Block,
  compact,
  copied,
  copy,
  type LowerBlock,
  makeArray,
  type Shared,
} from './arrays.ts'
import { type Bijection, compose, invert, sameBijection, squeeze } from './bijection.ts'
import type { DenseArray, Lowered, Routine, Step } from './block.ts'
import { lowerControl } from './control.ts'
import { type Graph, graphOf, type Node, type Value } from './graph.ts'
import {
  type Group,
  type Input,
  joinElementwise,
  joinReduction,
  makeGroup,
  merge,
} from './group.ts'
import type { Buffer } from './kernels.ts'
import { paddedParts } from './parts.ts'
import { bijectionOf, type Readers, readersOf } from './readers.ts'
import { rewriteGraph } from './rewrites.ts'
import { runGroup } from './run-group.ts'
import { type ArrayView, applyView, denseView } from './views.ts'

/** Up to this many points a kernel costs more to call and to compile than to run, so it takes along what waits. */
const smallSpace = 4096
/** So many groups in a row that do not fit into one say that it is full. */
const maxFailures = 64

/**
 * Turns the kernels of a graph into steps. Elementwise kernels and reductions of one index space become one
 * kernel, together with the product that they follow; views of arrays cost nothing.
 *
 * A kernel waits in its group until something needs one of the group's values in memory. Since nothing
 * that waits needs another group's values, groups can run in any order and can be merged.
 */
class Lowering {
  readonly steps: Step[] = []
  private readonly shared: Shared
  private readonly lowerInner: LowerBlock
  private readonly placed = new Map<Value, ArrayView>()
  /** Groups that are still to run, with the order in which they began. */
  private readonly waiting = new Map<Group, number>()
  private started = 0
  /** Groups that read a buffer; some may have run. */
  private readonly reading = new Map<Buffer, Set<Group>>()
  private readonly groupOf = new Map<Value, Group>()
  private readonly viewOf = new Map<Value, Node>()
  private readonly readers: Readers

  constructor(graph: Graph, inputs: readonly ArrayView[], shared: Shared) {
    this.shared = shared
    this.lowerInner = (program, operands) => lowerBlock(program, operands, shared)
    this.readers = readersOf(graph)
    graph.inputs.forEach((value, i) => {
      this.placed.set(value, inputs[i]!)
    })
    for (const node of graph.nodes) this.lower(node)
  }

  private lower(node: Node): void {
    const { kernel, inputs, outputs } = node
    if (outputs.every(({ constant }) => constant !== undefined)) return
    if (isViewKernel(kernel)) {
      this.viewOf.set(outputs[0]!, node)
      return
    }
    switch (kernel.kind) {
      case 'elementwise':
        this.elementwise(node, kernel.outputs)
        return
      case 'iota': {
        const { dtype, shape } = outputs[0]!.aval
        // Axes of size 1 are no axes of a group's space.
        const index: Input =
          shape[kernel.axis] === 1
            ? { kind: 'constant', constant: 0 }
            : { kind: 'axis', axis: kernel.axis }
        this.elementwise(node, [convert(arg(0, 'int32'), dtype)], [index])
        return
      }
      case 'reduce':
        this.reduce(node)
        return
      case 'dot':
        this.dot(node)
        return
      case 'pad': {
        const whole = makeArray(outputs[0]!.aval)
        const fill = this.place(inputs[1]!)
        copy({ ...fill, shape: whole.shape, strides: whole.shape.map(() => 0) }, whole, this.steps)
        const [from, to] = paddedParts(this.place(inputs[0]!), whole, kernel)
        copy(from, to, this.steps)
        this.placed.set(outputs[0]!, whole)
        return
      }
      case 'concatenate': {
        const whole = makeArray(outputs[0]!.aval)
        let offset = 0
        for (const value of inputs) {
          const { shape } = value.aval
          copy(this.place(value), { ...whole, shape, offset }, this.steps)
          offset += shape[kernel.axis]! * whole.strides[kernel.axis]!
        }
        this.placed.set(outputs[0]!, whole)
        return
      }
      case 'cond':
      case 'while':
      case 'scan': {
        const operands = inputs.map((value) => this.place(value))
        const results = lowerControl(kernel, operands, this.steps, this.lowerInner)
        outputs.forEach((value, i) => {
          this.placed.set(value, results[i]!)
        })
        return
      }
      case 'call':
        this.call(node, kernel.program)
        return
      default:
        this.data(node, kernel)
    }
  }

  /** Calls a program that is too large to be written out at each call. */
  private call(node: Node, program: Program): void {
    const routine = routineOf(program, this.shared)
    const operands = node.inputs.map((value) => this.place(value))
    operands.forEach((view, i) => {
      const { buffer, shape } = routine.inputs[i]!
      copy(view, denseView(buffer, shape), this.steps)
    })
    this.steps.push({ kind: 'call', routine })
    // The next call overwrites what this one gives.
    node.outputs.forEach((value, i) => {
      const { buffer, shape } = routine.outputs[i]!
      this.placed.set(value, copied(denseView(buffer, shape), this.steps))
    })
  }

  private data(node: Node, kernel: DenseKernel): void {
    const inputs = node.inputs.map((value) => compact(this.place(value), this.steps))
    const outputs = node.outputs.map(({ aval }) => makeArray(aval))
    this.steps.push({ kind: 'data', kernel, inputs, outputs })
    node.outputs.forEach((value, i) => {
      this.placed.set(value, outputs[i]!)
    })
  }

  /** Where a value is in memory; runs the group that computes it. */
  place(value: Value): ArrayView {
    const known = this.placed.get(value)
    if (known !== undefined) return known
    const group = this.groupOf.get(value)
    if (group !== undefined) {
      this.run(group)
      return this.place(value)
    }
    const node = this.viewOf.get(value)
    const found =
      value.constant !== undefined || value.data !== undefined
        ? this.literal(value)
        : this.view(node!)
    this.placed.set(value, found)
    return found
  }

  private literal({ aval: { dtype, shape }, constant, data }: Value): ArrayView {
    let elements = data
    if (elements === undefined) {
      elements = allocate(dtype, 1)
      elements[0] = constant!
    }
    const buffer = { dtype, size: elements.length }
    this.shared.literals.set(buffer, elements)
    return data === undefined
      ? { buffer, offset: 0, strides: shape.map(() => 0), shape }
      : denseView(buffer, shape)
  }

  private view({ kernel, inputs, outputs }: Node): ArrayView {
    const source = this.place(inputs[0]!)
    const { shape } = outputs[0]!.aval
    if (!isViewKernel(kernel)) return unreachable(`${kernel.kind} as a view`)
    return applyView(kernel, source, shape) ?? denseView(compact(source, this.steps).buffer, shape)
  }

  /** The waiting group that a value is computed in, and the map from its space to the value's. */
  private memberOf(value: Value): { group: Group; member: Value; map: Bijection } | undefined {
    const group = this.groupOf.get(value)
    if (group !== undefined) {
      const member = group.members.get(value)
      return member && { group, member: value, map: member.map }
    }
    if (this.placed.has(value)) return undefined
    const node = this.viewOf.get(value)
    const view = node && bijectionOf(node)
    const source = view && this.memberOf(node!.inputs[0]!)
    return source && { ...source, map: compose(source.map, view) }
  }

  private elementwise(node: Node, outputs: readonly Expr[], given?: readonly Input[]): void {
    const { shape } = node.outputs[0]!.aval
    const inputs = given ?? this.inputsOf(node.inputs, shape)
    // What only reductions read would have to be stored if it followed a product.
    const mayFollow = !node.outputs.every((value) => this.readers.isOnlyReduced(value))
    const { group, map } = this.target(node.inputs, inputs, shape, mayFollow)
    const read = this.refreshed(node.inputs, inputs, group, shape)
    // Placing an input may have run the group along with another, and a full group runs now: then look again.
    const isOpen = this.waiting.has(group)
    if (isOpen && this.join(group, node, outputs, read, shape, map)) {
      this.claim(node, group)
      return
    }
    this.run(group)
    this.elementwise(node, outputs, given)
  }

  private claim(node: Node, group: Group): void {
    for (const value of node.outputs) this.groupOf.set(value, group)
  }

  private start(group: Group): Group {
    this.waiting.set(group, this.started++)
    return group
  }

  /** Notes what a group has come to read since it had `known` operands. */
  private noteOperands(group: Group, known: number): void {
    for (let i = known; i < group.operands.length; i++) {
      const operand = group.operands[i]!
      if ('buffer' in operand) getOrCreate(this.reading, operand.buffer, () => new Set()).add(group)
    }
  }

  private join(
    group: Group,
    node: Node,
    outputs: readonly Expr[],
    inputs: readonly Input[],
    shape: Shape,
    map: Bijection,
  ): boolean {
    const known = group.operands.length
    const joined = joinElementwise(group, node, outputs, inputs, shape, map)
    this.noteOperands(group, known)
    return joined
  }

  /** Waiting groups over a space that read one of the arrays that `inputs` read, in the order in which they began. */
  private sharing(space: Shape, inputs: readonly Input[]): readonly Group[] {
    const found = new Set<Group>()
    for (const input of inputs) {
      if (input.kind !== 'view' || input.view.strides.every((step) => step === 0)) continue
      const groups = this.reading.get(input.view.buffer) ?? new Set()
      for (const group of groups)
        if (!this.waiting.has(group)) groups.delete(group)
        else if (group.anchor === undefined && sameShape(group.space, space)) found.add(group)
    }
    return [...found].sort((a, b) => this.waiting.get(a)! - this.waiting.get(b)!)
  }

  /** Inputs of a kernel, those that no group computes placed. */
  private inputsOf(values: readonly Value[], shape: Shape): readonly Input[] {
    // Placing one value may run the group of another, so those that stay in groups are found afterwards.
    for (const value of values)
      if (value.constant === undefined && this.memberOf(value) === undefined) this.place(value)
    return values.map((value): Input => {
      if (value.constant !== undefined) return { kind: 'constant', constant: value.constant }
      const found = this.memberOf(value)
      if (found !== undefined) return { kind: 'member', value: found.member }
      return { kind: 'view', view: scalarAs(this.place(value), shape) }
    })
  }

  /** Inputs once more, when groups may have run since: what is not in `group` is placed. */
  private refreshed(
    values: readonly Value[],
    inputs: readonly Input[],
    group: Group,
    shape: Shape,
  ): readonly Input[] {
    return inputs.map((input, i) => {
      if (input.kind !== 'member') return input
      if (group.members.has(input.value)) return input
      return { kind: 'view', view: scalarAs(this.place(values[i]!), shape) }
    })
  }

  /** The group that a kernel joins: those of its inputs merged, another over the same arrays, or a new one. */
  private target(
    values: readonly Value[],
    inputs: readonly Input[],
    shape: Shape,
    mayFollow: boolean,
  ): { readonly group: Group; readonly map: Bijection } {
    const found = values.flatMap((value, i) => {
      const member = inputs[i]?.kind === 'member' ? this.memberOf(value) : undefined
      return member !== undefined &&
        sameSpace(member.map, member.group, shape) &&
        (mayFollow || member.group.anchor === undefined)
        ? [member]
        : []
    })
    // The group of the last product leads, as products cannot be merged.
    const leader = found.filter(({ group }) => group.anchor !== undefined).at(-1) ?? found[0]
    if (leader === undefined) {
      const space = squeeze(shape)
      const group = this.sharing(space, inputs)[0] ?? this.start(makeGroup(space))
      return { group, map: [] }
    }
    const { group, map } = leader
    for (const other of found) {
      if (other.group === group) {
        if (!sameBijection(other.map, map)) {
          // One array is read in two orders: it has to be in memory.
          this.run(group)
          return this.target(values, this.inputsOf(values, shape), shape, mayFollow)
        }
        continue
      }
      // Running one group may have run others along, the leader among them.
      if (!this.waiting.has(group)) break
      if (!this.waiting.has(other.group)) continue
      if (!this.merge(group, other.group, compose(other.map, invert(map)))) this.run(other.group)
    }
    return { group, map }
  }

  private merge(group: Group, other: Group, across: Bijection): boolean {
    const known = group.operands.length
    if (!merge(group, other, across)) return false
    this.noteOperands(group, known)
    this.waiting.delete(other)
    for (const value of [...other.members.keys(), ...other.reductions.keys()])
      this.groupOf.set(value, group)
    return true
  }

  private reduce(node: Node): void {
    const { kernel, inputs, outputs } = node
    if (kernel.kind !== 'reduce') return
    const [source] = inputs as [Value]
    const { shape, dtype } = source.aval
    const found = this.memberOf(source)
    if (found !== undefined && found.group.anchor === undefined) {
      const { group, map, member } = found
      const { value } = group.members.get(member)!
      if (joinReduction(group, node, kernel.op, value, shape, kernel.axes, map)) {
        this.groupOf.set(outputs[0]!, group)
        return
      }
    }
    if (source.constant === undefined) this.place(source)
    const input = this.inputsOf([source], shape)
    // An identity kernel brings the array into the group, where the reduction finds it.
    const copied: Value = { aval: source.aval, constant: undefined }
    const identity: Node = {
      kernel: { kind: 'elementwise', outputs: [arg(0, dtype)] },
      inputs: [source],
      outputs: [copied],
    }
    const joins = (group: Group): boolean =>
      this.join(group, identity, [arg(0, dtype)], input, shape, []) &&
      joinReduction(
        group,
        node,
        kernel.op,
        group.members.get(copied)!.value,
        shape,
        kernel.axes,
        [],
      )
    const space = squeeze(shape)
    for (const group of this.sharing(space, input))
      if (joins(group)) {
        this.groupOf.set(outputs[0]!, group)
        return
      }
    const group = this.start(makeGroup(space))
    joins(group)
    this.groupOf.set(outputs[0]!, group)
  }

  private dot(node: Node): void {
    const { kernel, inputs, outputs } = node
    if (kernel.kind !== 'dot') return
    const [output] = outputs
    const { shape, dtype } = output!.aval
    const anchor = {
      dims: kernel.dims,
      lhs: this.place(inputs[0]!),
      rhs: this.place(inputs[1]!),
    }
    const group = this.start(makeGroup(squeeze(shape), anchor))
    group.members.set(output!, { value: arg(0, dtype), map: [] })
    group.nodes.add(node)
    this.groupOf.set(output!, group)
  }

  /** Merges small groups that wait into one that runs, until many in a row do not fit. */
  private takeAlong(group: Group): void {
    let failures = 0
    for (const other of this.waiting.keys()) {
      if (!sameShape(other.space, group.space)) continue
      failures = this.merge(group, other, []) ? 0 : failures + 1
      if (failures === maxFailures) return
    }
  }

  private run(group: Group): void {
    if (!this.waiting.delete(group)) return
    if (group.anchor === undefined && sizeOf(group.space) <= smallSpace) this.takeAlong(group)
    const { steps, places } = runGroup(group, this.readers)
    this.steps.push(...steps)
    for (const value of [...group.members.keys(), ...group.reductions.keys()])
      this.groupOf.delete(value)
    for (const [value, view] of places) this.placed.set(value, view)
  }
}

/** A scalar operand of an elementwise kernel, read at each point of its shape. */
const scalarAs = (view: ArrayView, shape: Shape): ArrayView =>
  view.shape.length === 0 && shape.length > 0
    ? { ...view, shape, strides: shape.map(() => 0) }
    : view

const sameSpace = (map: Bijection, group: Group, shape: Shape): boolean =>
  sameShape(map.at(-1)?.to ?? group.space, squeeze(shape))

const graphs = new WeakMap<Program, Graph>()

const optimizedGraph = (program: Program): Graph =>
  getOrCreate(graphs, program, () => rewriteGraph(graphOf(program)))

const lowerBlock = (program: Program, inputs: readonly ArrayView[], shared: Shared): Block => {
  const graph = optimizedGraph(program)
  const lowering = new Lowering(graph, inputs, shared)
  const outputs = graph.outputs.map((value) => lowering.place(value))
  return { steps: lowering.steps, outputs }
}

const dense = ({ buffer, shape }: ArrayView): DenseArray => ({ buffer, shape })

/** A called program as steps, lowered once for all calls. */
const routineOf = (program: Program, shared: Shared): Routine =>
  getOrCreate(shared.routines, program, () => {
    const inputs = program.inputs.map(({ aval }) => makeArray(aval))
    const { steps, outputs } = lowerBlock(program, inputs, shared)
    const all = [...steps]
    return {
      inputs: inputs.map(dense),
      outputs: outputs.map((view) => compact(view, all)),
      steps: all,
    }
  })

/** A whole program as kernels over buffers. */
export const lowerProgram = (program: Program): Lowered => {
  const shared: Shared = { literals: new Map(), routines: new Map() }
  const inputs = program.inputs.map(({ aval }) => makeArray(aval))
  const { steps, outputs } = lowerBlock(program, inputs, shared)
  const all = [...steps]
  return {
    inputs: inputs.map(({ buffer }) => buffer),
    literals: shared.literals,
    outputs: outputs.map((view) => compact(view, all)),
    steps: all,
  }
}

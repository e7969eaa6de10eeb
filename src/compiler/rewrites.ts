import { range, type Shape, sizeOf } from '../core/aval.ts'
import { isFloat } from '../core/dtype.ts'
import type { DotDimensions, Kernel } from '../core/kernel.ts'
import { arg, binary, constant } from '../core/scalar.ts'
import type { Graph, Node, Value } from './graph.ts'
import { withoutDead } from './graph.ts'

/** What a rewrite may look at and use. */
interface Context {
  /** The kernel that makes a value, if it is not an input or a literal. */
  readonly maker: (value: Value) => Node | undefined
  /** How many kernels and results read a value. */
  readonly uses: (value: Value) => number
}

/** Kernels that compute the same outputs as the last of them, or `null` where the rule does not apply. */
type Rewrite = (node: Node, context: Context) => readonly Node[] | null

const kernelOf = <K extends Kernel['kind']>(
  node: Node | undefined,
  kind: K,
): Extract<Kernel, { readonly kind: K }> | null =>
  node?.kernel.kind === kind ? (node.kernel as Extract<Kernel, { readonly kind: K }>) : null

const valueLike = ({ aval: { dtype, weakType } }: Value, shape: Shape): Value => ({
  aval: { dtype, weakType, shape },
  constant: undefined,
})

/** `reduce(reduce(x))` by one operation reduces all axes at once. */
const mergeReductions: Rewrite = (node, { maker, uses }) => {
  const outer = kernelOf(node, 'reduce')
  const source = node.inputs[0]!
  const producer = maker(source)
  const inner = kernelOf(producer, 'reduce')
  if (outer === null || inner === null || outer.op !== inner.op || uses(source) > 1) return null
  const x = producer!.inputs[0]!
  const kept = range(x.aval.shape.length).filter((axis) => !inner.axes.includes(axis))
  const axes = [...inner.axes, ...outer.axes.map((axis) => kept[axis]!)].sort((a, b) => a - b)
  return [{ kernel: { ...outer, axes }, inputs: [x], outputs: node.outputs }]
}

/** A reduction along axes of size 1 only drops them. */
const dropTrivialReductions: Rewrite = (node) => {
  const kernel = kernelOf(node, 'reduce')
  if (kernel === null || !kernel.axes.every((axis) => node.inputs[0]!.aval.shape[axis] === 1))
    return null
  const { shape } = node.outputs[0]!.aval
  return [{ ...node, kernel: { kind: 'reshape', shape } }]
}

/** Accumulating along an axis of size 1 changes nothing; the logarithm of an exponential may round. */
const dropTrivialAccumulations: Rewrite = (node) => {
  const kernel = kernelOf(node, 'cumulative')
  const { shape } = node.outputs[0]!.aval
  if (kernel === null || kernel.op === 'logsumexp' || shape[kernel.axis] !== 1) return null
  return [{ ...node, kernel: { kind: 'reshape', shape } }]
}

/** A sum along an axis that a broadcast made is a product with the axis's size. */
const sumOfBroadcast: Rewrite = (node, { maker, uses }) => {
  const kernel = kernelOf(node, 'reduce')
  const source = node.inputs[0]!
  const producer = maker(source)
  const broadcast = kernelOf(producer, 'broadcast')
  if (kernel?.op !== 'sum' || broadcast === null || uses(source) > 1) return null
  const { shape, dtype } = source.aval
  const made = kernel.axes.filter((axis) => !broadcast.dims.includes(axis))
  const count = sizeOf(made.map((axis) => shape[axis]!))
  if (made.length === 0 || made.length < kernel.axes.length || !isFloat(dtype)) return null
  // No copies of infinity are 0, and several of -0 are 0.
  if (count === 0) return null
  const [output] = node.outputs
  const kept = range(shape.length).filter((axis) => !made.includes(axis))
  const smaller = valueLike(source, output!.aval.shape)
  const product = binary('mul', arg(0, dtype), constant(count, dtype))
  const dims = broadcast.dims.map((dim) => kept.indexOf(dim))
  return [
    {
      kernel: { kind: 'broadcast', shape: smaller.aval.shape, dims },
      inputs: producer!.inputs,
      outputs: [smaller],
    },
    {
      kernel: {
        kind: 'elementwise',
        outputs: [count === 1 ? product : binary('add', product, constant(0, dtype))],
      },
      inputs: [smaller],
      outputs: [output!],
    },
  ]
}

const freeAxes = (rank: number, side: 0 | 1, { batch, contract }: DotDimensions): number[] =>
  range(rank).filter((axis) => !batch[side].includes(axis) && !contract[side].includes(axis))

/**
 * A product that contracts nothing, or in which one side has no free axis, does one multiplication for each
 * element that it reads: as a product of broadcasts and a sum it joins the loops around it.
 */
const thinContraction: Rewrite = (node) => {
  const kernel = kernelOf(node, 'dot')
  if (kernel === null) return null
  const { dims } = kernel
  const [lhs, rhs] = node.inputs as [Value, Value]
  const [output] = node.outputs
  const sizes = [lhs.aval.shape, rhs.aval.shape] as const
  const free = [freeAxes(sizes[0].length, 0, dims), freeAxes(sizes[1].length, 1, dims)] as const
  const m = sizeOf(free[0].map((axis) => sizes[0][axis]!))
  const n = sizeOf(free[1].map((axis) => sizes[1][axis]!))
  const k = sizeOf(dims.contract[0].map((axis) => sizes[0][axis]!))
  if (k !== 1 && m !== 1 && n !== 1) return null
  if (sizeOf(output!.aval.shape) === 0 || k === 0) return null
  const { dtype } = output!.aval
  if (lhs.aval.dtype !== dtype || rhs.aval.dtype !== dtype) return null
  // Axes of the product: batch, m, n, k; each factor lacks one kind, and both have batch and k.
  const rank = output!.aval.shape.length
  const shape = [...output!.aval.shape, ...dims.contract[0].map((axis) => sizes[0][axis]!)]
  const places = (side: 0 | 1): readonly number[] => {
    const start = dims.batch[0].length + (side === 0 ? 0 : free[0].length)
    return range(sizes[side].length).map((axis) => {
      const inBatch = dims.batch[side].indexOf(axis)
      if (inBatch >= 0) return inBatch
      const inContract = dims.contract[side].indexOf(axis)
      return inContract >= 0 ? rank + inContract : start + free[side].indexOf(axis)
    })
  }
  // The product takes the order of the larger factor's axes, so that loops over that factor are alike.
  const larger = sizeOf(sizes[0]) >= sizeOf(sizes[1]) ? 0 : 1
  const order = k === 1 ? [] : [...places(larger)]
  for (const place of shape.keys()) if (!order.includes(place)) order.push(place)
  const spaceShape = order.map((place) => shape[place]!)
  const spread = (operand: Value, side: 0 | 1): readonly [readonly Node[], Value] => {
    const at = places(side).map((place) => order.indexOf(place))
    // A broadcast keeps the order of axes, so the operand's axes are put in the order of the product's first.
    const permutation = [...at.keys()].sort((a, b) => at[a]! - at[b]!)
    const ordered = valueLike(
      operand,
      permutation.map((axis) => operand.aval.shape[axis]!),
    )
    const wide = valueLike(operand, spaceShape)
    return [
      [
        { kernel: { kind: 'transpose', permutation }, inputs: [operand], outputs: [ordered] },
        {
          kernel: {
            kind: 'broadcast',
            shape: spaceShape,
            dims: permutation.map((axis) => at[axis]!),
          },
          inputs: [ordered],
          outputs: [wide],
        },
      ],
      wide,
    ]
  }
  const [lhsNodes, x] = spread(lhs, 0)
  const [rhsNodes, y] = spread(rhs, 1)
  const product = valueLike(output!, spaceShape)
  const kept = order.filter((place) => place < rank)
  const permutation = range(rank).map((place) => kept.indexOf(place))
  const isInOrder = permutation.every((place, i) => place === i)
  const sum = isInOrder
    ? output!
    : valueLike(
        output!,
        kept.map((place) => shape[place]!),
      )
  const turn: Node = {
    kernel: { kind: 'transpose', permutation },
    inputs: [sum],
    outputs: [output!],
  }
  return [
    ...lhsNodes,
    ...rhsNodes,
    {
      kernel: { kind: 'elementwise', outputs: [binary('mul', arg(0, dtype), arg(1, dtype))] },
      inputs: [x, y],
      outputs: [product],
    },
    {
      kernel: {
        kind: 'reduce',
        op: 'sum',
        axes: [...order.keys()].filter((axis) => order[axis]! >= rank),
      },
      inputs: [product],
      outputs: [sum],
    },
    ...(isInOrder ? [] : [turn]),
  ]
}

/** The table of rewrites; each is tried on each kernel until none applies. */
const rewrites: readonly Rewrite[] = [
  thinContraction,
  dropTrivialReductions,
  dropTrivialAccumulations,
  mergeReductions,
  sumOfBroadcast,
]

/** An equal graph with cheaper kernels. */
export const rewriteGraph = (graph: Graph): Graph => {
  const uses = new Map<Value, number>()
  const count = (value: Value): void => {
    uses.set(value, (uses.get(value) ?? 0) + 1)
  }
  for (const node of graph.nodes) node.inputs.forEach(count)
  graph.outputs.forEach(count)
  const makers = new Map<Value, Node>()
  const context: Context = {
    maker: (value) => makers.get(value),
    uses: (value) => uses.get(value) ?? 0,
  }
  const nodes: Node[] = []
  const add = (node: Node): void => {
    for (const rewrite of rewrites) {
      const replacement = rewrite(node, context)
      if (replacement === null) continue
      for (const other of replacement) {
        if (other.outputs[0] !== node.outputs[0]) other.outputs.forEach(count)
        add(other)
      }
      return
    }
    for (const value of node.outputs) makers.set(value, node)
    nodes.push(node)
  }
  graph.nodes.forEach(add)
  return { ...graph, nodes: withoutDead(nodes, graph.outputs) }
}

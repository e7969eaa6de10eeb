import { sameShape } from '../core/aval.ts'
import { isViewKernel, needsRowMajor } from '../core/kernel-kinds.ts'
import { getOrCreate } from '../core/maps.ts'
import {
  type Bijection,
  invert,
  mapStrides,
  permute,
  reshape,
  squeeze,
  squeezeStrides,
  unsqueezeStrides,
} from './bijection.ts'
import type { Graph, Node, Value } from './graph.ts'
import { rowMajor } from './views.ts'

/** The one-to-one map from a view kernel's operand to its result, if it is one. */
export const bijectionOf = ({ kernel, inputs, outputs }: Node): Bijection | undefined => {
  const from = inputs[0]!.aval.shape
  const to = outputs[0]!.aval.shape
  switch (kernel.kind) {
    case 'transpose':
      return permute(from, kernel.permutation)
    case 'reshape':
      return reshape(from, to)
    case 'broadcast':
      return sameShape(squeeze(from), squeeze(to)) ? [] : undefined
    default:
      return undefined
  }
}

/** What the readers of a graph's values ask of them. */
export interface Readers {
  /** Whether something outside a set of kernels reads a value, or a view of it. */
  readonly isNeeded: (value: Value, own: ReadonlySet<Node>) => boolean
  /** Whether nothing but reductions reads a value. */
  readonly isOnlyReduced: (value: Value) => boolean
  /** Steps along the axes of a value that make it, or the view of it that needs it, row-major. */
  readonly wantedStrides: (value: Value) => readonly number[] | undefined
}

export const readersOf = (graph: Graph): Readers => {
  const results = new Set(graph.outputs)
  const readers = new Map<Value, Node[]>()
  for (const node of graph.nodes)
    for (const value of node.inputs) getOrCreate(readers, value, () => []).push(node)
  const of = (value: Value): readonly Node[] => readers.get(value) ?? []

  const isNeeded = (value: Value, own: ReadonlySet<Node>): boolean =>
    results.has(value) ||
    of(value).some((reader) =>
      isViewKernel(reader.kernel) ? isNeeded(reader.outputs[0]!, own) : !own.has(reader),
    )

  const wantedStrides = (value: Value): readonly number[] | undefined => {
    const { shape } = value.aval
    if (results.has(value) || of(value).some(({ kernel }) => needsRowMajor(kernel)))
      return rowMajor(shape)
    for (const reader of of(value)) {
      const map = isViewKernel(reader.kernel) ? bijectionOf(reader) : undefined
      if (map === undefined) continue
      const [output] = reader.outputs
      const wanted = wantedStrides(output!)
      const steps = wanted && mapStrides(invert(map), squeezeStrides(output!.aval.shape, wanted))
      if (steps !== undefined) return unsqueezeStrides(shape, steps)
    }
    return undefined
  }

  return {
    isNeeded,
    isOnlyReduced: (value) =>
      !results.has(value) &&
      of(value).length > 0 &&
      of(value).every(({ kernel }) => kernel.kind === 'reduce'),
    wantedStrides,
  }
}

import { withoutAxes } from '../../core/aval.ts'
import type { Tensor } from '../../core/tensor.ts'
import { broadcastPrefix } from '../../core/tree.ts'
import { sliceInDim } from '../../primitives/slicing.ts'
import { reshape } from '../../primitives/structural.ts'
import type { Axes } from '../../transforms/vmap.ts'

const isAxis = (value: unknown): boolean => value === null || typeof value === 'number'

/** The mapped axis of every leaf, from axes that are a prefix of the tree. */
export const leafAxes = (law: string, axes: Axes, tree: unknown): readonly (number | null)[] =>
  broadcastPrefix(axes, tree, law, isAxis) as readonly (number | null)[]

/** Example `i` of a leaf; the leaf itself where it has no mapped axis. */
export const example = (x: Tensor, axis: number | null, i: number): Tensor => {
  if (axis === null) return x
  const positive = axis < 0 ? axis + x.ndim : axis
  return reshape(sliceInDim(x, i, i + 1, positive), withoutAxes(x.shape, [positive]))
}

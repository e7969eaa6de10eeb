import { isTensor } from '../../src/core/tensor.ts'
import { flatten, unflatten } from '../../src/core/tree-def.ts'

/** A tree with its tensors as nested arrays, to be compared with `toEqual`. */
export const plain = (tree: unknown): unknown => {
  const [leaves, def] = flatten(tree)
  return unflatten(
    def,
    leaves.map((leaf) => (isTensor(leaf) ? leaf.toArray() : leaf)),
  )
}

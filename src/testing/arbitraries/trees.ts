import fc from 'fast-check'
import { keeping } from '../../core/keeping.ts'
import { checkOptions } from '../../core/options.ts'
import type { Tensor } from '../../core/tensor.ts'
import type { Tree } from '../../core/tree.ts'
import { tensors } from './tensors.ts'

export interface TreeConstraints {
  /** Greatest depth. Default 2. */
  readonly maxDepth?: number
  /** Greatest number of children of a node. Default 3. */
  readonly maxChildren?: number
  /** Whether nodes may be `null`, which has no leaves. Default true. */
  readonly nulls?: boolean
}

const keys = fc.constantFrom('w', 'b', 'layers', 'head', 'a b', '0')

/**
 * Trees of the given leaves: records, arrays and `null`, nested. Shrinks to a leaf.
 *
 * Shapes: those of the leaves; by default small float32 tensors.
 *
 * @example
 * fc.assert(fc.property(trees(tensors({ shape: [2] })), (tree) => treeLeaves(tree).length >= 0))
 */
export const trees = /*@__PURE__*/ keeping(
  'trees(leaf?, options?)',
  <L = Tensor>(
    leaf: fc.Arbitrary<L> = tensors() as unknown as fc.Arbitrary<L>,
    options: TreeConstraints = {},
  ): fc.Arbitrary<Tree<L>> => {
    checkOptions('trees', options, ['maxDepth', 'maxChildren', 'nulls'])
    const { maxDepth = 2, maxChildren = 3, nulls = true } = options
    return fc.letrec<{ tree: Tree<L> }>((tie) => ({
      tree: fc.oneof(
        { maxDepth, withCrossShrink: true },
        leaf as fc.Arbitrary<Tree<L>>,
        fc.array(tie('tree'), { maxLength: maxChildren }),
        fc.dictionary(keys, tie('tree'), { maxKeys: maxChildren, noNullPrototype: true }),
        ...(nulls ? [fc.constant(null)] : []),
      ),
    })).tree
  },
)

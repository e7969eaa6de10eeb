import { asTensor, isTensorLike } from '../core/convert.ts'
import { TreeError } from '../core/errors.ts'
import { isTensor, type Tensor } from '../core/tensor.ts'
import { callFunction } from '../core/thrown.ts'
import { assertAlive, type Flat, type Label } from '../core/trace.ts'
import {
  flatten,
  leafPath,
  leafPaths,
  showPath,
  type TreeDef,
  unflatten,
} from '../core/tree-def.ts'

/** How messages call a function: its name, or `f`. */
export const nameOf = (f: { readonly name: string }): string => (f.name === '' ? 'f' : f.name)

/** Path of every leaf of an argument list: `theta.w` style, with the argument's position as `args[0]`. */
export const argumentPaths = (def: TreeDef): readonly string[] =>
  leafPaths(def).map((path) => showPath(path, 'args'))

/** Says where a leaf of an argument list is: `args[0].w of f`. */
export const argumentLabel =
  (def: TreeDef, f: { readonly name: string }): Label =>
  (i) =>
    `${showPath(leafPath(def, i), 'args')} of ${nameOf(f)}`

/** Leaves of a tree as tensors. Throws naming the path of a leaf that is none, and giving `advice`. */
export const tensorLeaves = (
  tree: unknown,
  op: string,
  root: string,
  advice = '',
): readonly [leaves: readonly Tensor[], def: TreeDef] => {
  const [leaves, def] = flatten(tree)
  const tensors = leaves.map((leaf, i) => {
    if (isTensor(leaf)) {
      assertAlive(leaf, op)
      return leaf
    }
    if (isTensorLike(leaf)) return asTensor(leaf, op)
    return asTensor(leaf, op, showPath(leafPath(def, i), root), advice)
  })
  return [tensors, def]
}

/** A function of leaves from one of trees; `outDef` is known once it has run. */
export interface Flattened {
  readonly flat: Flat
  readonly outDef: () => TreeDef
}

/** Takes the tree structure off the results of a function of leaves, which messages call `name`. */
export const flattenResults = (
  f: (leaves: readonly Tensor[]) => unknown,
  op: string,
  name: string,
): Flattened => {
  let outDef: TreeDef | undefined
  return {
    flat: (leaves) => {
      const [results, def] = tensorLeaves(callFunction(f, leaves), op, `the result of ${name}`)
      outDef = def
      return results
    },
    outDef: () => {
      if (outDef === undefined) throw new TreeError(op, 'the function has not run')
      return outDef
    },
  }
}

/**
 * Takes the tree structure off a function: arguments are rebuilt from leaves, results flattened. `name`
 * is how messages call the function.
 */
export const flattenFunction = (
  f: (...args: never[]) => unknown,
  inDef: TreeDef,
  op: string,
  name = nameOf(f),
): Flattened => flattenResults((leaves) => f(...(unflatten(inDef, leaves) as never[])), op, name)

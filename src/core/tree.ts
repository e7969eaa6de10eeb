import type { NdArray } from 'ndarray'
import { checked } from './checked.ts'
import { describe } from './describe.ts'
import { TreeError } from './errors.ts'
import { checkFunction, checkOptions, refuseOptions } from './options.ts'
import type { Tensor } from './tensor.ts'
import { callFunction } from './thrown.ts'
import {
  describeDef,
  flatten,
  flattenUpTo,
  type IsLeaf,
  leafPaths,
  type PathKey,
  sameDef,
  showDef,
  showPath,
  type TreeDef,
  unflatten,
} from './tree-def.ts'
import type { TypedArray } from './typed-arrays.ts'

/** A tree with leaves of type `L`: plain records, arrays and `null`, nested in any way. */
export type Tree<L> = L | null | readonly Tree<L>[] | { readonly [key: string]: Tree<L> }

type Leaf =
  | Tensor
  | TypedArray
  | NdArray
  | number
  | boolean
  | string
  | undefined
  | ((...args: never[]) => unknown)

/** The tree type `T` with its leaves replaced by `L`; keys and tuple lengths stay. */
export type MapTree<T, L> = T extends null
  ? null
  : T extends Leaf
    ? L
    : T extends object
      ? { [K in keyof T]: MapTree<T[K], L> }
      : L

/** As `MapTree`, also for `Tree`s of no given structure. */
type Mapped<T, L> = [null | readonly T[]] extends [T]
  ? unknown extends T
    ? MapTree<T, L>
    : Tree<L>
  : MapTree<T, L>

export interface TreeOptions {
  /** Nodes for which this is true are taken for leaves. */
  readonly isLeaf?: IsLeaf
}

const checkTreeOptions = (op: string, options: TreeOptions): void => {
  checkOptions(op, options, ['isLeaf'])
  if (options.isLeaf !== undefined) checkFunction(op, options.isLeaf, 'isLeaf')
}

/**
 * Applies `f` to every leaf of `tree`, and to the subtrees of `rest` at the same places.
 * For `isLeaf` use `treeMapWithPath`, which takes options.
 *
 * @throws TreeError if a tree of `rest` does not have the structure of `tree`, with the path
 * @example
 * treeMap((p, g) => p - 0.1 * g, { w: 1, b: 2 }, { w: 10, b: 20 }) // => { b: 0, w: 0 }
 */
export const treeMap = /*@__PURE__*/ checked(
  'treeMap(f, tree, ...rest)',
  <T, Rest extends readonly unknown[], R>(
    f: (leaf: NoInfer<LeafOf<T>>, ...rest: LeavesOf<Rest>) => R,
    tree: T,
    ...rest: Rest
  ): Mapped<T, R> => {
    checkFunction('treeMap', f)
    refuseOptions('treeMap', rest, ['isLeaf'], 'use treeFlatten with isLeaf, and treeUnflatten')
    const [leaves, def] = flatten(tree)
    const others = rest.map((other) => flattenUpTo(def, other, 'treeMap'))
    const mapped = leaves.map((leaf, i) =>
      callFunction(f, leaf as LeafOf<T>, ...(others.map((list) => list[i]) as LeavesOf<Rest>)),
    )
    return unflatten(def, mapped) as Mapped<T, R>
  },
)

/** The types of the leaves of several trees. */
type LeavesOf<Trees extends readonly unknown[]> = {
  [K in keyof Trees]: NoInfer<LeafOf<Trees[K]>>
}

/** How deep `LeafOf` looks; types such as `Tree` have no end. */
type Depth = readonly [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]

type LeavesWithin<T, D extends readonly 0[]> = D extends readonly [
  0,
  ...infer Rest extends readonly 0[],
]
  ? T extends null
    ? never
    : T extends Leaf
      ? T
      : T extends readonly (infer E)[]
        ? LeavesWithin<E, Rest>
        : T extends object
          ? LeavesWithin<T[keyof T], Rest>
          : T
  : never

/** The types of the leaves of a tree type. */
// Waits for `T` as a whole, so that declarations print its name instead of what it stands for.
export type LeafOf<T> = T extends unknown ? LeavesWithin<T, Depth> : never

/**
 * As `treeMap`, with the path of each leaf: record keys and positions from the root.
 *
 * @example
 * treeMapWithPath((path, x) => `${path.join('/')}=${x}`, { a: [1, 2] }) // => { a: ['a/0=1', 'a/1=2'] }
 */
export const treeMapWithPath = /*@__PURE__*/ checked(
  'treeMapWithPath(f, tree, options?)',
  <T, R>(
    f: (path: readonly PathKey[], leaf: NoInfer<LeafOf<T>>) => R,
    tree: T,
    options: TreeOptions = {},
  ): Mapped<T, R> => {
    checkFunction('treeMapWithPath', f)
    checkTreeOptions('treeMapWithPath', options)
    const [leaves, def] = flatten(tree, options.isLeaf)
    const paths = leafPaths(def)
    const mapped = leaves.map((leaf, i) =>
      callFunction(f, paths[i] as readonly PathKey[], leaf as LeafOf<T>),
    )
    return unflatten(def, mapped) as Mapped<T, R>
  },
)

/**
 * The leaves in order: arrays by position, records by sorted key; `null` has none.
 *
 * @example
 * treeLeaves({ b: 1, a: [2, null] }) // => [2, 1]
 */
export const treeLeaves = /*@__PURE__*/ checked(
  'treeLeaves(tree, options?)',
  <T>(tree: T, options: TreeOptions = {}): LeafOf<T>[] => {
    checkTreeOptions('treeLeaves', options)
    return flatten(tree, options.isLeaf)[0] as LeafOf<T>[]
  },
)

/**
 * Leaves and structure; `treeUnflatten` is the inverse.
 *
 * @example
 * const [leaves, def] = treeFlatten({ w: 1, b: 2 })
 * treeUnflatten(def, leaves.map((x) => x * 10)) // => { b: 20, w: 10 }
 */
export const treeFlatten = /*@__PURE__*/ checked(
  'treeFlatten(tree, options?)',
  <T>(tree: T, options: TreeOptions = {}): readonly [leaves: LeafOf<T>[], def: TreeDef] => {
    checkTreeOptions('treeFlatten', options)
    const [leaves, def] = flatten(tree, options.isLeaf)
    return [leaves as LeafOf<T>[], def]
  },
)

/** Puts leaves back into a structure. Throws `TreeError` if their number is wrong. */
export const treeUnflatten = /*@__PURE__*/ checked(
  'treeUnflatten(def, leaves)',
  (def: TreeDef, leaves: readonly unknown[]): unknown => {
    checkDef('treeUnflatten', def)
    if (!Array.isArray(leaves))
      throw new TreeError('treeUnflatten', `expected a list of leaves, got ${describe(leaves)}`)
    return unflatten(def, leaves)
  },
)

const kinds: readonly unknown[] = ['leaf', 'null', 'array', 'record', 'custom']

/** Throws `TreeError` unless `def` is a structure. */
const checkDef = (op: string, def: unknown): void => {
  if (!kinds.includes((def as Partial<TreeDef> | null | undefined)?.kind))
    throw new TreeError(op, `expected a structure, as treeStructure gives it, got ${describe(def)}`)
}

/** The structure of a tree, to compare or print with `treeStructureString`. */
export const treeStructure = /*@__PURE__*/ checked(
  'treeStructure(tree, options?)',
  (tree: unknown, options: TreeOptions = {}): TreeDef => {
    checkTreeOptions('treeStructure', options)
    return flatten(tree, options.isLeaf)[1]
  },
)

/**
 * Prints a structure.
 *
 * @example
 * treeStructureString(treeStructure({ w: [1, null] })) // => '{ w: [*, null] }'
 */
export const treeStructureString = /*@__PURE__*/ checked(
  'treeStructureString(def)',
  (def: TreeDef): string => {
    checkDef('treeStructureString', def)
    return showDef(def)
  },
)

/**
 * Combines the leaves from left to right.
 *
 * @example
 * treeReduce((sum, x) => sum + x, { a: 1, b: [2, 3] }, 0) // => 6
 */
export const treeReduce = /*@__PURE__*/ checked(
  'treeReduce(f, tree, init)',
  <T, R>(f: (accumulator: R, leaf: NoInfer<LeafOf<T>>) => R, tree: T, init: R): R => {
    checkFunction('treeReduce', f)
    return treeLeaves(tree).reduce((accumulator, leaf) => callFunction(f, accumulator, leaf), init)
  },
)

/** Whether all leaves are truthy. */
export const treeAll = /*@__PURE__*/ checked('treeAll(tree)', (tree: unknown): boolean =>
  flatten(tree)[0].every(Boolean),
)

/**
 * Turns a tree of trees inside out: `outer` is the structure of `tree` down to the inner trees, which
 * all have the structure `inner`.
 *
 * @throws TreeError where a structure does not fit
 * @example
 * const [outer, inner] = [treeStructure({ a: 0, b: 0 }), treeStructure([0, 0])]
 * treeTranspose(outer, inner, { a: [1, 2], b: [3, 4] }) // => [{ a: 1, b: 3 }, { a: 2, b: 4 }]
 */
export const treeTranspose = /*@__PURE__*/ checked(
  'treeTranspose(outer, inner, tree)',
  (outer: TreeDef, inner: TreeDef, tree: unknown): unknown => {
    checkDef('treeTranspose', outer)
    checkDef('treeTranspose', inner)
    const paths = leafPaths(outer)
    const columns = flattenUpTo(outer, tree, 'treeTranspose').map((subtree, i) =>
      flattenUpTo(inner, subtree, 'treeTranspose', showPath(paths[i] ?? [])),
    )
    const count = columns[0]?.length ?? flatten(unflattenPlaceholder(inner))[0].length
    const rows = Array.from({ length: count }, (_, i) =>
      unflatten(
        outer,
        columns.map((column) => column[i]),
      ),
    )
    return unflatten(inner, rows)
  },
)

const unflattenPlaceholder = (def: TreeDef): unknown =>
  unflatten(
    def,
    leafPaths(def).map(() => 0),
  )

/**
 * The leaves of `prefix`, each repeated for all leaves of the subtree of `tree` below it.
 *
 * @throws TreeError if `prefix` is no prefix of `tree`
 */
export const broadcastPrefix = (
  prefix: unknown,
  tree: unknown,
  op: string,
  isLeaf?: IsLeaf,
  root = '',
): unknown[] => {
  const [values, def] = flatten(prefix, isLeaf)
  return flattenUpTo(def, tree, op, root).flatMap((subtree, i) =>
    flatten(subtree)[0].map(() => values[i]),
  )
}

/** Throws unless both structures are the same. */
export const assertSameStructure = (
  expected: TreeDef,
  got: TreeDef,
  op: string,
  what: string,
): void => {
  if (!sameDef(expected, got))
    throw new TreeError(
      op,
      `expected ${what} of structure ${describeDef(expected)}, got ${describeDef(got)}`,
    )
}

import type { eq, monoid } from 'fp-ts'
import { keeping } from '../core/keeping.ts'
import {
  type LeafOf,
  type MapTree,
  treeMap,
  treeMapWithPath,
  treeReduce,
  treeTranspose,
} from '../core/tree.ts'
import type { TreeDef } from '../core/tree-def.ts'
import {
  type Flat,
  fromTree,
  getEq as getFlatEq,
  getMonoid as getFlatMonoid,
  type Path,
  toTree,
} from './flat.ts'

/**
 * Data-last `treeMap` of one tree.
 *
 * @example
 * F.pipe({ w: 1, b: [2, 3] }, fp.tree.map((x: number) => x * 10)) // => { w: 10, b: [20, 30] }
 */
export const map = /*@__PURE__*/ keeping(
  'map(f)(tree)',
  <L, R>(f: (leaf: L) => R) =>
    <T>(tree: LeafOf<T> extends L ? T : never): MapTree<T, R> =>
      treeMap(f as (leaf: unknown) => R, tree as unknown) as MapTree<T, R>,
)

/** Data-last `treeMapWithPath`. */
export const mapWithPath = /*@__PURE__*/ keeping(
  'mapWithPath(f)(tree)',
  <L, R>(f: (path: Path, leaf: L) => R) =>
    <T>(tree: LeafOf<T> extends L ? T : never): MapTree<T, R> =>
      treeMapWithPath(f as (path: Path, leaf: unknown) => R, tree as unknown) as MapTree<T, R>,
)

/**
 * Data-last `treeMap` of two trees; the argument of the last call comes first to `f`.
 *
 * @throws TreeError if the trees do not match, with the path
 * @example
 * const gradient = { w: 10, b: 20 }
 * F.pipe({ w: 1, b: 2 }, fp.tree.zipWith(gradient, (p: number, g: number) => p - 0.1 * g)) // => { w: 0, b: 0 }
 */
export const zipWith = /*@__PURE__*/ keeping(
  'zipWith(other, f)(tree)',
  <U, L, R>(other: U, f: (leaf: L, other: NoInfer<LeafOf<U>>) => R) =>
    <T>(tree: LeafOf<T> extends L ? T : never): MapTree<T, R> =>
      treeMap(
        f as (leaf: unknown, other: unknown) => R,
        tree as unknown,
        other as unknown,
      ) as MapTree<T, R>,
)

/**
 * Data-last `treeReduce`.
 *
 * @example
 * F.pipe({ a: 1, b: [2, 3] }, fp.tree.reduce(0, (sum: number, x: number) => sum + x)) // => 6
 */
export const reduce = /*@__PURE__*/ keeping(
  'reduce(init, f)(tree)',
  <L, B>(init: B, f: (accumulator: B, leaf: L) => B) =>
    (tree: unknown): B =>
      treeReduce(f as (accumulator: B, leaf: unknown) => B, tree, init),
)

/**
 * Maps every leaf into a monoid, and combines.
 *
 * @example
 * F.pipe({ a: 'x', b: ['y'] }, fp.tree.foldMap(string.Monoid)((leaf: string) => leaf.toUpperCase())) // => 'XY'
 */
export const foldMap = /*@__PURE__*/ keeping(
  'foldMap(M)(f)(tree)',
  <B>(M: monoid.Monoid<B>) =>
    <L>(f: (leaf: L) => B): ((tree: unknown) => B) =>
      reduce<L, B>(M.empty, (sum, leaf) => M.concat(sum, f(leaf))),
)

/** Data-last `treeTranspose`. */
export const transpose = /*@__PURE__*/ keeping(
  'transpose(outer, inner)(tree)',
  (outer: TreeDef, inner: TreeDef) =>
    (tree: unknown): unknown =>
      treeTranspose(outer, inner, tree),
)

/**
 * Equal structures with equal leaves.
 *
 * @example
 * const Eq = fp.tree.getEq<{ w: Tensor }>(fp.tensor.Eq)
 * Eq.equals({ w: np.array([1]) }, { w: np.array([1]) }) // => true
 */
export const getEq = /*@__PURE__*/ keeping('getEq(E)', <T>(E: eq.Eq<LeafOf<T>>): eq.Eq<T> => {
  const flatEq = getFlatEq(E)
  return { equals: (x, y) => flatEq.equals(fromTree(x), fromTree(y)) }
})

/**
 * The monoid of the trees that have the structure of `like`: combines leaf by leaf.
 *
 * @throws TreeError from `concat` for trees of unequal structures
 * @example
 * const sums = fp.tree.getMonoid(fp.tensor.MonoidSum, { loss: 0, count: 0 } as unknown as Metrics)
 * interface Metrics { loss: Tensor; count: Tensor }
 * const batches = [{ loss: np.array(2), count: np.array(1) }, { loss: np.array(3), count: np.array(1) }]
 * monoid.concatAll(sums)(batches) // => { loss: 5, count: 2 }
 */
export const getMonoid = /*@__PURE__*/ keeping(
  'getMonoid(M, like)',
  <T>(M: monoid.Monoid<LeafOf<NoInfer<T>>>, like: T): monoid.Monoid<T> => {
    const flatMonoid = getFlatMonoid(M, fromTree(like).def)
    const build = (flat: Flat<LeafOf<T>>): T => toTree(flat) as T
    return {
      concat: (x, y) => build(flatMonoid.concat(fromTree(x), fromTree(y))),
      empty: build(flatMonoid.empty),
    }
  },
)

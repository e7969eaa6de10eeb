import {
  type applicative,
  type eq,
  function as F,
  type foldable,
  type foldableWithIndex,
  type functor,
  type functorWithIndex,
  type monoid,
  readonlyArray,
  type semigroup,
  type traversable,
} from 'fp-ts'
import type { HKT } from 'fp-ts/HKT'
import { checked } from '../core/checked.ts'
import { TreeError } from '../core/errors.ts'
import { keeping } from '../core/keeping.ts'
import type { LeafOf, Tree } from '../core/tree.ts'
import {
  flatten,
  leafPaths,
  type PathKey,
  sameDef,
  showDef,
  type TreeDef,
  unflatten,
} from '../core/tree-def.ts'

/**
 * A tree cut into structure and contents. Unlike a bare tree, in which a leaf may be mapped to a node, it
 * is a lawful functor: `map` never changes the structure.
 */
export interface Flat<A> {
  readonly def: TreeDef
  readonly leaves: readonly A[]
}

export const URI = 'cotangent/Flat'
export type URI = typeof URI

declare module 'fp-ts/HKT' {
  interface URItoKind<A> {
    readonly [URI]: Flat<A>
  }
}

/** Keys and positions from the root to a leaf. */
export type Path = readonly PathKey[]

/**
 * Takes a tree apart: records by sorted key, arrays by position.
 *
 * @example
 * fp.flat.fromTree({ w: [1, 2], b: 3 }).leaves // => [3, 1, 2]
 */
export const fromTree = /*@__PURE__*/ checked('fromTree(tree)', <T>(tree: T): Flat<LeafOf<T>> => {
  const [leaves, def] = flatten(tree)
  return { def, leaves: leaves as LeafOf<T>[] }
})

/**
 * The inverse of `fromTree`.
 *
 * @throws TreeError if the number of leaves is not that of the structure
 */
export const toTree = /*@__PURE__*/ checked(
  'toTree(flat)',
  <A>({ def, leaves }: Flat<A>): Tree<A> => unflatten(def, leaves) as Tree<A>,
)

/** The paths of the leaves, in their order. */
export const paths = /*@__PURE__*/ checked('paths(fa)', (fa: Flat<unknown>): readonly Path[] =>
  leafPaths(fa.def),
)

const mapFlat = <A, B>({ def, leaves }: Flat<A>, f: (a: A) => B): Flat<B> => ({
  def,
  leaves: leaves.map((a) => f(a)),
})

const zipPaths = <A>(fa: Flat<A>): readonly (readonly [Path, A])[] => {
  const all = paths(fa)
  return fa.leaves.map((a, i) => [all[i] as Path, a] as const)
}

/** Maps leaves; the structure stays. */
export const Functor: functor.Functor1<URI> = { URI, map: mapFlat }

/** As `Functor`, with the path of each leaf. */
export const FunctorWithIndex: functorWithIndex.FunctorWithIndex1<URI, Path> = {
  URI,
  map: mapFlat,
  mapWithIndex: (fa, f) => ({ def: fa.def, leaves: zipPaths(fa).map(([path, a]) => f(path, a)) }),
}

/** Folds leaves in order. */
export const Foldable: foldable.Foldable1<URI> = {
  URI,
  reduce: (fa, b, f) => fa.leaves.reduce((acc, a) => f(acc, a), b),
  foldMap: (M) => (fa, f) => fa.leaves.reduce((acc, a) => M.concat(acc, f(a)), M.empty),
  reduceRight: (fa, b, f) => fa.leaves.reduceRight((acc, a) => f(a, acc), b),
}

/** As `Foldable`, with the path of each leaf. */
export const FoldableWithIndex: foldableWithIndex.FoldableWithIndex1<URI, Path> = {
  ...Foldable,
  reduceWithIndex: (fa, b, f) => zipPaths(fa).reduce((acc, [path, a]) => f(path, acc, a), b),
  foldMapWithIndex: (M) => (fa, f) =>
    zipPaths(fa).reduce((acc, [path, a]) => M.concat(acc, f(path, a)), M.empty),
  reduceRightWithIndex: (fa, b, f) =>
    zipPaths(fa).reduceRight((acc, [path, a]) => f(path, a, acc), b),
}

const traverseFlat =
  <G>(G: applicative.Applicative<G>) =>
  <A, B>(ta: Flat<A>, f: (a: A) => HKT<G, B>): HKT<G, Flat<B>> =>
    G.map(readonlyArray.Traversable.traverse(G)(ta.leaves, f), (leaves) => ({
      def: ta.def,
      leaves,
    }))

const sequenceFlat =
  <G>(G: applicative.Applicative<G>) =>
  <A>(ta: Flat<HKT<G, A>>): HKT<G, Flat<A>> =>
    traverseFlat(G)(ta, F.identity)

/** Runs effects leaf by leaf: `Option`, `Either`, `Task`, … */
export const Traversable: traversable.Traversable1<URI> = {
  ...Foldable,
  map: mapFlat,
  traverse: traverseFlat,
  sequence: sequenceFlat,
}

/**
 * Data-last `map`.
 *
 * @example
 * F.pipe(fp.flat.fromTree({ a: 1, b: [2] }), fp.flat.map((x: number) => x * 10), fp.flat.toTree) // => { a: 10, b: [20] }
 */
export const map = /*@__PURE__*/ keeping(
  'map(f)(fa)',
  <A, B>(f: (a: A) => B) =>
    (fa: Flat<A>): Flat<B> =>
      mapFlat(fa, f),
)

/** Data-last `mapWithIndex`; the index is the path. */
export const mapWithIndex = /*@__PURE__*/ keeping(
  'mapWithIndex(f)(fa)',
  <A, B>(f: (path: Path, a: A) => B) =>
    (fa: Flat<A>): Flat<B> =>
      FunctorWithIndex.mapWithIndex(fa, f),
)

/** Data-last `reduce`. */
export const reduce = /*@__PURE__*/ keeping(
  'reduce(b, f)(fa)',
  <A, B>(b: B, f: (b: B, a: A) => B) =>
    (fa: Flat<A>): B =>
      Foldable.reduce(fa, b, f),
)

/** Data-last `foldMap`. */
export const foldMap = /*@__PURE__*/ keeping(
  'foldMap(M)(f)(fa)',
  <M>(M: monoid.Monoid<M>) =>
    <A>(f: (a: A) => M) =>
    (fa: Flat<A>): M =>
      Foldable.foldMap(M)(fa, f),
)

/**
 * Data-last `traverse`.
 *
 * @example
 * const positive = fp.flat.traverse(option.Applicative)((x: number) => (x > 0 ? option.some(x) : option.none))
 * option.isSome(positive(fp.flat.fromTree({ a: 1, b: [2] }))) // => true
 * option.isSome(positive(fp.flat.fromTree({ a: 1, b: [-2] }))) // => false
 */
export const traverse: traversable.PipeableTraverse1<URI> = /*@__PURE__*/ keeping(
  'traverse(G)(f)(ta)',
  <G>(G: applicative.Applicative<G>) =>
    <A, B>(f: (a: A) => HKT<G, B>) =>
    (ta: Flat<A>): HKT<G, Flat<B>> =>
      traverseFlat(G)(ta, f),
)

/** Equal structures with equal leaves. */
export const getEq = /*@__PURE__*/ keeping(
  'getEq(E)',
  <A>(E: eq.Eq<A>): eq.Eq<Flat<A>> => ({
    equals: (x, y) =>
      x === y ||
      (sameDef(x.def, y.def) && x.leaves.every((leaf, i) => E.equals(leaf, y.leaves[i] as A))),
  }),
)

/** Combines leaf by leaf. Throws `TreeError` for unequal structures. */
export const getSemigroup = /*@__PURE__*/ keeping(
  'getSemigroup(S)',
  <A>(S: semigroup.Semigroup<A>): semigroup.Semigroup<Flat<A>> => ({
    concat: (x, y) => {
      if (!sameDef(x.def, y.def))
        throw new TreeError(
          'concat',
          `expected trees of one structure, got ${showDef(x.def)} and ${showDef(y.def)}`,
        )
      return { def: x.def, leaves: x.leaves.map((leaf, i) => S.concat(leaf, y.leaves[i] as A)) }
    },
  }),
)

/** The monoid of the trees of one structure: combines leaf by leaf. */
export const getMonoid = /*@__PURE__*/ keeping(
  'getMonoid(M, def)',
  <A>(M: monoid.Monoid<A>, def: TreeDef): monoid.Monoid<Flat<A>> => ({
    ...getSemigroup(M),
    empty: { def, leaves: leafPaths(def).map(() => M.empty) },
  }),
)

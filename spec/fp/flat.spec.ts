import fc from 'fast-check'
import {
  type applicative,
  array,
  either,
  type eq,
  function as F,
  type functor,
  identity,
  number,
  option,
  string,
} from 'fp-ts'
import type { Kind, URIS } from 'fp-ts/HKT'
import { describe, expect, it } from 'vitest'
import { flat } from '../../src/fp/index.ts'
import { trees } from '../../src/testing/arbitraries/trees.ts'
import { prop } from '../support/prop.ts'

const flats = trees(fc.integer({ min: -9, max: 9 })).map((tree) =>
  flat.fromTree(tree),
) as fc.Arbitrary<flat.Flat<number>>
const functions = fc.func(fc.integer({ min: -9, max: 9 })) as fc.Arbitrary<(x: number) => number>

describe('Flat', () => {
  prop('is a tree taken apart', [trees(fc.integer())], (tree) => {
    expect(flat.toTree(flat.fromTree(tree))).toEqual(tree)
  })

  it('has a path for every leaf', () => {
    const paths = flat.paths(flat.fromTree({ b: [1, { c: 2 }], a: 3, none: null }))
    expect(paths).toEqual([['a'], ['b', 0], ['b', 1, 'c']])
  })
})

describe('Functor', () => {
  const { map } = flat.Functor

  prop('keeps the identity', [flats], (fa) => {
    expect(map(fa, F.identity)).toEqual(fa)
  })

  prop('keeps composition', [flats, functions, functions], (fa, f, g) => {
    expect(map(fa, F.flow(f, g))).toEqual(map(map(fa, f), g))
  })

  prop('keeps the structure even where leaves become trees', [flats], (fa) => {
    expect(map(fa, (x) => ({ x })).def).toBe(fa.def)
  })
})

describe('FunctorWithIndex', () => {
  const { map, mapWithIndex } = flat.FunctorWithIndex
  type Indexed = (path: flat.Path, x: number) => string
  const f: Indexed = (path, x) => `${path.join('/')}=${x}`

  prop('is map where the index is ignored', [flats, functions], (fa, g) => {
    expect(mapWithIndex(fa, (_, x) => g(x))).toEqual(map(fa, g))
  })

  prop('keeps composition', [flats, functions], (fa, g) => {
    const both = mapWithIndex(fa, (path, x) => f(path, g(x)))
    expect(
      mapWithIndex(
        mapWithIndex(fa, (_, x) => g(x)),
        f,
      ),
    ).toEqual(both)
  })
})

describe('Foldable', () => {
  const { foldMap, reduce, reduceRight } = flat.Foldable

  prop('reduces in the order of the leaves', [flats], (fa) => {
    expect(reduce(fa, [] as number[], (xs, x) => [...xs, x])).toEqual(fa.leaves)
    expect(reduceRight(fa, [] as number[], (x, xs) => [x, ...xs])).toEqual(fa.leaves)
  })

  prop('agrees with foldMap', [flats], (fa) => {
    const M = array.getMonoid<number>()
    expect(foldMap(M)(fa, (x) => [x])).toEqual(reduce(fa, [] as number[], (xs, x) => [...xs, x]))
    expect(foldMap(string.Monoid)(fa, String)).toBe(fa.leaves.join(''))
  })

  prop('folds with the path', [flats], (fa) => {
    const { foldMapWithIndex, reduceRightWithIndex, reduceWithIndex } = flat.FoldableWithIndex
    const paths = flat.paths(fa)
    const M = array.getMonoid<flat.Path>()
    expect(foldMapWithIndex(M)(fa, (path) => [path])).toEqual(paths)
    expect(reduceWithIndex(fa, [] as flat.Path[], (p, all) => [...all, p])).toEqual(paths)
    expect(reduceRightWithIndex(fa, [] as flat.Path[], (p, _, all) => [p, ...all])).toEqual(paths)
  })
})

describe('Traversable', () => {
  const { map, sequence, traverse } = flat.Traversable
  const half = (x: number): option.Option<number> =>
    x % 2 === 0 ? option.some(x / 2) : option.none
  const small = (x: number): either.Either<string, number> =>
    x < 5 ? either.right(x) : either.left(`${x} is too large`)

  prop('keeps the identity', [flats, functions], (fa, f) => {
    expect(traverse(identity.Applicative)(fa, f)).toEqual(map(fa, f))
  })

  prop('gives what sequence gives after map', [flats], (fa) => {
    expect(traverse(option.Applicative)(fa, half)).toEqual(
      sequence(option.Applicative)(map(fa, half)),
    )
  })

  prop('is natural in the applicative', [flats], (fa) => {
    const toEither = either.fromOption(() => 'odd')
    const before = traverse(either.Applicative)(fa, F.flow(half, toEither))
    expect(toEither(traverse(option.Applicative)(fa, half))).toEqual(before)
    const toArray = array.fromOption
    expect(toArray(traverse(option.Applicative)(fa, half))).toEqual(
      traverse(array.Applicative)(fa, F.flow(half, toArray)),
    )
  })

  prop('keeps composition of applicatives', [flats], (fa) => {
    const composed = applicativeOf(
      option.Applicative,
      either.getApplicativeValidation(string.Semigroup),
    )
    const once = composed.traverse(fa, (x) => option.map(small)(half(x)))
    const twice = option.map((fb: flat.Flat<number>) =>
      traverse(either.getApplicativeValidation(string.Semigroup))(fb, small),
    )(traverse(option.Applicative)(fa, half))
    expect(once).toEqual(twice)
  })

  it('collects effects from left to right', () => {
    const fa = flat.fromTree({ b: 7, a: [6, 1], c: 9 })
    const V = either.getApplicativeValidation(string.Semigroup)
    expect(traverse(V)(fa, small)).toEqual(
      either.left('6 is too large7 is too large9 is too large'),
    )
    expect(traverse(either.Applicative)(fa, small)).toEqual(either.left('6 is too large'))
  })
})

/** Traverses with the composition of `option` and another applicative, written out. */
const applicativeOf = <E>(
  O: typeof option.Applicative,
  E: applicative.Applicative2C<either.URI, E>,
) => ({
  traverse: (
    fa: flat.Flat<number>,
    f: (x: number) => option.Option<either.Either<E, number>>,
  ): option.Option<either.Either<E, flat.Flat<number>>> => {
    const empty: option.Option<either.Either<E, readonly number[]>> = O.of(E.of([]))
    const all = fa.leaves.reduce(
      (acc, x) =>
        O.ap(
          O.map(
            acc,
            (xs) => (y: either.Either<E, number>) =>
              E.ap(
                E.map(xs, (list) => (z: number) => [...list, z]),
                y,
              ),
          ),
          f(x),
        ),
      empty,
    )
    return O.map(all, (leaves) => E.map(leaves, (list) => ({ def: fa.def, leaves: list })))
  },
})

describe('Eq', () => {
  const mod3: eq.Eq<number> = { equals: (x, y) => (x - y) % 3 === 0 }
  const E = flat.getEq(mod3)

  prop('is reflexive', [flats], (x) => {
    expect(E.equals(x, { ...x })).toBe(true)
  })

  prop('is symmetric', [flats, flats], (x, y) => {
    expect(E.equals(x, y)).toBe(E.equals(y, x))
    const z = flat.map((a: number) => a + 3)(x)
    expect([E.equals(x, z), E.equals(z, x)]).toEqual([true, true])
  })

  prop('is transitive', [flats, fc.integer(), fc.integer()], (x, a, b) => {
    const [y, z] = [flat.map((n: number) => n + 3 * a)(x), flat.map((n: number) => n + 3 * b)(x)]
    expect(E.equals(x, y) && E.equals(y, z)).toBe(true)
    expect(E.equals(x, z)).toBe(true)
  })

  it('tells structures apart', () => {
    const one = flat.fromTree({ a: 1 })
    expect(E.equals(one, flat.fromTree({ b: 1 }) as flat.Flat<number>)).toBe(false)
    expect(E.equals(one, flat.fromTree([1]))).toBe(false)
    expect(E.equals(one, flat.fromTree({ a: 2 }))).toBe(false)
  })
})

describe('Monoid', () => {
  prop('has an identity, and is associative', [flats, functions, functions], (x, f, g) => {
    const M = flat.getMonoid(number.MonoidSum, x.def)
    const [y, z] = [flat.map(f)(x), flat.map(g)(x)]
    expect(M.concat(M.empty, x)).toEqual(x)
    expect(M.concat(x, M.empty)).toEqual(x)
    expect(M.concat(M.concat(x, y), z)).toEqual(M.concat(x, M.concat(y, z)))
  })

  prop('combines in order where the leaves do not commute', [flats], (x) => {
    const M = flat.getMonoid(string.Monoid, x.def)
    const y = flat.map(String)(x)
    expect(M.concat(y, flat.map(() => '!')(x))).toEqual(flat.map((s) => `${s}!`)(y))
  })

  it('refuses trees of another structure', () => {
    const S = flat.getSemigroup(number.SemigroupSum)
    expect(() =>
      S.concat(flat.fromTree([1, 2]), flat.fromTree([1])),
    ).toThrowErrorMatchingInlineSnapshot(
      `[TreeError: concat: expected trees of one structure, got [*, *] and [*]]`,
    )
  })
})

describe('data-last functions', () => {
  it('read from left to right', () => {
    const sum = F.pipe(
      flat.fromTree({ w: [1, 2], b: 3 }),
      flat.map((x) => x * 10),
      flat.mapWithIndex((path, x) => x + path.length),
      flat.foldMap(number.MonoidSum)((x) => x),
    )
    expect(sum).toBe(65)
    expect(
      F.pipe(
        flat.fromTree([1, 2]),
        flat.reduce(10, (a, b) => a - b),
      ),
    ).toBe(7)
  })

  it('work for any code over higher-kinded types', () => {
    const double = <G extends URIS>(G: functor.Functor1<G>, x: Kind<G, number>) =>
      G.map(x, (n) => 2 * n)
    expect(flat.toTree(double(flat.Functor, flat.fromTree({ a: 1 })))).toEqual({ a: 2 })
    expect(double(option.Functor, option.some(2))).toEqual(option.some(4))
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Tree,
  treeAll,
  treeFlatten,
  treeLeaves,
  treeMap,
  treeMapWithPath,
  treeReduce,
  treeStructure,
  treeStructureString,
  treeTranspose,
  treeUnflatten,
} from '../../src/core/tree.ts'
import { trees } from '../../src/testing/arbitraries/trees.ts'
import { prop } from '../support/prop.ts'

const numbers = trees(fc.integer())

describe('flattening', () => {
  prop('is undone by unflattening', [numbers], (tree) => {
    const [leaves, def] = treeFlatten(tree)
    expect(treeUnflatten(def, leaves)).toEqual(tree)
    expect(leaves).toEqual(treeLeaves(tree))
    expect(def).toEqual(treeStructure(tree))
  })

  prop(
    'takes records in sorted key order, whatever order they were written in',
    [numbers],
    (tree) => {
      const reversed = (t: Tree<number>): Tree<number> =>
        typeof t !== 'object' || t === null
          ? t
          : Array.isArray(t)
            ? t.map(reversed)
            : Object.fromEntries(
                Object.entries(t as Record<string, Tree<number>>)
                  .reverse()
                  .map(([key, child]) => [key, reversed(child)]),
              )
      expect(treeLeaves(reversed(tree))).toEqual(treeLeaves(tree))
    },
  )

  it('sorts keys by code unit, so that upper case goes first', () => {
    expect(treeLeaves({ b: 1, B: 2, a: 3, '10': 4, '9': 5 })).toEqual([4, 5, 2, 3, 1])
  })

  it('finds no leaf in null and empty nodes, and one in anything else', () => {
    expect(treeLeaves([null, {}, [], [[]], { a: null }])).toEqual([])
    const leaf = (): void => undefined
    expect(treeLeaves({ a: leaf, b: 'text', c: undefined })).toEqual([leaf, 'text', undefined])
    expect(treeLeaves(new Map([['a', 1]]))).toHaveLength(1)
  })

  it('stops at nodes for which isLeaf holds, null too', () => {
    const isPair = (x: unknown): boolean => Array.isArray(x) && x.length === 2
    expect(treeLeaves({ a: [1, 2], b: [3] }, { isLeaf: isPair })).toEqual([[1, 2], 3])
    expect(treeLeaves([null, 1], { isLeaf: (x) => x === null })).toEqual([null, 1])
  })

  it('keeps keys that are special to JavaScript', () => {
    const tree: unknown = JSON.parse('{"__proto__": 1, "constructor": 2, "a.b": 3}')
    const [leaves, def] = treeFlatten(tree)
    expect(leaves).toEqual([1, 3, 2])
    expect(JSON.stringify(treeUnflatten(def, leaves))).toBe(
      '{"__proto__":1,"a.b":3,"constructor":2}',
    )
  })

  it('takes records without a prototype', () => {
    const bare: unknown = Object.assign(Object.create(null), { x: 1 })
    expect(treeMap((x) => Number(x) + 1, bare)).toEqual({ x: 2 })
  })

  it('wants as many leaves as the structure has', () => {
    const def = treeStructure({ a: 0, b: [0] })
    expect(() => treeUnflatten(def, [1])).toThrowErrorMatchingInlineSnapshot(
      `[TreeError: treeUnflatten: expected 2 leaves for the structure { a: *, b: [*] }, got 1]`,
    )
    expect(() => treeUnflatten(def, [1, 2, 3])).toThrow('expected 2 leaves')
  })
})

describe('treeStructureString', () => {
  it('prints nodes as one would write them', () => {
    const text = (tree: unknown): string => treeStructureString(treeStructure(tree))
    expect(text({ w: [1, null], b: {}, c: [] })).toBe('{ b: {}, c: [], w: [*, null] }')
    expect(text({ 'a b': 1 })).toBe('{ "a b": * }')
    expect(text(7)).toBe('*')
    expect(text(null)).toBe('null')
  })

  it('tells structures apart that only look alike', () => {
    const [one, two] = [{ 'a: *, b': 1 }, { a: 1, b: 1 }].map((t) =>
      treeStructureString(treeStructure(t)),
    )
    expect(one).not.toBe(two)
  })
})

describe('treeMap', () => {
  prop('keeps the structure', [numbers], (tree) => {
    expect(treeStructure(treeMap((x) => `${x}`, tree))).toEqual(treeStructure(tree))
  })

  prop('maps the identity to the identity, and compositions to compositions', [numbers], (tree) => {
    expect(treeMap((x) => x, tree)).toEqual(tree)
    const [f, g] = [(x: number) => x + 1, (x: number) => [x]]
    expect(treeMap((x) => g(f(x)), tree)).toEqual(treeMap(g, treeMap(f, tree) as Tree<number>))
  })

  prop('takes leaves at the same place from all trees', [numbers], (tree) => {
    const doubled = treeMap((x) => 2 * x, tree)
    expect(treeMap((x, y) => (y as number) - x, tree, doubled)).toEqual(tree)
  })

  it('hands over whole subtrees below the leaves of the first tree', () => {
    const mapped = treeMap((x, rest) => [x, rest], { a: 1, b: 2 }, { a: [3, 4], b: { c: 5 } })
    expect(mapped).toEqual({ a: [1, [3, 4]], b: [2, { c: 5 }] })
  })

  it('ignores what is null in all trees', () => {
    expect(treeMap((x, y) => x + y, [1, null], [10, null])).toEqual([11, null])
  })

  it.each([
    [
      { a: 1, b: 2 },
      { a: 1, c: 2 },
      'expected the keys {a, b}, got {a, c} (missing b; unexpected c)',
    ],
    [
      { m: [{ w: 1, b: 1 }] },
      { m: [{ w: 1 }] },
      'at m[0]: expected the keys {b, w}, got {w} (missing b)',
    ],
    [{ a: [1, 2] }, { a: [1, 2, 3] }, 'at a: expected 2 elements, got 3'],
    [{ a: { b: 1 } }, { a: 1 }, 'at a: expected { b: * }, got the number 1'],
    [{ a: { b: 1 } }, { a: [1] }, 'at a: expected { b: * }, got [*]'],
    [[null], [1], 'at [0]: expected null, got the number 1'],
    [[[1]], [null], 'at [0]: expected [*], got null'],
    [
      { a: 1 },
      undefined,
      'expected { a: * }, got undefined (a missing argument, key or return value)',
    ],
  ])('says where %j and %j differ', (one: unknown, other: unknown, message) => {
    expect(() => treeMap((x) => x, one, other)).toThrow(message)
  })

  it('keeps the path in a field of the error', () => {
    const run = (): unknown => treeMap((x) => x, { a: [{ b: 1 }] }, { a: [{ c: 1 }] })
    expect(run).toThrow(expect.objectContaining({ name: 'TreeError', op: 'treeMap', path: 'a[0]' }))
  })
})

describe('treeMapWithPath', () => {
  it('gives keys and positions from the root', () => {
    const paths = treeMapWithPath((path) => path.join('.'), { b: [1, { c: 2 }], a: 3 })
    expect(paths).toEqual({ a: 'a', b: ['b.0', { c: 'b.1.c' }] })
    expect(treeMapWithPath((path, x) => [path, x], 5)).toEqual([[], 5])
  })

  prop('leads from the root to the leaf', [numbers], (tree) => {
    treeMapWithPath((path, leaf) => {
      const found = path.reduce<unknown>(
        (node, key) => (node as Record<string | number, unknown>)[key],
        tree,
      )
      expect(found).toBe(leaf)
    }, tree)
  })

  it('stops where isLeaf holds', () => {
    const lengths = treeMapWithPath(
      (_, x) => (x as number[]).length,
      { a: [1, 2], b: [3] } as unknown,
      {
        isLeaf: Array.isArray,
      },
    )
    expect(lengths).toEqual({ a: 2, b: 1 })
  })
})

describe('treeReduce and treeAll', () => {
  prop('go through the leaves from left to right', [numbers], (tree) => {
    expect(treeReduce((list: number[], x) => [...list, x], tree, [])).toEqual(treeLeaves(tree))
    expect(treeAll(treeMap((x) => x > 3, tree))).toBe(treeLeaves(tree).every((x) => x > 3))
  })
})

describe('treeTranspose', () => {
  prop(
    'is its own inverse with the structures swapped',
    [numbers, numbers],
    (outerTree, innerTree) => {
      const [outer, inner] = [treeStructure(outerTree), treeStructure(innerTree)]
      let next = 0
      const tree = treeMap(() => treeMap(() => next++, innerTree), outerTree)
      const turned = treeTranspose(outer, inner, tree)
      expect(treeTranspose(inner, outer, turned)).toEqual(tree)
    },
  )

  it('says where the inner structure does not fit', () => {
    const [outer, inner] = [treeStructure([0, 0]), treeStructure({ a: 0 })]
    expect(() =>
      treeTranspose(outer, inner, [{ a: 1 }, { b: 2 }]),
    ).toThrowErrorMatchingInlineSnapshot(
      `[TreeError: treeTranspose: expected trees of one structure, got different ones at [1]: expected the keys {a}, got {b} (missing a; unexpected b)]`,
    )
  })
})

import { describe, expect, it } from 'vitest'
import {
  assertSameStructure,
  broadcastPrefix,
  treeLeaves,
  treeMap,
  treeMapWithPath,
  treeStructure,
  treeStructureString,
} from '../../src/core/tree.ts'
import { leafCount, registerPytreeNode, sameDef, showPath } from '../../src/core/tree-def.ts'

class Layer {
  readonly w: unknown
  readonly b: unknown
  readonly kind: string
  constructor(w: unknown, b: unknown, kind: string) {
    this.w = w
    this.b = b
    this.kind = kind
  }
}
registerPytreeNode(
  Layer,
  (layer) => [[layer.w, layer.b], layer.kind],
  (kind, [w, b]) => new Layer(w, b, kind),
)

const OtherLayer = { Layer: class Layer {} }.Layer
registerPytreeNode(
  OtherLayer,
  () => [[1, 2], 'dense'],
  () => new OtherLayer(),
)

describe('registered classes', () => {
  it('are nodes, rebuilt with what is not a leaf', () => {
    const mapped = treeMap((x) => Number(x) * 2, new Layer(1, { c: 2 }, 'dense') as unknown)
    expect(mapped).toEqual(new Layer(2, { c: 4 }, 'dense'))
    expect(mapped).toBeInstanceOf(Layer)
  })

  it('name their children by position', () => {
    const paths = treeMapWithPath((path) => showPath(path), {
      l: new Layer(1, 2, 'dense'),
    } as unknown)
    expect(paths).toEqual({ l: new Layer('l[0]', 'l[1]', 'dense') })
  })

  it('print with their name and auxiliary data', () => {
    expect(treeStructureString(treeStructure(new Layer(1, [2], 'dense')))).toBe(
      'Layer("dense")[*, [*]]',
    )
  })

  it('have equal structures only with equal auxiliary data and class', () => {
    const def = (tree: unknown) => treeStructure(tree)
    expect(sameDef(def(new Layer(1, 2, 'a')), def(new Layer(3, 4, 'a')))).toBe(true)
    expect(sameDef(def(new Layer(1, 2, 'a')), def(new Layer(1, 2, 'b')))).toBe(false)
    expect(sameDef(def(new Layer(1, 2, 'dense')), def(new OtherLayer()))).toBe(false)
    expect(() =>
      treeMap((x) => x, new Layer(1, 2, 'a') as unknown, new Layer(1, 2, 'b')),
    ).toThrowErrorMatchingInlineSnapshot(
      `[TreeError: treeMap: expected trees of one structure, got different ones: expected Layer("a")[*, *], got Layer("b")[*, *]]`,
    )
  })

  it('are registered once', () => {
    expect(() =>
      registerPytreeNode(
        Layer,
        () => [[], null],
        () => new Layer(0, 0, ''),
      ),
    ).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: registerPytreeNode: expected a new class, got Layer, which is registered already]`,
    )
  })

  it('are leaves while they are not registered', () => {
    class Plain {}
    expect(treeLeaves([new Plain()])).toHaveLength(1)
  })
})

describe('structures', () => {
  it('count their leaves', () => {
    expect(leafCount(treeStructure({ a: [1, null], b: new Layer(1, [2, 3], '') }))).toBe(4)
  })

  it('differ where sizes, keys or kinds do', () => {
    const different = [1, null, [], {}, [1], [[1]], { a: 1 }, { b: 1 }, { a: [1] }, { a: null }]
    different.forEach((one, i) => {
      different.forEach((other, j) => {
        expect(sameDef(treeStructure(one), treeStructure(other))).toBe(i === j)
      })
    })
  })

  it('are printed where one does not fit', () => {
    expect(() =>
      assertSameStructure(treeStructure({ a: 1 }), treeStructure([1]), 'jvp', 'tangents'),
    ).toThrowErrorMatchingInlineSnapshot(
      `[TreeError: jvp: expected tangents of structure { a: * }, got [*]]`,
    )
  })
})

describe('broadcastPrefix', () => {
  it('repeats a leaf of the prefix for all leaves below it', () => {
    expect(broadcastPrefix({ a: 0, b: 1 }, { a: [7, { c: 8 }], b: 9 }, 'vmap')).toEqual([0, 0, 1])
    expect(broadcastPrefix(5, [1, [2, null]], 'vmap')).toEqual([5, 5])
  })

  it('says where the prefix goes deeper than the tree', () => {
    expect(() =>
      broadcastPrefix({ a: [0, 1] }, { a: 3 }, 'vmap inAxes', undefined, 'args'),
    ).toThrowErrorMatchingInlineSnapshot(
      `[TreeError: vmap inAxes: expected trees of one structure, got different ones at args.a: expected [*, *], got the number 3]`,
    )
  })
})

describe('showPath', () => {
  it('prints what one would write', () => {
    expect(showPath(['layers', 0, 'w'], 'params')).toBe('params.layers[0].w')
    expect(showPath(['a b', 'c'])).toBe('["a b"].c')
    expect(showPath([2], 'args')).toBe('args[2]')
    expect(showPath([])).toBe('')
  })
})

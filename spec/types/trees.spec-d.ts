import { describe, expectTypeOf, it } from 'vitest'
import type { TensorLike } from '../../src/core/convert.ts'
import type { Tensor } from '../../src/core/tensor.ts'
import {
  type LeafOf,
  type MapTree,
  type Tree,
  treeLeaves,
  treeMap,
  treeMapWithPath,
  treeReduce,
} from '../../src/core/tree.ts'

interface Params {
  readonly w: Tensor
  readonly layers: readonly [Tensor, { readonly b: Tensor }]
  readonly none: null
}
declare const params: Params

describe('treeMap', () => {
  it('keeps keys, tuples, modifiers and null', () => {
    expectTypeOf(treeMap((x) => x.add(1), params)).toEqualTypeOf<Params>()
    expectTypeOf(treeMap((x) => x.ndim, params)).toEqualTypeOf<{
      readonly w: number
      readonly layers: readonly [number, { readonly b: number }]
      readonly none: null
    }>()
  })

  it('knows the leaves of each tree', () => {
    treeMap(
      (x, y, z) => {
        expectTypeOf(x).toEqualTypeOf<Tensor>()
        expectTypeOf(y).toEqualTypeOf<number>()
        expectTypeOf(z).toEqualTypeOf<string | boolean>()
      },
      { a: params.w },
      { a: 1 },
      { a: 'x' as string | boolean },
    )
  })

  it('takes arrays and trees of no given structure', () => {
    expectTypeOf(treeMap((x) => `${x}`, [1, 2] as number[])).toEqualTypeOf<string[]>()
    expectTypeOf(treeMap((x) => `${x}`, {} as Tree<number>)).toEqualTypeOf<Tree<string>>()
    expectTypeOf(treeMap((x) => `${x}`, {} as Record<string, number>)).toEqualTypeOf<
      Record<string, string>
    >()
  })
})

describe('the types of trees', () => {
  it('give leaves as a union', () => {
    expectTypeOf<LeafOf<Params>>().toEqualTypeOf<Tensor>()
    expectTypeOf<LeafOf<[number, { a: boolean[]; f: () => void }]>>().toEqualTypeOf<
      number | boolean | (() => void)
    >()
    expectTypeOf<LeafOf<Tree<number>>>().toEqualTypeOf<number>()
    expectTypeOf<LeafOf<null>>().toBeNever()
    expectTypeOf(treeLeaves({ a: 1, b: ['x'] })).toEqualTypeOf<(number | string)[]>()
  })

  it('take all that stands for a tensor for one leaf', () => {
    expectTypeOf<MapTree<TensorLike, string>>().toEqualTypeOf<string>()
    expectTypeOf<MapTree<{ x: TensorLike }, string>>().toEqualTypeOf<{ x: string }>()
  })

  it('reach callbacks', () => {
    treeMapWithPath((path, x) => {
      expectTypeOf(path).toEqualTypeOf<readonly (string | number)[]>()
      expectTypeOf(x).toEqualTypeOf<Tensor>()
    }, params)
    expectTypeOf(treeReduce((n: number, x) => n + x.size, params, 0)).toEqualTypeOf<number>()
  })
})

import { describe, expectTypeOf, it } from 'vitest'
import type { Tensor } from '../../src/core/tensor.ts'
import { type Tree, treeAll, treeMap, treeMapWithPath, treeReduce } from '../../src/core/tree.ts'
import * as fp from '../../src/fp/index.ts'

interface Params {
  readonly w: Tensor
  readonly layers: readonly [Tensor, { readonly b: Tensor }]
  readonly none: null
}
declare const a: Tensor
declare const params: Params
declare const maybe: { readonly a: Tensor | null }
declare const list: readonly Tensor[]
declare const lists: { readonly a: Tensor[]; readonly b: ReadonlyArray<[Tensor, Tensor]> }
declare const tree: Tree<Tensor>
declare const named: Record<string, Tensor>
declare const mixed: { readonly a: Tensor; readonly n: number }

const twice = (x: Tensor): Tensor => x.mul(2)
const size = (x: Tensor): number => x.size
const step = (p: Tensor, g: Tensor): Tensor => p.sub(g)

describe('treeMap of a function with annotated arguments', () => {
  it('keeps the structure', () => {
    expectTypeOf(treeMap((x: Tensor) => x.add(1), { a })).toEqualTypeOf<{ a: Tensor }>()
    expectTypeOf(treeMap(twice, params)).toEqualTypeOf<Params>()
    expectTypeOf(treeMap(size, [a, { b: a }] as const)).toEqualTypeOf<
      readonly [number, { readonly b: number }]
    >()
    expectTypeOf(treeMap(size, maybe)).toEqualTypeOf<{
      readonly a: number | null
    }>()
    expectTypeOf(treeMap(twice, list)).toEqualTypeOf<readonly Tensor[]>()
    expectTypeOf(treeMap(twice, [a, a])).toEqualTypeOf<Tensor[]>()
    expectTypeOf(treeMap(twice, lists)).toEqualTypeOf<{
      readonly a: Tensor[]
      readonly b: ReadonlyArray<[Tensor, Tensor]>
    }>()
    expectTypeOf(treeMap(twice, named)).toEqualTypeOf<Record<string, Tensor>>()
    expectTypeOf(treeMap(twice, tree)).toEqualTypeOf<Tree<Tensor>>()
    expectTypeOf(treeMap(twice, a)).toEqualTypeOf<Tensor>()
    expectTypeOf(treeMap(twice, null)).toEqualTypeOf<null>()
    expectTypeOf(treeMap(twice, a as Tensor | null)).toEqualTypeOf<Tensor | null>()
    expectTypeOf(treeMap((x: Tensor | number) => `${x}`, mixed)).toEqualTypeOf<{
      readonly a: string
      readonly n: string
    }>()
    expectTypeOf(treeMap((x: unknown) => x === null, mixed)).toEqualTypeOf<{
      readonly a: boolean
      readonly n: boolean
    }>()
    expectTypeOf(treeMap((x: number) => x + 1, { n: 1 })).toEqualTypeOf<{ n: number }>()
  })

  it('takes several trees', () => {
    expectTypeOf(treeMap(step, params, params)).toEqualTypeOf<Params>()
    expectTypeOf(
      treeMap((p: Tensor, g: Tensor, n: number) => p.sub(g.mul(n)), { a }, { a }, { a: 1 }),
    ).toEqualTypeOf<{ a: Tensor }>()
    expectTypeOf(treeMap((p: Tensor, g) => p.sub(g), { a }, { a })).toEqualTypeOf<{ a: Tensor }>()
    expectTypeOf(treeMap(step, list, list)).toEqualTypeOf<readonly Tensor[]>()
    expectTypeOf(treeMap(step, maybe, maybe)).toEqualTypeOf<{
      readonly a: Tensor | null
    }>()
  })

  it('refuses leaves that the function does not take', () => {
    // @ts-expect-error leaves are numbers
    treeMap(twice, { n: 1 })
    // @ts-expect-error a leaf is a number
    treeMap(twice, mixed)
    // @ts-expect-error the second tree's leaves are numbers
    treeMap(step, { a }, { a: 1 })
    // @ts-expect-error there is no third tree
    treeMap((p: Tensor, g: Tensor, n: number) => p.sub(g.mul(n)), { a }, { a })
  })
})

describe('other functions of leaves with annotated arguments', () => {
  it('treeMapWithPath', () => {
    expectTypeOf(
      treeMapWithPath(
        (path: readonly (string | number)[], x: Tensor) => path.length + x.size,
        params,
      ),
    ).toEqualTypeOf<{
      readonly w: number
      readonly layers: readonly [number, { readonly b: number }]
      readonly none: null
    }>()
    // @ts-expect-error leaves are numbers
    treeMapWithPath((_path: readonly (string | number)[], x: Tensor) => x.size, { n: 1 })
  })

  it('treeReduce', () => {
    expectTypeOf(
      treeReduce((n: number, x: Tensor) => n + x.size, params, 0),
    ).toEqualTypeOf<number>()
    expectTypeOf(
      treeReduce((sum: Tensor, x: Tensor) => sum.add(x), list, a),
    ).toEqualTypeOf<Tensor>()
    expectTypeOf(treeReduce((n: number, x: Tensor) => n + x.size, maybe, 0)).toEqualTypeOf<number>()
    // @ts-expect-error leaves are numbers
    treeReduce((n: number, x: Tensor) => n + x.size, { n: 1 }, 0)
  })

  it('treeAll', () => {
    expectTypeOf(treeAll(treeMap((x: Tensor) => x.ndim === 1, params))).toEqualTypeOf<boolean>()
  })

  it('those of fp', () => {
    expectTypeOf(fp.tree.map(twice)(params)).toEqualTypeOf<Params>()
    expectTypeOf(fp.tree.map(size)(maybe)).toEqualTypeOf<{
      readonly a: number | null
    }>()
    expectTypeOf(fp.tree.map(twice)(list)).toEqualTypeOf<readonly Tensor[]>()
    expectTypeOf(fp.tree.zipWith(params, step)(params)).toEqualTypeOf<Params>()
    expectTypeOf(
      fp.tree.mapWithPath((_path: readonly (string | number)[], x: Tensor) => x.ndim)({ a }),
    ).toEqualTypeOf<{ a: number }>()
    // @ts-expect-error leaves are numbers
    fp.tree.map(twice)({ n: 1 })
    // @ts-expect-error the other tree's leaves are numbers
    fp.tree.zipWith({ a: 1 }, step)({ a })
  })
})

import { expectTypeOf, test } from 'vitest'
import {
  type Tensor,
  type TensorLike,
  treeMap,
  treeMapWithPath,
  treeReduce,
} from '../../src/index.ts'

const record = { a: 0 as unknown as Tensor }
const nested = {
  a: 0 as unknown as Tensor,
  list: [] as Tensor[],
  pair: [0, 0] as unknown as readonly [Tensor, { b: Tensor }],
  none: null,
}

test('the function of treeMap may annotate its parameter', () => {
  expectTypeOf(treeMap((x: Tensor) => x.neg(), record)).toEqualTypeOf<{ a: Tensor }>()
  expectTypeOf(treeMap((x: TensorLike) => String(x), record)).toEqualTypeOf<{ a: string }>()
  const mapped = treeMap((x: Tensor) => x.size, nested)
  expectTypeOf(mapped.list).toEqualTypeOf<number[]>()
  expectTypeOf(mapped.pair).toEqualTypeOf<readonly [number, { b: number }]>()
  expectTypeOf(mapped.none).toEqualTypeOf<null>()
})

test('so may its other parameters', () => {
  expectTypeOf(treeMap((x: Tensor, y: Tensor) => x.add(y), record, record)).toEqualTypeOf<{
    a: Tensor
  }>()
  expectTypeOf(
    treeMap((x: Tensor, y: TensorLike, n: number) => x.add(y).mul(n), record, record, { a: 1 }),
  ).toEqualTypeOf<{ a: Tensor }>()
})

test('a parameter that does not fit the leaves is refused', () => {
  // @ts-expect-error the leaves are tensors
  treeMap((x: string) => x, record)
  // @ts-expect-error the leaves of the second tree are numbers
  treeMap((x: Tensor, y: Tensor) => x.add(y), record, { a: 1 })
})

test('treeMapWithPath and treeReduce take annotations too', () => {
  expectTypeOf(treeMapWithPath((_, x: Tensor) => x.size, record)).toEqualTypeOf<{ a: number }>()
  expectTypeOf(treeReduce((n: number, x: Tensor) => n + x.size, nested, 0)).toEqualTypeOf<number>()
})

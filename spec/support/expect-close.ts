import { expect } from 'vitest'
import type { Tensor } from '../../src/core/tensor.ts'
import { flatten, showDef } from '../../src/core/tree-def.ts'
import { type Comparison, isClose } from './tolerance.ts'

type Nested = number | boolean | readonly Nested[]

const numbersIn = (value: Nested): readonly number[] =>
  Array.isArray(value) ? value.flatMap(numbersIn) : [Number(value)]

const shapeOf = (value: Nested): readonly number[] =>
  Array.isArray(value)
    ? [value.length, ...(value.length > 0 ? shapeOf(value[0] as Nested) : [])]
    : []

/** Expects a tensor to have a shape, and elements within its dtype's tolerance. */
export const expectClose = (
  actual: Tensor,
  expected: Nested,
  comparison: Comparison = 'equal',
): void => {
  expect(actual.shape).toEqual(shapeOf(expected))
  const wanted = numbersIn(expected)
  const got = [...actual.data()]
  const isNear = got.every((x, i) => isClose(x, wanted[i] ?? Number.NaN, actual.dtype, comparison))
  // Compared exactly only to print the difference.
  if (!isNear) expect(got).toEqual(wanted)
}

/** Expects two trees of tensors to have one structure, equal avals, and elements within tolerance. */
export const expectSame = (
  actual: unknown,
  expected: unknown,
  comparison: Comparison = 'equal',
): void => {
  const [xs, def] = flatten(actual) as [Tensor[], ReturnType<typeof flatten>[1]]
  const [ys, expectedDef] = flatten(expected) as [Tensor[], ReturnType<typeof flatten>[1]]
  expect(showDef(def)).toBe(showDef(expectedDef))
  xs.forEach((x, i) => {
    const y = ys[i] as Tensor
    expect(x.dtype).toBe(y.dtype)
    expectClose(x, y.toArray() as Nested, comparison)
  })
}

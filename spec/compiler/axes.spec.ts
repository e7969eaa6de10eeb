import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Axes,
  collapse,
  layout,
  memoryOrder,
  reorder,
  vectorAxis,
} from '../../src/compiler/axes.ts'
import { rowMajor } from '../../src/compiler/views.ts'
import { range } from '../../src/core/aval.ts'
import { prop } from '../support/prop.ts'
import { addresses } from './support.ts'

/** For each point, in order, where every array is there. */
const points = ({ shape, strides }: Axes): readonly string[] => {
  const all = strides.map((steps) => addresses(shape, { offset: 0, strides: steps }))
  return (all[0] ?? []).map((_, i) => all.map((array) => array[i]).join())
}

/** Loops over arrays in memory in several orders, broadcast along some axes. */
const axes: fc.Arbitrary<Axes> = fc
  .array(fc.constantFrom(2, 3, 4, 1, 0), { minLength: 1, maxLength: 4 })
  .chain((shape) => {
    const order = fc.shuffledSubarray([...range(shape.length)], {
      minLength: shape.length,
      maxLength: shape.length,
    })
    const dense = fc
      .tuple(order, fc.nat(15))
      .map(([memory, broadcast]) =>
        layout(shape, memory).map((step, axis) => ((broadcast >> axis) & 1 ? 0 : step)),
      )
    return fc
      .array(fc.oneof(fc.constant(rowMajor(shape)), dense), { minLength: 1, maxLength: 3 })
      .map((strides) => ({ shape, strides }))
  })

describe('collapse', () => {
  prop('visits the same points in the same order', [axes], (loop) => {
    const joined = collapse(loop)
    expect(points(joined)).toEqual(points(loop))
    expect(joined.shape.length).toBeLessThanOrEqual(loop.shape.length)
    return true
  })

  prop('leaves nothing to join', [axes], (loop) => {
    const once = collapse(loop)
    expect(collapse(once)).toEqual({ ...once, from: [...once.shape.keys()] })
    return true
  })

  prop('joins what it may', [axes, fc.nat(15)], (loop, mask) => {
    const may = (axis: number): boolean => ((mask >> axis) & 1) === 1
    const joined = collapse(loop, may)
    expect(points(joined)).toEqual(points(loop))
    for (const axis of range(loop.shape.length - 1))
      if (!may(axis)) expect(joined.from).toContain(axis)
    return true
  })

  it('names the last of the axes that each new one is made of', () => {
    const { shape, from } = collapse({ shape: [2, 3, 4, 5], strides: [[60, 20, 1, 4]] })
    expect([shape, from]).toEqual([
      [6, 4, 5],
      [1, 2, 3],
    ])
  })
})

describe('reorder', () => {
  prop('visits the same points', [axes, fc.nat(3)], (loop, turn) => {
    const rank = loop.shape.length
    const order = [...range(rank)].map((axis) => (axis + turn) % rank)
    expect([...points(reorder(loop, order))].sort()).toEqual([...points(loop)].sort())
    return true
  })
})

describe('layout', () => {
  prop('is dense, and memoryOrder finds its order again', [axes], ({ shape }) => {
    const order = [...range(shape.length)].reverse()
    const strides = layout(shape, order)
    const size = shape.reduce((n, m) => n * m, 1)
    const all = addresses(shape, { offset: 0, strides }).sort((a, b) => a - b)
    expect(all).toEqual([...range(size)])
    const found = layout(shape, memoryOrder(shape, [strides]))
    const used = shape.flatMap((n, axis) => (n > 1 && size > 0 ? [axis] : []))
    expect(used.map((axis) => found[axis])).toEqual(used.map((axis) => strides[axis]))
    return true
  })

  it('is natural where no array has an order', () => {
    expect(memoryOrder([2, 3], [[0, 1]])).toEqual([0, 1])
    expect(memoryOrder([2, 3], [])).toEqual([0, 1])
    expect(memoryOrder([2, 3], [[1, -2]])).toEqual([1, 0])
  })
})

describe('vectorAxis', () => {
  it.each([
    ['the axis of unit steps', [8, 8], [[8, 1]], [0, 1], 1],
    [
      'that of more arrays',
      [8, 8],
      [
        [1, 8],
        [1, 8],
        [8, 1],
      ],
      [0, 1],
      0,
    ],
    [
      'an axis that is long enough',
      [8, 2],
      [
        [1, 8],
        [2, 1],
      ],
      [0, 1],
      0,
    ],
    ['one that repeats an element rather than one that jumps', [8, 8], [[0, 3]], [0, 1], 0],
    ['the last of equals', [4, 4], [[0, 0]], [0, 1], 1],
  ] as const)('is %s', (_, shape, arrays, order, axis) => {
    expect(vectorAxis(shape, arrays, order)).toBe(axis)
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Bijection,
  compose,
  invert,
  mapAxis,
  mapStrides,
  permute,
  reshape,
  sameBijection,
  squeeze,
  squeezeStrides,
  unsqueezeStrides,
} from '../../src/compiler/bijection.ts'
import { rowMajor } from '../../src/compiler/views.ts'
import { range, type Shape } from '../../src/core/aval.ts'
import { prop } from '../support/prop.ts'
import { addresses } from './support.ts'

/** What a map makes of an array of the given elements, point by point. */
const apply = (map: Bijection, elements: readonly number[]): readonly number[] => {
  let current = elements
  for (const { from, permutation } of map) {
    if (permutation === undefined) continue
    const dense = rowMajor(from)
    const strides = permutation.map((axis) => dense[axis]!)
    const before = current
    current = addresses(
      permutation.map((axis) => from[axis]!),
      { offset: 0, strides },
    ).map((i) => before[i]!)
  }
  return current
}

const numbered = (shape: Shape): readonly number[] =>
  addresses(shape, { offset: 0, strides: rowMajor(shape) })

interface Chain {
  readonly from: Shape
  readonly to: Shape
  readonly map: Bijection
  /** The moves one by one. */
  readonly moves: readonly Bijection[]
}

const shapesOf12: readonly Shape[] = [
  [12],
  [3, 4],
  [4, 3],
  [2, 6],
  [2, 3, 2],
  [1, 12],
  [3, 1, 4],
  [2, 2, 3],
  [6, 1, 2, 1],
]

/** Maps of transpositions and reshapes of twelve elements, one after the other. */
const chainFrom = (from: Shape): fc.Arbitrary<Chain> =>
  fc.array(fc.nat(1000), { maxLength: 5 }).map((choices) => {
    let shape = from
    const moves = choices.map((choice, i) => {
      if ((choice + i) % 2 === 0) {
        const to = shapesOf12[choice % shapesOf12.length]!
        const move = reshape(shape, to)
        shape = to
        return move
      }
      const left = [...range(shape.length)]
      let rest = choice
      const order = range(shape.length).map(() => {
        const [axis] = left.splice(rest % left.length, 1)
        rest = Math.floor(rest / 3)
        return axis!
      })
      const move = permute(shape, order)
      shape = order.map((axis) => shape[axis]!)
      return move
    })
    return { from, to: shape, moves, map: moves.reduce(compose, []) }
  })

const chain = fc.constantFrom(...shapesOf12).chain(chainFrom)
const twoChains = chain.chain((first) => fc.tuple(fc.constant(first), chainFrom(first.to)))

describe('bijections', () => {
  prop('composed do what their parts do one after the other', [chain], ({ from, map, moves }) => {
    const all = numbered(from)
    expect(apply(map, all)).toEqual(moves.reduce((now, move) => apply(move, now), all))
    return true
  })

  prop('are undone by their inverses', [chain], ({ from, to, map }) => {
    expect(compose(map, invert(map))).toEqual([])
    expect(compose(invert(map), map)).toEqual([])
    expect(apply(invert(map), apply(map, numbered(from)))).toEqual(numbered(to))
    return true
  })

  prop('compose associatively', [twoChains, fc.nat(4)], ([f, g], cut) => {
    const parts = [...f.moves, ...g.moves]
    const left = parts.slice(0, cut).reduce(compose, [] as Bijection)
    const right = parts.slice(cut).reduce(compose, [] as Bijection)
    expect(sameBijection(compose(left, right), compose(f.map, g.map))).toBe(true)
    return true
  })

  prop('that are the same map every point alike', [twoChains], ([f, g]) => {
    const back = compose(f.map, compose(g.map, invert(g.map)))
    expect(sameBijection(back, f.map)).toBe(true)
    if (!sameBijection(f.map, [])) return true
    expect(apply(f.map, numbered(f.from))).toEqual(numbered(f.from))
    return true
  })

  prop('map steps to those that read the same elements', [chain], ({ from, to, map }) => {
    const strides = mapStrides(map, squeezeStrides(from, rowMajor(from)))
    if (strides === undefined) return true
    expect(addresses(squeeze(to), { offset: 0, strides })).toEqual(apply(map, numbered(from)))
    return true
  })

  prop('map axes to those that the same index runs along', [chain], ({ from, to, map }) => {
    const space = squeeze(from)
    for (const axis of range(space.length)) {
      const index = addresses(space, {
        offset: 0,
        strides: space.map((_, i) => Number(i === axis)),
      })
      const place = mapAxis(map, axis)
      if (place === undefined) continue
      const target = squeeze(to)
      const strides = target.map((_, i) => Number(i === place))
      expect(addresses(target, { offset: 0, strides })).toEqual(apply(map, index))
    }
    return true
  })

  it('leave axes of size 1 out', () => {
    expect(permute([1, 3, 1], [2, 0, 1])).toEqual([])
    expect(reshape([1, 3], [3, 1])).toEqual([])
    expect(squeeze([1, 0, 3, 1])).toEqual([0, 3])
    expect(squeezeStrides([1, 0, 3, 1], [9, 8, 7, 6])).toEqual([8, 7])
    expect(unsqueezeStrides([1, 0, 3, 1], [8, 7])).toEqual([0, 8, 7, 0])
  })

  it('keep permutations where no axis is merged, and reshapes otherwise', () => {
    expect(compose(permute([2, 3], [1, 0]), permute([3, 2], [1, 0]))).toEqual([])
    expect(compose(reshape([2, 3], [6]), reshape([6], [3, 2]))).toHaveLength(1)
    expect(compose(permute([2, 3], [1, 0]), reshape([3, 2], [6]))).toHaveLength(2)
    expect(mapAxis(permute([2, 3], [1, 0]), 0)).toBe(1)
    expect(mapAxis(reshape([2, 3], [6]), 0)).toBeUndefined()
  })

  it('say where no steps read the elements in the other order', () => {
    const turned = compose(permute([2, 3], [1, 0]), reshape([3, 2], [6]))
    expect(mapStrides(turned, [3, 1])).toBeUndefined()
    expect(mapStrides(turned, [1, 2])).toEqual([1])
  })
})

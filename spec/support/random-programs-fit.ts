import { range } from '../../src/core/aval.ts'
import { scalar } from '../../src/core/convert.ts'
import type { Tensor } from '../../src/index.ts'
import { convertElementType } from '../../src/primitives/arithmetic.ts'
import { reduceOr } from '../../src/primitives/reduction.ts'
import { pad, slice } from '../../src/primitives/slicing.ts'
import { broadcastInDim, reduceSum, reshape, transpose } from '../../src/primitives/structural.ts'

type Shape = readonly number[]

export const sizeOf = (shape: Shape): number => shape.reduce((n, m) => n * m, 1)

const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((n, i) => n === b[i])

/** Picks the next choice out of a number: `pick(n)` is below `n`. */
export const choices = (k: number): ((n: number) => number) => {
  let rest = k
  return (n) => {
    const chosen = rest % n
    rest = Math.floor(rest / n) + 17 * chosen + 5
    return chosen
  }
}

/** A tensor of one value. */
export const number = (x: Tensor, value: number): Tensor => scalar(value, x.dtype)

/** The sum over axes, of booleans the disjunction. */
export const total = (x: Tensor, axes: Shape): Tensor =>
  axes.length === 0 ? x : x.dtype === 'bool' ? reduceOr(x, axes) : reduceSum(x, axes)

/** Cuts or fills axes, keeping the rank. */
const resize = (x: Tensor, shape: Shape): Tensor => {
  const cut = slice(
    x,
    shape.map(() => 0),
    x.shape.map((n, i) => Math.min(n, shape[i] as number)),
    shape.map(() => 1),
  )
  const missing = shape.map((m, i) => (cut.shape[i] === 1 ? 0 : m - (cut.shape[i] as number)))
  const filled = pad(
    cut,
    number(x, x.dtype === 'bool' ? 1 : x.dtype.startsWith('float') ? 0.25 : 3),
    shape.map(() => 0),
    missing,
  )
  return broadcastInDim(filled, shape, range(shape.length))
}

/** A tensor of a shape made of `x`: transposed, reshaped, summed, cut, filled or broadcast as need be. */
export const fitShape = (x: Tensor, shape: Shape): Tensor => {
  if (sameShape(x.shape, shape)) return x
  if (x.ndim > 1 && sameShape([...x.shape].reverse(), shape))
    return transpose(
      x,
      range(x.ndim).map((axis) => x.ndim - 1 - axis),
    )
  if (x.size === sizeOf(shape)) return reshape(x, shape)
  const extra = x.ndim - shape.length
  if (extra > 0) return fitShape(total(x, range(extra)), shape)
  return resize(extra < 0 ? reshape(x, [...range(-extra).map(() => 1), ...x.shape]) : x, shape)
}

/** `x` with the dtype and the shape of another tensor. */
export const fitTo = (x: Tensor, like: Tensor): Tensor =>
  fitShape(x.dtype === like.dtype ? x : convertElementType(x, like.dtype), like.shape)

/** A permutation of the axes `0 … rank - 1`. */
export const permutationOf = (rank: number, pick: (n: number) => number): readonly number[] => {
  const left = [...range(rank)]
  return range(rank).map(() => left.splice(pick(left.length), 1)[0] as number)
}

/** Some of the axes of a rank, at least one where there are any. */
export const someAxes = (rank: number, pick: (n: number) => number): readonly number[] => {
  if (rank === 0) return []
  const mask = 1 + pick(2 ** rank - 1)
  return range(rank).filter((axis) => ((mask >> axis) & 1) === 1)
}

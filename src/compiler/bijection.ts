import { type Shape, sameShape } from '../core/aval.ts'
import { reshapeStrides } from './views.ts'

/**
 * A step of a one-to-one map between the points of two index spaces without axes of size 1: axes in
 * another order, or the same row-major sequence with other axes.
 */
type Move =
  | { readonly from: Shape; readonly to: Shape; readonly permutation: readonly number[] }
  | { readonly from: Shape; readonly to: Shape; readonly permutation?: undefined }

/** A map from one index space to another, step by step; empty for the identity. */
export type Bijection = readonly Move[]

/** Sizes other than 1: the index space of arrays of this shape. */
export const squeeze = (shape: Shape): Shape => shape.filter((n) => n !== 1)

/** Steps along the axes of `squeeze(shape)`. */
export const squeezeStrides = (shape: Shape, strides: readonly number[]): readonly number[] =>
  strides.filter((_, axis) => shape[axis] !== 1)

/** Steps along all axes of `shape` from those of `squeeze(shape)`. */
export const unsqueezeStrides = (shape: Shape, strides: readonly number[]): number[] => {
  let next = 0
  return shape.map((n) => (n === 1 ? 0 : strides[next++]!))
}

const isIdentity = ({ from, to, permutation }: Move): boolean =>
  permutation === undefined ? sameShape(from, to) : permutation.every((axis, i) => axis === i)

/** Reads the axes of `shape` in the order of `permutation`. */
export const permute = (shape: Shape, permutation: readonly number[]): Bijection => {
  const places = shape.map((n) => n !== 1)
  const place = (axis: number): number => places.slice(0, axis).filter(Boolean).length
  const move: Move = {
    from: squeeze(shape),
    to: squeeze(permutation.map((axis) => shape[axis]!)),
    permutation: permutation.filter((axis) => places[axis]).map(place),
  }
  return isIdentity(move) ? [] : [move]
}

/** Reads the elements of `from` in row-major order as those of `to`. */
export const reshape = (from: Shape, to: Shape): Bijection => {
  const move: Move = { from: squeeze(from), to: squeeze(to) }
  return isIdentity(move) ? [] : [move]
}

const invertMove = ({ from, to, permutation }: Move): Move =>
  permutation === undefined
    ? { from: to, to: from }
    : { from: to, to: from, permutation: permutation.map((_, i) => permutation.indexOf(i)) }

export const invert = (map: Bijection): Bijection => [...map].reverse().map(invertMove)

/** First one map, then the other; steps that undo each other vanish. */
export const compose = (first: Bijection, second: Bijection): Bijection => {
  const moves = [...first]
  for (const move of second) {
    const last = moves.at(-1)
    if (
      last === undefined ||
      (last.permutation === undefined) !== (move.permutation === undefined)
    ) {
      moves.push(move)
      continue
    }
    moves.pop()
    const joined: Move =
      last.permutation !== undefined && move.permutation !== undefined
        ? {
            from: last.from,
            to: move.to,
            permutation: move.permutation.map((axis) => last.permutation[axis]!),
          }
        : { from: last.from, to: move.to }
    if (!isIdentity(joined)) moves.push(joined)
  }
  return moves
}

/** Steps that read in the target space what `strides` read in the source space; `undefined` if there are none. */
export const mapStrides = (
  map: Bijection,
  strides: readonly number[],
): readonly number[] | undefined => {
  let current: readonly number[] | undefined = strides
  for (const { from, to, permutation } of map) {
    if (permutation !== undefined) {
      const steps: readonly number[] = current
      current = permutation.map((axis) => steps[axis]!)
    } else current = reshapeStrides(from, current, to)
    if (current === undefined) return undefined
  }
  return current
}

/** The axis of the target space that an axis of the source space becomes; `undefined` where axes are merged or split. */
export const mapAxis = (map: Bijection, axis: number): number | undefined => {
  let current = axis
  for (const { permutation } of map) {
    if (permutation === undefined) return undefined
    current = permutation.indexOf(current)
  }
  return current
}

export const sameBijection = (a: Bijection, b: Bijection): boolean =>
  compose(a, invert(b)).length === 0

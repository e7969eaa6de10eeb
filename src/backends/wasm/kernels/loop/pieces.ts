import type { Loop } from '../../../../compiler/kernels.ts'
import { range, sizeOf } from '../../../../core/aval.ts'
import { type Digit, unitsOf } from './units.ts'

/** How rows along the last axis are cut into pieces. */
export interface Pieces {
  /** Vectors of a piece; the last one may have less. */
  readonly vectors: number
  readonly count: number
  /** The order of pieces and of the other axes. */
  readonly digits: readonly Digit[]
}

/** Units that many threads can share evenly. */
const manyUnits = 32

/** Elements that fit into the nearest cache. */
const near = 2 ** 13

/** Vectors that fill a cache line of 32-bit elements. */
const lineVectors = 4

/** The axis along which an operand has neighbours, where it has none along the last one. */
const crossAxis = ({ shape, operands }: Loop): number | undefined => {
  const last = shape.length - 1
  for (const operand of operands) {
    if (!('buffer' in operand) || Math.abs(operand.strides[last]!) < lineVectors * 4) continue
    const axis = operand.strides.findIndex((stride) => Math.abs(stride) === 1)
    if (axis >= 0 && shape[axis]! >= 4) return axis
  }
  return undefined
}

/**
 * Cuts rows where they are few and long, so that threads can share them, and where operands are read across, as in
 * transposition: narrow pieces of all rows use what a cache line holds before it is gone.
 */
export const cutRows = (loop: Loop, asOne: boolean): Pieces => {
  const { shape } = loop
  const last = shape.length - 1
  const full = shape[last]! >> 2
  const digitOf = (axis: number): Digit => ({ axis, by: 1, size: shape[axis]! })
  const outer = range(last).map(digitOf)
  const cross = sizeOf(shape) > near ? crossAxis(loop) : undefined
  const shared = Math.max(64, Math.ceil((full * unitsOf(outer)) / manyUnits))
  const vectors = cross !== undefined ? lineVectors : asOne ? full : shared
  const count = Math.ceil(full / vectors)
  if (full === 0 || count === 1) return { vectors: full, count: 1, digits: outer }
  const pieces = { axis: last, by: 4 * vectors, size: count }
  const digits =
    cross === undefined
      ? [...outer, pieces]
      : [...outer.filter(({ axis }) => axis !== cross), pieces, digitOf(cross)]
  return { vectors, count, digits }
}

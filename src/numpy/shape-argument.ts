import type { Shape } from '../core/aval.ts'
import { describe } from '../core/convert.ts'
import { ShapeError } from '../core/errors.ts'
import { isTensor } from '../core/tensor.ts'

/** A shape as functions take it: a list of sizes, or one size for a vector. */
export type ShapeLike = number | Shape

/** A list of integers of at least `least`. Tracers throw `TracerError` when they are read here. */
export const checkSizes = (op: string, sizes: ShapeLike, least = 0): Shape => {
  const list: readonly unknown[] = Array.isArray(sizes) ? sizes : [sizes]
  return list.map((size) => {
    const value = isTensor(size) && size.ndim === 0 ? size.concrete(`${op} shape`).item() : size
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least)
      throw new ShapeError(
        op,
        `expected a shape of integers of at least ${least}, got ${
          typeof value === 'number' ? value : describe(value)
        }; a shape is fixed when a program is traced, so compute it from shapes and static arguments`,
      )
    return value
  })
}

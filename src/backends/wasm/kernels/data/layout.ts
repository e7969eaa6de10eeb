import type { Shape } from '../../../../core/aval.ts'

/** The elements of `values` at `axes`. */
export const pick = (values: readonly number[], axes: readonly number[]): number[] =>
  axes.map((axis) => values[axis]!)

/** The axes of an array of the given rank that are not in `axes`. */
export const otherAxes = (rank: number, axes: readonly number[]): number[] =>
  Array.from({ length: rank }, (_, axis) => axis).filter((axis) => !axes.includes(axis))

/** A nest of loops over several arrays: sizes, and each array's steps along the loops. */
export interface Nest {
  readonly shape: readonly number[]
  readonly strides: readonly (readonly number[])[]
}

/** The same nest with fewer loops: none of size 1, and neighbours in one where all arrays step evenly. */
export const collapse = (shape: Shape, strides: readonly (readonly number[])[]): Nest => {
  const sizes: number[] = []
  const steps: number[][] = strides.map(() => [])
  shape.forEach((n, axis) => {
    if (n === 1) return
    const last = sizes.length - 1
    const merges = last >= 0 && strides.every((own, k) => steps[k]![last] === own[axis]! * n)
    if (merges) sizes[last]! *= n
    else sizes.push(n)
    strides.forEach((own, k) => {
      if (merges) steps[k]![last] = own[axis]!
      else steps[k]!.push(own[axis]!)
    })
  })
  return { shape: sizes, strides: steps }
}

/** All steps times the size of an element. */
export const inBytes = (strides: readonly number[], bytes: number): number[] =>
  strides.map((stride) => stride * bytes)

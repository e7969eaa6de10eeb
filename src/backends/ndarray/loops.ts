import type { Shape } from '../../core/aval.ts'

/** A loop nest over several operands: sizes of the loops, and each operand's strides along them. */
export interface LoopNest {
  readonly shape: readonly number[]
  readonly strides: readonly (readonly number[])[]
}

/**
 * The same iteration with fewer loops: axes of size 1 go, and neighbours merge where every operand
 * steps evenly through both.
 */
export const collapse = (shape: Shape, strides: readonly (readonly number[])[]): LoopNest => {
  const sizes: number[] = []
  const steps: number[][] = strides.map(() => [])
  for (let axis = 0; axis < shape.length; axis++) {
    const n = shape[axis]!
    if (n === 1) continue
    const last = sizes.length - 1
    let merges = last >= 0
    for (let k = 0; merges && k < steps.length; k++)
      merges = steps[k]![last] === strides[k]![axis]! * n
    if (merges) {
      sizes[last]! *= n
      for (let k = 0; k < steps.length; k++) steps[k]![last] = strides[k]![axis]!
    } else {
      sizes.push(n)
      for (let k = 0; k < steps.length; k++) steps[k]!.push(strides[k]![axis]!)
    }
  }
  return { shape: sizes, strides: steps }
}

/** Writes the positions of all elements of a strided array in row-major order; `into` is large enough. */
export const writePositions = (
  into: Int32Array,
  shape: Shape,
  stride: readonly number[],
  offset: number,
): void => {
  into[0] = offset
  let filled = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const n = shape[axis]!
    const step = stride[axis]!
    // Repeats what is filled so far, which runs over the axes behind this one.
    for (let i = 1, to = filled; i < n; i++)
      for (let j = 0; j < filled; j++) into[to++] = into[j]! + i * step
    filled *= n
  }
}

/** Positions of all elements of a strided array in row-major order. */
export const positions = (shape: Shape, stride: readonly number[], offset = 0): Int32Array => {
  let size = 1
  for (const n of shape) size *= n
  const result = new Int32Array(size)
  if (size > 0) writePositions(result, shape, stride, offset)
  return result
}

/** The elements of `values` at `axes`. */
export const pick = (values: readonly number[], axes: readonly number[]): number[] => {
  const result = new Array<number>(axes.length)
  for (let i = 0; i < axes.length; i++) result[i] = values[axes[i]!]!
  return result
}

/** The axes of an array of the given rank that are in neither list. */
export const otherAxes = (
  rank: number,
  first: readonly number[],
  second: readonly number[] = [],
): number[] => {
  const axes: number[] = []
  for (let axis = 0; axis < rank; axis++)
    if (!first.includes(axis) && !second.includes(axis)) axes.push(axis)
  return axes
}

import type { LoopNest } from './loops.ts'

/**
 * Calls `line` for each innermost line of a loop nest, in row-major order, with each operand's position at its start,
 * its length, and each operand's step along it.
 */
export const eachLine = (
  { shape, strides }: LoopNest,
  offsets: readonly number[],
  line: (starts: readonly number[], length: number, steps: readonly number[]) => void,
): void => {
  const inner = shape.length - 1
  const steps = strides.map((stride) => stride[inner] ?? 0)
  const visit = (axis: number, starts: readonly number[]): void => {
    if (axis >= inner) {
      line(starts, shape[inner] ?? 1, steps)
      return
    }
    for (let i = 0; i < shape[axis]!; i++)
      visit(
        axis + 1,
        starts.map((start, k) => start + i * strides[k]![axis]!),
      )
  }
  visit(0, offsets)
}

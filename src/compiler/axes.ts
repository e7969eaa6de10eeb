import type { Shape } from '../core/aval.ts'

/** Axes of an iteration: their sizes, and for each array the step along each. */
export interface Axes {
  readonly shape: Shape
  readonly strides: readonly (readonly number[])[]
}

/** The axes in another order. */
export const reorder = ({ shape, strides }: Axes, order: readonly number[]): Axes => ({
  shape: order.map((axis) => shape[axis]!),
  strides: strides.map((steps) => order.map((axis) => steps[axis]!)),
})

/**
 * Makes one axis of neighbours that every array steps through evenly; `mayJoin` says of an axis whether it may be joined with
 * the next. Also gives, for each new axis, the last of the old ones that it is made of.
 */
export const collapse = (
  { shape, strides }: Axes,
  mayJoin: (axis: number) => boolean = () => true,
): Axes & { readonly from: readonly number[] } => {
  const sizes: number[] = []
  const from: number[] = []
  const steps = strides.map((): number[] => [])
  shape.forEach((n, axis) => {
    const last = sizes.length - 1
    const even =
      last >= 0 &&
      mayJoin(axis - 1) &&
      strides.every((array, i) => steps[i]![last] === array[axis]! * n)
    if (even) {
      sizes[last]! *= n
      from[last] = axis
    } else {
      sizes.push(n)
      from.push(axis)
    }
    const place = sizes.length - 1
    strides.forEach((array, i) => {
      steps[i]![place] = array[axis]!
    })
  })
  return { shape: sizes, strides: steps, from }
}

/** Steps of the dense layout in which `order` lists the axes from the slowest to the fastest. */
export const layout = (shape: Shape, order: readonly number[]): number[] => {
  const strides = new Array<number>(shape.length).fill(0)
  let step = 1
  for (const axis of [...order].reverse()) {
    strides[axis] = step
    step *= shape[axis]!
  }
  return strides
}

/** The order of axes in which an array lies in memory: natural where nothing says otherwise. */
export const memoryOrder = (shape: Shape, arrays: readonly (readonly number[])[]): number[] => {
  const natural = [...shape.keys()]
  const full = arrays.find((strides) => strides.every((step) => step !== 0))
  if (full === undefined) return natural
  return natural.sort((a, b) => Math.abs(full[b]!) - Math.abs(full[a]!) || a - b)
}

/** How well an axis serves as the one to vectorize: steps of 1 are best, and 0 is better than others. */
const suitability = (n: number, steps: readonly number[]): number => {
  let score = 0
  for (const step of steps) score += step === 1 ? 3 : step === 0 ? 1 : 0
  return n < 4 ? (score * n) / 4 : score
}

/** The axis to vectorize; of equals, the last in `order`. */
export const vectorAxis = (
  shape: Shape,
  arrays: readonly (readonly number[])[],
  order: readonly number[],
): number => {
  let best = order.at(-1)!
  let bestScore = -1
  for (const axis of order) {
    const score = suitability(
      shape[axis]!,
      arrays.map((strides) => strides[axis]!),
    )
    if (score >= bestScore) {
      best = axis
      bestScore = score
    }
  }
  return best
}

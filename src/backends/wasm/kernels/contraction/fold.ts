import { type Matrix, mapMatrices, type Problem, transposed } from './problem.ts'

const matricesOf = ({ lhs, rhs, operands, results }: Problem): readonly Matrix[] => [
  lhs,
  rhs,
  ...operands,
  ...results.map(({ matrix }) => matrix),
]

/** The batch with the given axes in the given order. */
const chooseAxes = (problem: Problem, axes: readonly number[]): Problem => ({
  ...mapMatrices(problem, (matrix) => ({
    ...matrix,
    batch: axes.map((axis) => matrix.batch[axis]!),
  })),
  batch: axes.map((axis) => problem.batch[axis]!),
})

const axesBut = (problem: Problem, axis: number): readonly number[] =>
  problem.batch.map((_, other) => other).filter((other) => other !== axis)

/** Axes of one element go; those along which `rhs` stays the same come last, so that one packing serves them. */
export const sortAxes = (problem: Problem): Problem => {
  const axes = problem.batch.map((_, axis) => axis).filter((axis) => problem.batch[axis] !== 1)
  const shared = (axis: number): boolean => problem.rhs.batch[axis] === 0
  return chooseAxes(problem, [
    ...axes.filter((axis) => !shared(axis)),
    ...axes.filter((axis) => shared(axis)),
  ])
}

/** Makes one axis of two of which the outer continues where the inner ends. */
const mergeAxes = (problem: Problem): Problem | undefined => {
  for (let inner = 1; inner < problem.batch.length; inner++) {
    const outer = inner - 1
    const size = problem.batch[inner]!
    if (matricesOf(problem).every(({ batch }) => batch[outer] === size * batch[inner]!)) {
      const { batch, ...rest } = chooseAxes(problem, axesBut(problem, outer))
      const merged = size * problem.batch[outer]!
      return { ...rest, batch: batch.map((old, axis) => (axis === outer ? merged : old)) }
    }
  }
  return undefined
}

/** Makes an axis along which `rhs` stays the same more rows, where the steps allow that. */
const mergeRows = (problem: Problem): Problem | undefined => {
  const { m, batch, rhs } = problem
  const withRows = matricesOf(problem).filter((matrix) => matrix !== rhs)
  for (const axis of batch.keys()) {
    const size = batch[axis]!
    if (rhs.batch[axis] !== 0) continue
    const outside = withRows.every((matrix) => matrix.batch[axis] === m * matrix.row)
    const inside = m === 1 || withRows.every((matrix) => matrix.row === size * matrix.batch[axis]!)
    if (!outside && !inside) continue
    const stepped = outside
      ? problem
      : mapMatrices(problem, (matrix, role) =>
          role === 'rhs' ? matrix : { ...matrix, row: matrix.batch[axis]! },
        )
    return { ...chooseAxes(stepped, axesBut(problem, axis)), m: m * size }
  }
  return undefined
}

const mergeColumns = (problem: Problem): Problem | undefined => {
  const merged = mergeRows(transposed(problem))
  return merged && transposed(merged)
}

/** The same products with as few axes of the batch as possible, and with the most rows and columns. */
export const fold = (problem: Problem): Problem => {
  let folded = sortAxes(problem)
  for (;;) {
    const next = mergeAxes(folded) ?? mergeRows(folded) ?? mergeColumns(folded)
    if (next === undefined) return folded
    folded = next
  }
}

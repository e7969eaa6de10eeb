import type { Loop, Operand, View } from '../../../../compiler/kernels.ts'
import { range } from '../../../../core/aval.ts'
import { reductionIdentity } from '../../../../core/reduction.ts'
import { constant } from '../../../../core/scalar.ts'
import { vectorAxis } from './vector-axis.ts'

/** The axis of an operand whose value is the index along an axis of size 1: always 0. */
export const noAxis = -1

const isView = (operand: Operand): operand is View => 'buffer' in operand

/** The loop with the given axes alone, in the given order. Those left out have one point. */
const withAxes = (loop: Loop, axes: readonly number[]): Loop => {
  const rearrange = (view: View): View => ({
    ...view,
    strides: axes.map((axis) => view.strides[axis]!),
  })
  return {
    ...loop,
    shape: axes.map((axis) => loop.shape[axis]!),
    reduced: axes.map((axis) => loop.reduced[axis]!),
    operands: loop.operands.map((operand) =>
      isView(operand) ? rearrange(operand) : { axis: axes.indexOf(operand.axis) },
    ),
    results: loop.results.map((result) => ({ ...result, view: rearrange(result.view) })),
  }
}

/** What a loop over no points still has to do: to store the values of reductions of nothing. */
const identities = (loop: Loop): Loop => {
  const kept = withAxes(
    loop,
    range(loop.shape.length).filter((axis) => !loop.reduced[axis]),
  )
  return {
    ...kept,
    operands: [],
    results: kept.results.flatMap(({ view, value, reduce }) =>
      reduce === undefined
        ? []
        : [{ view, value: constant(reductionIdentity(reduce, value.dtype), value.dtype) }],
    ),
  }
}

/** The loop as one that stores at all points, which is the same where no reduced axis has more than one. */
const withoutReductions = (loop: Loop): Loop => ({
  ...loop,
  reduced: loop.reduced.map(() => false),
  results: loop.results.map(({ view, value }) => ({ view, value })),
})

/**
 * An equal loop without axes of size 1, whose axes are: kept ones, then reduced ones, then the one to
 * vectorize, which may be either.
 */
export const arrange = (loop: Loop): Loop => {
  const { shape, reduced } = loop
  if (shape.some((size, axis) => size === 0 && reduced[axis])) return arrange(identities(loop))
  const long = range(shape.length).filter((axis) => shape[axis] !== 1)
  const reduces =
    loop.results.some(({ reduce }) => reduce !== undefined) && long.some((axis) => reduced[axis])
  if (!reduces && (reduced.includes(true) || loop.results.some(({ reduce }) => reduce))) {
    return arrange(withoutReductions(loop))
  }
  const last = vectorAxis(loop, long)
  const others = long.filter((axis) => axis !== last)
  return withAxes(loop, [
    ...others.filter((axis) => !reduced[axis]),
    ...others.filter((axis) => reduced[axis]),
    ...(last === undefined ? [] : [last]),
  ])
}

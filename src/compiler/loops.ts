import type { Shape } from '../core/aval.ts'
import type { DType } from '../core/dtype.ts'
import { arg } from '../core/scalar.ts'
import { collapse, memoryOrder, reorder, vectorAxis } from './axes.ts'
import { squeeze, squeezeStrides } from './bijection.ts'
import type { Loop, Operand, Result } from './kernels.ts'
import type { ArrayView } from './views.ts'

/** A loop whose axes are still in any order. */
interface Draft {
  readonly shape: Shape
  readonly reduced: readonly number[]
  readonly operands: readonly Operand[]
  readonly results: readonly Result[]
}

/** Orders the axes of a loop as `Loop` wants them, and joins those that can be one. */
export const arrangeLoop = ({ shape, reduced, operands, results }: Draft): Loop => {
  const arrays = [
    ...operands.map((operand) => ('axis' in operand ? shape.map(() => 0) : operand.strides)),
    ...results.map(({ view }) => view.strides),
  ]
  const indexed = operands.flatMap((operand) => ('axis' in operand ? [operand.axis] : []))
  const stored = results.filter(({ reduce }) => reduce === undefined)
  const memory = memoryOrder(shape, [
    ...operands.flatMap((operand) => ('axis' in operand ? [] : [operand.strides])),
    ...stored.map(({ view }) => view.strides),
  ])
  const isReduced = (axis: number): boolean => reduced.includes(axis)
  const order: number[] = []
  if (shape.length > 0) {
    const last = vectorAxis(shape, arrays, memory)
    const others = memory.filter((axis) => axis !== last)
    order.push(...others.filter((axis) => !isReduced(axis)), ...others.filter(isReduced), last)
  }
  const axes = collapse(reorder({ shape, strides: arrays }, order), (i) => {
    const [axis, next] = [order[i]!, order[i + 1]!]
    return isReduced(axis) === isReduced(next) && !indexed.includes(axis) && !indexed.includes(next)
  })
  const placeOf = (axis: number): number => axes.from.indexOf(order.indexOf(axis))
  return {
    kind: 'loop',
    shape: axes.shape,
    reduced: axes.from.map((i) => isReduced(order[i]!)),
    operands: operands.map((operand, i) =>
      'axis' in operand
        ? { axis: placeOf(operand.axis) }
        : { ...operand, strides: axes.strides[i]! },
    ),
    results: results.map((result, i) => ({
      ...result,
      view: { ...result.view, strides: axes.strides[operands.length + i]! },
    })),
  }
}

/** Copies the elements of one array to another of equal shape. */
export const copyLoop = (from: ArrayView, to: ArrayView): Loop => {
  const dtype: DType = from.buffer.dtype
  const strides = (view: ArrayView) => squeezeStrides(view.shape, view.strides)
  return arrangeLoop({
    shape: squeeze(from.shape),
    reduced: [],
    operands: [{ buffer: from.buffer, offset: from.offset, strides: strides(from) }],
    results: [
      {
        value: arg(0, dtype),
        view: { buffer: to.buffer, offset: to.offset, strides: strides(to) },
      },
    ],
  })
}

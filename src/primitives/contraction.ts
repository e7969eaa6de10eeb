import { type Aval, makeAval, range, showAvals } from '../core/aval.ts'
import { promoteTypes } from '../core/dtype.ts'
import { DtypeError, ShapeError } from '../core/errors.ts'
import type { DotDimensions } from '../core/kernel.ts'
import { type Primitive, requireKnown, type Tangent } from '../core/primitive.ts'
import type { Tensor } from '../core/tensor.ts'
import { bind1 } from '../core/trace.ts'
import { addAny } from './add-any.ts'
import { transpose } from './structural.ts'

interface DotParams {
  readonly dimensionNumbers: DotDimensions
}

/** Axes of an operand that are neither contracted nor batched. */
const freeAxes = (rank: number, contract: readonly number[], batch: readonly number[]) =>
  range(rank).filter((axis) => !contract.includes(axis) && !batch.includes(axis))

const checkDims = (x: Aval, y: Aval, { contract, batch }: DotDimensions): void => {
  const agree = (kind: string, [xs, ys]: DotDimensions['contract']): void => {
    const sizes = (a: Aval, axes: readonly number[]): readonly unknown[] =>
      axes.map((axis) => a.shape[axis])
    const xSizes = sizes(x, xs)
    const ySizes = sizes(y, ys)
    if (xs.length !== ys.length || xSizes.some((n, i) => n === undefined || n !== ySizes[i]))
      throw new ShapeError(
        'dotGeneral',
        `expected ${kind} axes of equal size, got (${xSizes.join(', ')}) and (${ySizes.join(', ')}) ` +
          `of ${showAvals([x, y])}`,
      )
  }
  agree('contracting', contract)
  agree('batch', batch)
  if (x.dtype !== y.dtype)
    throw new DtypeError(
      'dotGeneral',
      `expected operands of one dtype, got ${showAvals([x, y])}; np.matmul promotes, or use astype`,
    )
}

/**
 * The general dot product: contracts pairs of axes, batches over others.
 * Output axes: batch, then the free axes of `x`, then those of `y`. Bilinear.
 */
const dotGeneralP: Primitive<DotParams> = {
  name: 'dot_general',
  abstract: ([x, y], { dimensionNumbers }) => {
    const [a, b] = [x as Aval, y as Aval]
    checkDims(a, b, dimensionNumbers)
    const { contract, batch } = dimensionNumbers
    const sizes = (operand: Aval, axes: readonly number[]): readonly number[] =>
      axes.map((axis) => operand.shape[axis] as number)
    const { dtype, weakType } = promoteTypes([a, b])
    const shape = [
      ...sizes(a, batch[0]),
      ...sizes(a, freeAxes(a.shape.length, contract[0], batch[0])),
      ...sizes(b, freeAxes(b.shape.length, contract[1], batch[1])),
    ]
    return [makeAval(shape, dtype, weakType)]
  },
  jvp: ([x, y], [dx, dy], { dimensionNumbers }) => {
    const [a, b] = [x as Tensor, y as Tensor]
    const left = dx ? dotGeneral(dx, b, dimensionNumbers) : null
    const right = dy ? dotGeneral(a, dy, dimensionNumbers) : null
    const tangent: Tangent = left !== null && right !== null ? addAny(left, right) : (left ?? right)
    return [[dotGeneral(a, b, dimensionNumbers)], [tangent]]
  },
  transpose: ([ct], [x, y], { dimensionNumbers }, avals) => {
    if (!ct) return [null, null]
    return y
      ? [transposeLeft(ct, y, (avals[0] as Aval).shape.length, dimensionNumbers, false), null]
      : [
          null,
          transposeLeft(
            ct,
            requireKnown('dotGeneral', x),
            (avals[1] as Aval).shape.length,
            {
              contract: [dimensionNumbers.contract[1], dimensionNumbers.contract[0]],
              batch: [dimensionNumbers.batch[1], dimensionNumbers.batch[0]],
            },
            true,
          ),
        ]
  },
  batch: (_, [x, y], [dx, dy], { dimensionNumbers }) => {
    const [dims, out] = batchDims(
      [x as Tensor, y as Tensor],
      [dx ?? null, dy ?? null],
      dimensionNumbers,
    )
    return [[dotGeneral(x as Tensor, y as Tensor, dims)], [out]]
  },
  lower: ({ dimensionNumbers }) => ({ kind: 'dot', dims: dimensionNumbers }),
}

/**
 * Cotangent of the operand of rank `rank` that was multiplied with `y`. `swapped` says that it was the
 * second factor, so that its free axes come last in `ct`.
 */
const transposeLeft = (
  ct: Tensor,
  y: Tensor,
  rank: number,
  { contract, batch }: DotDimensions,
  swapped: boolean,
): Tensor => {
  const xFree = freeAxes(rank, contract[0], batch[0])
  const yFree = freeAxes(y.ndim, contract[1], batch[1])
  const ctBatch = range(batch[0].length)
  const ctY = swapped
    ? range(yFree.length, ctBatch.length)
    : range(yFree.length, ctBatch.length + xFree.length)
  const product = dotGeneral(ct, y, { contract: [ctY, yFree], batch: [ctBatch, batch[1]] })
  // Axes of the product: batch, free axes of x, then the contracted axes in the order y has them.
  const order = [...contract[1].keys()].sort(
    (i, j) => (contract[1][i] as number) - (contract[1][j] as number),
  )
  const places = [...batch[0], ...xFree, ...order.map((i) => contract[0][i] as number)]
  const permutation = range(rank).map((axis) => places.indexOf(axis))
  return transpose(product, permutation)
}

/** Adds a batch axis to the dimension numbers; the axis of the output that it becomes. */
const batchDims = (
  [x, y]: readonly [Tensor, Tensor],
  [dx, dy]: readonly [number | null, number | null],
  { contract, batch }: DotDimensions,
): readonly [DotDimensions, number] => {
  const shift = (axes: readonly number[], d: number | null): readonly number[] =>
    d === null ? axes : axes.map((axis) => (axis < d ? axis : axis + 1))
  const contracting = [shift(contract[0], dx), shift(contract[1], dy)] as const
  const batching = [shift(batch[0], dx), shift(batch[1], dy)] as const
  if (dx !== null && dy !== null)
    return [
      {
        contract: contracting,
        batch: [
          [dx, ...batching[0]],
          [dy, ...batching[1]],
        ],
      },
      0,
    ]
  const dims = { contract: contracting, batch: batching }
  const xFree = freeAxes(x.ndim, contracting[0], batching[0])
  if (dx !== null) return [dims, batching[0].length + xFree.indexOf(dx)]
  const yFree = freeAxes(y.ndim, contracting[1], batching[1])
  return [dims, batching[0].length + xFree.length + yFree.indexOf(dy as number)]
}

export const dotGeneral = (x: Tensor, y: Tensor, dimensionNumbers: DotDimensions): Tensor =>
  bind1(dotGeneralP, [x, y], { dimensionNumbers })

import { range, showAvals } from '../core/aval.ts'
import type { TensorLike } from '../core/convert.ts'
import { ShapeError } from '../core/errors.ts'
import type { Tensor } from '../core/tensor.ts'
import { dotGeneral as dotTensors } from '../primitives/contraction.ts'
import { operands } from './operands.ts'

type AxisPair = readonly [lhs: readonly number[], rhs: readonly number[]]

/**
 * The general dot product. `dimensionNumbers` is `[[lhsContract, rhsContract], [lhsBatch, rhsBatch]]`; the
 * result has the batch axes, then the free axes of `lhs`, then those of `rhs`.
 *
 * @throws ShapeError if paired sizes differ
 * @throws DtypeError if the dtypes differ
 */
export const dotGeneral = (
  lhs: TensorLike,
  rhs: TensorLike,
  dimensionNumbers: readonly [AxisPair, AxisPair],
): Tensor => {
  const [x, y] = operands('dotGeneral', lhs, rhs) as readonly [Tensor, Tensor]
  const [contract, batch] = dimensionNumbers
  return dotTensors(x, y, { contract, batch })
}

/**
 * The product of vectors and matrices: contracts the last axis of `lhs` with the first of `rhs`.
 *
 * @throws ShapeError for other ranks than 1 and 2, or if the sizes differ
 */
export const dot = (lhs: TensorLike, rhs: TensorLike): Tensor => {
  const [x, y] = operands('dot', lhs, rhs) as readonly [Tensor, Tensor]
  if (![1, 2].includes(x.ndim) || ![1, 2].includes(y.ndim))
    throw new ShapeError(
      'dot',
      `expected vectors or matrices, got ${showAvals([x, y])}; use np.matmul or lax.dotGeneral`,
    )
  return dotTensors(x, y, { contract: [[x.ndim - 1], [0]], batch: [[], []] })
}

/** Matrix products over equal leading axes: `[…,m,k] × […,k,n] → […,m,n]`. */
export const batchMatmul = (lhs: TensorLike, rhs: TensorLike): Tensor => {
  const [x, y] = operands('batchMatmul', lhs, rhs) as readonly [Tensor, Tensor]
  const rank = x.ndim
  const batch = range(rank - 2)
  return dotTensors(x, y, { contract: [[rank - 1], [rank - 2]], batch: [batch, batch] })
}

import { range, showAvals } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import type { TensorLike } from '../core/convert.ts'
import type { DType } from '../core/dtype.ts'
import { ShapeError } from '../core/errors.ts'
import type { DotDimensions } from '../core/kernel.ts'
import type { Tensor } from '../core/tensor.ts'
import { asResult, contractible, type ProductOptions, wantedDtype } from '../numpy/product-dtype.ts'
import { dotGeneral as dotTensors } from '../primitives/contraction.ts'
import { operands } from './operands.ts'

type AxisPair = readonly [lhs: readonly number[], rhs: readonly number[]]

/** A product summed in the wider one of the operands' dtype and the one that is wanted. */
const productIn = (
  op: string,
  x: Tensor,
  y: Tensor,
  dims: DotDimensions,
  wanted: DType | undefined,
): Tensor => {
  if (wanted === undefined || x.dtype !== y.dtype) return dotTensors(x, y, dims)
  const [a, b, dtype] = contractible(op, x, y, wanted)
  return asResult(dotTensors(a, b, dims), dtype)
}

/**
 * The general dot product. `dimensionNumbers` is `[[lhsContract, rhsContract], [lhsBatch, rhsBatch]]`; the
 * result has the batch axes, then the free axes of `lhs`, then those of `rhs`.
 *
 * @throws ShapeError if paired sizes differ
 * @throws DtypeError if the dtypes differ
 * @throws ArgumentError for an unknown option
 */
export const dotGeneral = /*@__PURE__*/ checked(
  'dotGeneral(lhs, rhs, dimensionNumbers, options?)',
  (
    lhs: TensorLike,
    rhs: TensorLike,
    dimensionNumbers: readonly [AxisPair, AxisPair],
    options?: ProductOptions,
  ): Tensor => {
    const wanted = wantedDtype('dotGeneral', options)
    const [x, y] = operands('dotGeneral', lhs, rhs) as readonly [Tensor, Tensor]
    const [contract, batch] = dimensionNumbers
    return productIn('dotGeneral', x, y, { contract, batch }, wanted)
  },
)

/**
 * The product of vectors and matrices: contracts the last axis of `lhs` with the first of `rhs`.
 *
 * @throws ShapeError for other ranks than 1 and 2, or if the sizes differ
 */
export const dot = /*@__PURE__*/ checked(
  'dot(lhs, rhs, options?)',
  (lhs: TensorLike, rhs: TensorLike, options?: ProductOptions): Tensor => {
    const wanted = wantedDtype('dot', options)
    const [x, y] = operands('dot', lhs, rhs) as readonly [Tensor, Tensor]
    if (![1, 2].includes(x.ndim) || ![1, 2].includes(y.ndim))
      throw new ShapeError(
        'dot',
        `expected vectors or matrices, got ${showAvals([x, y])}; use np.matmul or lax.dotGeneral`,
      )
    const dims: DotDimensions = { contract: [[x.ndim - 1], [0]], batch: [[], []] }
    return productIn('dot', x, y, dims, wanted)
  },
)

/** Matrix products over equal leading axes: `[…,m,k] × […,k,n] → […,m,n]`. */
export const batchMatmul = /*@__PURE__*/ checked(
  'batchMatmul(lhs, rhs)',
  (lhs: TensorLike, rhs: TensorLike): Tensor => {
    const [x, y] = operands('batchMatmul', lhs, rhs) as readonly [Tensor, Tensor]
    const rank = x.ndim
    const batch = range(rank - 2)
    return dotTensors(x, y, { contract: [[rank - 1], [rank - 2]], batch: [batch, batch] })
  },
)

import { makeAval, range, type Shape, showAval } from '../core/aval.ts'
import { scalar, type TensorLike } from '../core/convert.ts'
import { ShapeError } from '../core/errors.ts'
import type { Tensor } from '../core/tensor.ts'
import { broadcastShapeOf } from '../numpy/broadcasting.ts'
import { inexact } from '../numpy/promotion.ts'
import { mul } from '../primitives/arithmetic.ts'
import { dotGeneral } from '../primitives/contraction.ts'
import { gather } from '../primitives/gather.ts'
import { broadcastTo, reshape, transpose } from '../primitives/structural.ts'

/** Floating point matrices in the last two axes. Throws `ShapeError` for fewer axes. */
export const matricesOf = (op: string, x: TensorLike): Tensor => {
  const tensor = inexact(op, x)
  if (tensor.ndim < 2)
    throw new ShapeError(op, `expected matrices [...,m,n], got ${showAval(tensor)}`)
  return tensor
}

/** Square floating point matrices in the last two axes. Throws `ShapeError` for others. */
export const squaresOf = (op: string, x: TensorLike): Tensor => {
  const tensor = matricesOf(op, x)
  const [m, n] = tensor.aval.shape.slice(-2)
  if (m !== n)
    throw new ShapeError(op, `expected square matrices [...,n,n], got ${showAval(tensor)}`)
  return tensor
}

/** Rows and columns exchanged. */
export const swap = (x: Tensor): Tensor =>
  transpose(x, [...range(x.ndim - 2), x.ndim - 1, x.ndim - 2])

/** Products of matrices of equal leading axes. */
export const times = (x: Tensor, y: Tensor): Tensor => {
  const lead = range(x.ndim - 2)
  return dotGeneral(x, y, { contract: [[x.ndim - 1], [y.ndim - 2]], batch: [lead, lead] })
}

/** Columns of matrices, each multiplied by an entry of vectors of equal leading axes. */
export const scaleColumns = (x: Tensor, factors: Tensor): Tensor =>
  mul(
    x,
    broadcastTo(
      reshape(factors, [
        ...factors.aval.shape.slice(0, -1),
        1,
        factors.aval.shape.at(-1) as number,
      ]),
      x.aval.shape,
    ),
  )

/** Matrices of one common leading shape. */
export const alignLeading = (op: string, x: Tensor, y: Tensor): readonly [Tensor, Tensor] => {
  const lead = (t: Tensor): Shape => t.aval.shape.slice(0, -2)
  const common = broadcastShapeOf(op, [makeAval(lead(x), x.dtype), makeAval(lead(y), y.dtype)])
  const grown = (t: Tensor): Tensor => broadcastTo(t, [...common, ...t.aval.shape.slice(-2)])
  return [grown(x), grown(y)]
}

/** Rows of matrices in the order that vectors of positions give. */
export const takeRows = (x: Tensor, positions: Tensor): Tensor => {
  const lead = range(x.ndim - 2)
  return gather(
    x,
    reshape(positions, [...positions.aval.shape, 1]),
    {
      offsetDims: [x.ndim - 1],
      collapsed: [x.ndim - 2],
      startIndexMap: [x.ndim - 2],
      operandBatch: lead,
      indicesBatch: lead,
    },
    [...range(x.ndim - 1).map(() => 1), x.aval.shape.at(-1) as number],
    { mode: 'clip' },
  )
}

/** One repeated value. */
export const filled = (shape: Shape, value: number, like: Tensor): Tensor =>
  broadcastTo(scalar(value, like.dtype), shape)

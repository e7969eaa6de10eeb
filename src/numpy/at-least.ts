import { asTensor, type TensorLike } from '../core/convert.ts'
import type { Tensor } from '../core/tensor.ts'
import { reshape } from '../primitives/structural.ts'

/** The value with at least one axis. */
export const withOneAxis = (op: string, x: TensorLike): Tensor => {
  const tensor = asTensor(x, op)
  return tensor.ndim === 0 ? reshape(tensor, [1]) : tensor
}

/** The value with at least two axes; a vector becomes a row. */
export const withTwoAxes = (op: string, x: TensorLike): Tensor => {
  const tensor = withOneAxis(op, x)
  return tensor.ndim === 1 ? reshape(tensor, [1, tensor.size]) : tensor
}

/** The value with at least three axes; a vector goes to the middle one, a matrix to the first two. */
export const withThreeAxes = (op: string, x: TensorLike): Tensor => {
  const tensor = withOneAxis(op, x)
  if (tensor.ndim === 1) return reshape(tensor, [1, tensor.size, 1])
  return tensor.ndim === 2 ? reshape(tensor, [...tensor.shape, 1]) : tensor
}

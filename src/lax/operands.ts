import { asTensor, scalar, type TensorLike } from '../core/convert.ts'
import type { Tensor } from '../core/tensor.ts'

/**
 * Operands of one operation. A plain number or boolean takes the dtype of the first tensor among them;
 * everything else keeps its own, as `lax` never promotes.
 */
export const operands = (op: string, ...values: readonly TensorLike[]): readonly Tensor[] => {
  const isLiteral = (v: TensorLike): v is number => typeof v === 'number'
  const tensors = values.map((v, i) => (isLiteral(v) ? undefined : asTensor(v, op, `operand ${i}`)))
  const like = tensors.find((t) => t !== undefined && t.dtype !== 'bool')
  return values.map((v, i) =>
    isLiteral(v)
      ? like === undefined
        ? asTensor(v)
        : scalar(v, like.dtype)
      : (tensors[i] as Tensor),
  )
}

/** A function of one tensor that takes what stands for a tensor. */
export const unary =
  (op: string, f: (x: Tensor) => Tensor) =>
  (x: TensorLike): Tensor =>
    f(asTensor(x, op))

/** A function of two tensors of equal shape (or scalars) and dtype. */
export const binary =
  (op: string, f: (x: Tensor, y: Tensor) => Tensor) =>
  (x: TensorLike, y: TensorLike): Tensor => {
    const [a, b] = operands(op, x, y) as readonly [Tensor, Tensor]
    return f(a, b)
  }

/** An axis counted from the front. Throws nothing: the primitive checks its range. */
export const fromFront = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis)

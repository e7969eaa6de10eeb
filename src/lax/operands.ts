import { checked } from '../core/checked.ts'
import { asTensor, describe, scalar, type TensorLike } from '../core/convert.ts'
import { type DType, isFloat } from '../core/dtype.ts'
import { ArgumentError, DtypeError } from '../core/errors.ts'
import type { Tensor } from '../core/tensor.ts'

/**
 * A plain number beside a tensor of `dtype`.
 *
 * @throws DtypeError for one that an integer `dtype` has not: a fraction, NaN, or one beyond its range
 */
export const literal = (op: string, value: number, dtype: DType): Tensor => {
  if (!isFloat(dtype) && scalar(value, dtype).item() !== value)
    throw new DtypeError(
      op,
      `expected a number that ${dtype} has, got ${value}; np.${op} promotes, or convert with astype`,
    )
  return scalar(value, dtype)
}

/**
 * Operands of one operation. A plain number takes the dtype of the first tensor of numbers among them, if that dtype
 * has it; everything else keeps its own, as `lax` never promotes.
 */
export const operands = (op: string, ...values: readonly TensorLike[]): readonly Tensor[] => {
  const isLiteral = (v: TensorLike): v is number => typeof v === 'number'
  const tensors = values.map((v, i) => (isLiteral(v) ? undefined : asTensor(v, op, `operand ${i}`)))
  const like = tensors.find((t) => t !== undefined && t.dtype !== 'bool')
  return values.map((v, i) =>
    isLiteral(v)
      ? like === undefined
        ? asTensor(v)
        : literal(op, v, like.dtype)
      : (tensors[i] as Tensor),
  )
}

/** A function of one tensor that takes what stands for a tensor. */
export const unary = (op: string, f: (x: Tensor) => Tensor): ((x: TensorLike) => Tensor) =>
  checked(`${op}(x)`, (x: TensorLike): Tensor => f(asTensor(x, op)))

/** A function of two tensors of equal shape (or scalars) and dtype. */
export const binary = (
  op: string,
  f: (x: Tensor, y: Tensor) => Tensor,
): ((x: TensorLike, y: TensorLike) => Tensor) =>
  checked(`${op}(x, y)`, (x: TensorLike, y: TensorLike): Tensor => {
    const [a, b] = operands(op, x, y) as readonly [Tensor, Tensor]
    return f(a, b)
  })

/** A list of integers, copied so that the caller may change it. Throws `ArgumentError` for anything else. */
export const integers = (op: string, name: string, list: unknown): readonly number[] => {
  const isRight = Array.isArray(list) && list.every((n) => Number.isSafeInteger(n))
  if (!isRight)
    throw new ArgumentError(
      op,
      `expected ${name} to be a list of integers, got ` +
        (Array.isArray(list) ? `[${list.map(String).join(', ')}]` : describe(list)),
    )
  return [...list]
}

/** An axis counted from the front. Throws nothing: the primitive checks its range. */
export const fromFront = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis)

import { asTensor, fittingScalar, type TensorLike } from '../core/convert.ts'
import { type DType, isFloat, promoteTypes } from '../core/dtype.ts'
import { isTensor, type Tensor } from '../core/tensor.ts'
import { convertElementType } from '../primitives/arithmetic.ts'

/** `x` with elements of `dtype`; itself where they are already. */
export const cast = (x: Tensor, dtype: DType): Tensor =>
  x.dtype === dtype ? x : convertElementType(x, dtype)

/**
 * The dtype that a plain number takes beside a tensor: that of a floating point tensor; beside integers
 * `int32`, or theirs, if it is one itself; else `float32`.
 */
const numberDtype = (value: number, beside: DType): DType =>
  isFloat(beside)
    ? beside
    : Number.isInteger(value)
      ? beside === 'bool'
        ? 'int32'
        : beside
      : 'float32'

/** A plain number and a tensor of a common dtype; the number keeps its full precision. */
const promoteNumber = (
  op: string,
  value: number,
  x: Tensor,
): readonly [number: Tensor, tensor: Tensor] => {
  const dtype = numberDtype(value, x.dtype)
  // Booleans do not fix the dtype of a number, so the result gives way as the number does.
  const tensor = x.dtype === 'bool' ? convertElementType(x, dtype, true) : cast(x, dtype)
  return [fittingScalar(op, value, dtype, true), tensor]
}

/** Two operands as tensors of their common dtype. */
export const promotePair = (
  op: string,
  x: TensorLike,
  y: TensorLike,
): readonly [Tensor, Tensor] => {
  if (typeof x === 'number' && typeof y !== 'number') return promoteNumber(op, x, asTensor(y, op))
  if (typeof y === 'number' && typeof x !== 'number') {
    const [b, a] = promoteNumber(op, y, asTensor(x, op))
    return [a, b]
  }
  const a = asTensor(x, op)
  const b = asTensor(y, op)
  if (a.dtype === b.dtype) return [a, b]
  const { dtype } = promoteTypes([a, b])
  return [cast(a, dtype), cast(b, dtype)]
}

/** Any number of operands as tensors of their common dtype. */
export const promoteAll = (op: string, xs: readonly TensorLike[]): readonly Tensor[] => {
  const dtype = commonType(op, xs)
  return xs.map((x) =>
    typeof x === 'number' ? fittingScalar(op, x, dtype, true) : cast(asTensor(x, op), dtype),
  )
}

/** The dtype in which operands meet. */
export const commonType = (op: string, xs: readonly TensorLike[]): DType => {
  const tensors = xs.filter((x) => typeof x !== 'number').map((x) => asTensor(x, op))
  if (tensors.length === 0) return 'float32'
  let { dtype } = promoteTypes(tensors)
  for (const x of xs) if (typeof x === 'number') dtype = numberDtype(x, dtype)
  return dtype
}

/** The floating point dtype in which a function of `dtype` is computed. */
export const floatOf = (dtype: DType): DType => (isFloat(dtype) ? dtype : 'float32')

/** An operand as a floating point tensor: integers and booleans become `float32`. */
export const inexact = (op: string, x: TensorLike): Tensor => {
  const tensor = isTensor(x) ? x : asTensor(x, op)
  return isFloat(tensor.dtype) ? tensor : convertElementType(tensor, 'float32')
}

/** Two operands as floating point tensors of their common dtype. */
export const promotePairInexact = (
  op: string,
  x: TensorLike,
  y: TensorLike,
): readonly [Tensor, Tensor] => {
  // Not by way of a common integer dtype, in which values, such as -1 beside bytes, may have no place.
  if (typeof x === 'number' && typeof y !== 'number') return promotePair(op, x, inexact(op, y))
  if (typeof y === 'number' && typeof x !== 'number') return promotePair(op, inexact(op, x), y)
  const a = asTensor(x, op)
  const b = asTensor(y, op)
  const dtype = floatOf(promoteTypes([a, b]).dtype)
  return [cast(a, dtype), cast(b, dtype)]
}

/** Any number of operands as floating point tensors of their common dtype. */
export const promoteAllInexact = (op: string, xs: readonly TensorLike[]): readonly Tensor[] => {
  const dtype = floatOf(commonType(op, xs))
  return xs.map((x) => asDtype(op, x, dtype))
}

/** An operand as a tensor of numbers: booleans become `int32`. */
export const numeric = (op: string, x: TensorLike): Tensor => {
  const tensor = isTensor(x) ? x : asTensor(x, op)
  return tensor.dtype === 'bool' ? convertElementType(tensor, 'int32') : tensor
}

/** A value as a tensor of `dtype`; a plain number is rounded only once. */
export const asDtype = (op: string, x: TensorLike, dtype: DType): Tensor =>
  typeof x === 'number' ? fittingScalar(op, x, dtype) : cast(asTensor(x, op), dtype)

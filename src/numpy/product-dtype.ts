import { makeAval } from '../core/aval.ts'
import { scalar, type TensorLike } from '../core/convert.ts'
import { bytesOf, type DType, isFloat, promoteTypes } from '../core/dtype.ts'
import { DtypeError } from '../core/errors.ts'
import { checkOptions } from '../core/options.ts'
import { isTensor, type Tensor } from '../core/tensor.ts'
import * as basic from '../primitives/arithmetic.ts'
import { checkDtype } from './dtypes.ts'
import { cast, promotePair } from './promotion.ts'

export interface ProductOptions {
  /** The dtype of sums and result. Default: that of the operands. Integers are not summed in fewer bits. */
  readonly preferredElementType?: DType | undefined
}

/** The dtype that options ask for. `others` are further options of the function. */
export const wantedDtype = (
  op: string,
  options: ProductOptions | undefined,
  others: readonly string[] = [],
): DType | undefined => {
  if (options === undefined) return undefined
  checkOptions(op, options, [...others, 'preferredElementType'])
  const wanted = options.preferredElementType
  return wanted === undefined ? undefined : checkDtype(op, wanted)
}

const bits = (dtype: DType): number => (dtype === 'bool' ? 1 : 8 * bytesOf(dtype))

/** Throws `DtypeError` where integers would be summed in fewer bits than they have. */
export const checkWidth = (op: string, operands: readonly Tensor[], wanted: DType): void => {
  if (operands.some(({ dtype }) => isFloat(dtype))) return
  for (const { dtype } of operands)
    if (bits(wanted) < bits(dtype))
      throw new DtypeError(
        op,
        `expected a preferredElementType of at least ${bits(dtype)} bits for ${dtype}, got ${wanted}; ` +
          'convert the operands with astype',
      )
}

/** The dtype in which terms of two dtypes are multiplied and summed, to give one that is wanted. */
export const sumDtype = (x: Tensor, y: Tensor, wanted: DType): DType =>
  x.dtype === y.dtype ? promoteTypes([x, makeAval([], wanted)]).dtype : wanted

/** Booleans are multiplied and summed as integers. */
export const countable = (x: Tensor): Tensor => (x.dtype === 'bool' ? cast(x, 'int32') : x)

/** A sum of products in the dtype of the result; sums of booleans are whether there are any. */
export const asResult = (sum: Tensor, dtype: DType): Tensor =>
  dtype === 'bool' ? basic.ne(sum, scalar(0, sum.dtype)) : cast(sum, dtype)

/** Operands of a contraction in the dtype of its sums, and the dtype of its result. */
export const contractible = (
  op: string,
  x: TensorLike,
  y: TensorLike,
  wanted: DType | undefined,
): readonly [Tensor, Tensor, result: DType] => {
  if (wanted === undefined) {
    if (isTensor(x) && isTensor(y) && x.dtype === y.dtype && x.dtype !== 'bool')
      return [x, y, x.dtype]
    const [a, b] = promotePair(op, x, y)
    return [countable(a), countable(b), a.dtype]
  }
  const [a, b] = isTensor(x) && isTensor(y) ? [x, y] : promotePair(op, x, y)
  checkWidth(op, [a, b], wanted)
  const dtype = sumDtype(a, b, wanted)
  return [countable(cast(a, dtype)), countable(cast(b, dtype)), wanted]
}

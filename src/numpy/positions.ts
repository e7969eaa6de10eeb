import { sizeOf } from '../core/aval.ts'
import { scalar, type TensorLike } from '../core/convert.ts'
import { ArgumentError } from '../core/errors.ts'
import { checkInteger, checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import * as basic from '../primitives/arithmetic.ts'
import * as cumulative from '../primitives/cumulative.ts'
import { iota } from '../primitives/slicing.ts'
import { full, reduceSum, reshape } from '../primitives/structural.ts'
import { select3 } from './logic.ts'
import { cast } from './promotion.ts'
import { searchsorted } from './sorting.ts'

/** How many results to give where their number depends on values. */
export interface SizeOptions {
  /** How many to give: more are cut off, fewer are filled up. Needed in compiled and mapped functions. */
  readonly size?: number
  /** What to fill up with. */
  readonly fillValue?: TensorLike
}

export const sizeOptions = ['size', 'fillValue']

/** Throws `ArgumentError` for an unknown option, or a size that is no whole number. */
export const checkSized = (
  op: string,
  options: SizeOptions | undefined,
  known: readonly string[] = sizeOptions,
): void => {
  checkOptions(op, options, known)
  checkInteger(op, 'size', options?.size, 0)
}

/** What to do where the number of results is asked of a traced value. */
export const sizeAdvice = (op: string): string =>
  `the number of its results depends on values; give it by the option size: ${op}(…, { size: n })`

/**
 * How many results there are: what the option says, or the number of true elements of a mask.
 *
 * @throws TracerError for a traced mask without the option
 */
export const sizeFor = (op: string, mask: Tensor, options: SizeOptions | undefined): number =>
  options?.size ?? reduceSum(cast(mask, 'int32'), [0]).concrete(op, sizeAdvice(op)).item()

/** Positions of the first true elements of a mask; where `isReal` is false there are no more. */
export interface Positions {
  readonly at: Tensor
  readonly isReal: Tensor
}

/**
 * The positions of the first `size` true elements of a vector, computed without a loop over elements, so
 * that they may be traced. After the last one follows the length of the vector.
 */
export const truePositions = (mask: Tensor, size: number): Positions => {
  const [n] = mask.shape as readonly [number]
  if (n === 0) return { at: full([size], 0, 'int32'), isReal: full([size], 0, 'bool') }
  const counts = cumulative.cumsum(cast(mask, 'int32'), 0)
  const at = searchsorted(counts, iota('int32', [size]), { side: 'right' })
  return { at, isReal: basic.lt(at, scalar(n, 'int32')) }
}

/** The positions of true elements of a mask of any rank, an index per axis, filled up. */
export const sizedPositions = (
  op: string,
  mask: Tensor,
  size: number,
  fillValue: TensorLike | readonly TensorLike[] = 0,
): readonly Tensor[] => {
  const fills = Array.isArray(fillValue) ? (fillValue as readonly TensorLike[]) : undefined
  if (fills !== undefined && fills.length !== mask.ndim)
    throw new ArgumentError(
      op,
      `expected one fillValue, or a list of one for each of ${mask.ndim} axes, got ${fills.length}`,
    )
  const { at, isReal } = truePositions(reshape(mask, [mask.size]), size)
  return mask.shape.map((n, axis) => {
    const inner = sizeOf(mask.shape.slice(axis + 1))
    const index =
      mask.size === 0 ? at : basic.rem(basic.div(at, scalar(inner, 'int32')), scalar(n, 'int32'))
    return select3(isReal, index, fills?.[axis] ?? (fillValue as TensorLike))
  })
}

import { type DType, isInteger, rangeOf } from './dtype.ts'
import { ArgumentError } from './errors.ts'

/** What stands for one element in plain JavaScript. */
export type Literal = number | boolean

export const isLiteral = (value: unknown): value is Literal =>
  typeof value === 'number' || typeof value === 'boolean'

/** The dtype of a tensor of literals: `bool` if all are booleans, else `float32`. */
export const dtypeOfLiterals = (values: readonly Literal[]): DType =>
  values.length > 0 && values.every((value) => typeof value === 'boolean') ? 'bool' : 'float32'

const refuse = (
  op: string,
  value: number,
  dtype: DType,
  least: number,
  greatest: number,
): never => {
  throw new ArgumentError(
    op,
    `expected a number that fits into ${dtype}, from ${least} to ${greatest}, got ${value}; use another ` +
      "dtype, such as 'float32'",
  )
}

/**
 * Throws `ArgumentError` for a number that is no element of `dtype` even when its fraction is cut off.
 * Floats hold every number, and booleans say whether it is 0.
 */
export const checkElement = (op: string, value: number, dtype: DType): void => {
  if (!isInteger(dtype)) return
  const [least, greatest] = rangeOf(dtype)
  const whole = Math.trunc(value)
  if (!(whole >= least && whole <= greatest)) refuse(op, value, dtype, least, greatest)
}

/**
 * As `checkElement`, for a plain number that takes its dtype from the tensor it meets. As in JAX it is
 * an int32 first, which wraps in a narrower or an unsigned dtype: -1 is the largest uint32.
 */
export const checkOperand = (op: string, value: number, dtype: DType): void => {
  if ((value | 0) === value || !isInteger(dtype)) return
  const [least, greatest] = [-(2 ** 31), Math.max(rangeOf(dtype)[1], 2 ** 31 - 1)]
  const whole = Math.trunc(value)
  if (!(whole >= least && whole <= greatest)) refuse(op, value, dtype, least, greatest)
}

/** Throws `ArgumentError` unless `value` is an integer of 32 bits; `what` it is, as in `an integer index`. */
export const checkInt32 = (op: string, value: number, what: string): void => {
  if ((value | 0) === value) return
  const isWhole = Number.isInteger(value)
  throw new ArgumentError(
    op,
    `expected an integer ${what}${isWhole ? ' of 32 bits' : ''}, got ${String(value)}`,
  )
}

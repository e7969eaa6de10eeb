import { type DType, isFloat } from './dtype.ts'
import { reductionIdentity } from './reduction.ts'
import type { BinaryOp } from './scalar.ts'

/** The operand on each side that leaves the other one as it is, to the bit. */
interface Neutral {
  readonly left?: number
  readonly right?: number
}

const both = (value: number): Neutral => ({ left: value, right: value })
const right = (value: number): Neutral => ({ right: value })

/** `max(x, -∞)` is `x` also where `x` is NaN, and so on for each dtype's extremes. */
const extremes =
  (op: 'max' | 'min') =>
  (dtype: DType): Neutral =>
    both(reductionIdentity(op, dtype))

const none = (): Neutral => ({})

/**
 * Of floats, `x + 0` is not `x` where `x` is −0, but `x + -0` and `x - 0` are; `x - -0` is not.
 */
const neutrals: Partial<Readonly<Record<BinaryOp, (dtype: DType) => Neutral>>> = {
  add: (dtype) => both(isFloat(dtype) ? -0 : 0),
  sub: () => right(0),
  mul: () => both(1),
  div: () => right(1),
  max: extremes('max'),
  min: extremes('min'),
  and: (dtype) => both(reductionIdentity('and', dtype)),
  or: () => both(0),
  xor: () => both(0),
  shiftLeft: () => right(0),
  shiftRightLogical: () => right(0),
  shiftRightArithmetic: () => right(0),
}

/**
 * Which constant of `dtype` an operation may be dropped for: the one table of such identities, for programs and for
 * scalar expressions.
 */
export const neutralOf = (op: BinaryOp, dtype: DType): Neutral => (neutrals[op] ?? none)(dtype)

/** Whether a value is that constant; zeros of the two signs differ where the dtype has them. */
export const isNeutral = (value: number, neutral: number | undefined, dtype: DType): boolean =>
  neutral !== undefined && (isFloat(dtype) ? Object.is(value, neutral) : value === neutral)

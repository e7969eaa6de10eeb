import { type DType, isFloat } from './dtype.ts'
import { type Atom, Lit } from './program.ts'
import { reductionIdentity } from './reduction.ts'
import type { BinaryOp } from './scalar.ts'
import { isHostScalar } from './tensor.ts'

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

/** The operand's literal value, if it is one. */
const literal = (atom: Atom): number | undefined =>
  atom instanceof Lit && isHostScalar(atom.value) ? atom.value.item() : undefined

const equals = (atom: Atom, neutral: number | undefined): boolean => {
  const value = literal(atom)
  return value !== undefined && isNeutral(value, neutral, atom.aval.dtype)
}

/** A rule of programs: `op` gives its one operand where the other is a literal that changes nothing. */
export const withoutNeutral =
  (op: BinaryOp) =>
  (inputs: readonly Atom[]): Atom | null => {
    const [x, y] = inputs as readonly [Atom, Atom]
    const { dtype } = x.aval
    if (dtype !== y.aval.dtype) return null
    const { left, right } = neutralOf(op, dtype)
    return equals(y, right) ? x : equals(x, left) ? y : null
  }

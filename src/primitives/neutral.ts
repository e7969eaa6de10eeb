import { isNeutral, neutralOf } from '../core/identities.ts'
import { type Atom, Lit } from '../core/program.ts'
import type { BinaryOp } from '../core/scalar.ts'
import { Concrete } from '../core/tensor.ts'

/** The operand's literal value, if it is one. */
const literal = (atom: Atom): number | undefined =>
  atom instanceof Lit && atom.value instanceof Concrete && atom.value.ndim === 0
    ? Number(atom.value.item())
    : undefined

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

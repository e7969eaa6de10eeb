import { isFloat } from '../core/dtype.ts'
import { isNeutral, neutralOf } from '../core/identities.ts'
import { type BinaryOp, binary, constant, type Expr, type ScalarOp } from '../core/scalar.ts'

type Rule = (expression: Expr) => Expr | null

/** Drops an operation for its one operand where the other is a constant that changes nothing. */
const withoutNeutral: Rule = ({ op, args: [x, y] }) => {
  if (x === undefined || y === undefined || (x.op !== 'const' && y.op !== 'const')) return null
  const { left, right } = neutralOf(op as BinaryOp, x.dtype)
  const equals = ({ op: kind, value, dtype }: Expr, neutral: number | undefined): boolean =>
    kind === 'const' && isNeutral(value, neutral, dtype)
  return equals(y, right) ? x : equals(x, left) ? y : null
}

/** The logarithm alone rounds to an integer nearby as well. */
const isPowerOfTwo = (value: number): boolean =>
  Number.isFinite(value) && Math.abs(value) === 2 ** Math.round(Math.log2(Math.abs(value)))

/** Division by a power of two, whose inverse is a number of the dtype as well, is a product: it rounds the same and is faster. */
const divideByPower: Rule = ({ args: [x, y], dtype }) => {
  if (!isFloat(dtype) || y?.op !== 'const') return null
  const inverse = dtype === 'float32' ? Math.fround(1 / y.value) : 1 / y.value
  return isPowerOfTwo(y.value) && isPowerOfTwo(inverse)
    ? binary('mul', x!, constant(inverse, dtype))
    : null
}

const doubleNegation: Rule = ({ op, args: [x] }) => (x?.op === op ? x.args[0]! : null)

/** A negated product with a constant is a product with the negated constant. */
const negateFactor: Rule = ({ args: [x], dtype }) => {
  const [first, second] = x?.op === 'mul' ? x.args : []
  return first?.op === 'const' && isFloat(dtype)
    ? binary('mul', constant(-first.value, dtype), second!)
    : null
}

const sameBranches: Rule = ({ args: [, x, y] }) => (x === y ? x! : null)

const knownCondition: Rule = ({ args: [condition, x, y] }) =>
  condition?.op === 'const' ? (condition.value !== 0 ? x! : y!) : null

/**
 * Rewrites of scalar expressions by operation. Each gives the same bits for every input, so that compiled
 * and eager results agree: `x + 0` is not `x` where `x` is −0, and constants are not gathered.
 */
const rules: Partial<Readonly<Record<ScalarOp, readonly Rule[]>>> = {
  div: [divideByPower],
  neg: [doubleNegation, negateFactor],
  not: [doubleNegation],
  select: [sameBranches, knownCondition],
}

/** An equal expression whose operands are simplified already. */
export const simplifyExpression = (expression: Expr): Expr => {
  const operand = withoutNeutral(expression)
  if (operand !== null) return operand
  for (const rule of rules[expression.op] ?? []) {
    const simpler = rule(expression)
    if (simpler !== null) return simplifyExpression(simpler)
  }
  return expression
}

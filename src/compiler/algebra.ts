import { isFloat } from '../core/dtype.ts'
import { binary, constant, type Expr, type ScalarOp } from '../core/scalar.ts'

type Rule = (expression: Expr) => Expr | null

const isConstant = (expression: Expr | undefined, value: number): boolean =>
  expression?.op === 'const' && Object.is(expression.value, value)

/** Drops an operation whose second operand, or first where it commutes, changes nothing. */
const neutral =
  (value: number, commutes: boolean): Rule =>
  ({ args: [x, y] }) => {
    if (isConstant(y, value)) return x!
    return commutes && isConstant(x, value) ? y! : null
  }

const isPowerOfTwo = (value: number): boolean =>
  value !== 0 && Number.isFinite(value) && Number.isInteger(Math.log2(Math.abs(value)))

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

/**
 * Rewrites of scalar expressions by operation. Each gives the same bits for every input, so that compiled
 * and eager results agree: `x + 0` is not `x` where `x` is −0, and constants are not gathered.
 */
const rules: Partial<Readonly<Record<ScalarOp, readonly Rule[]>>> = {
  mul: [neutral(1, true)],
  div: [neutral(1, false), divideByPower],
  add: [neutral(-0, true)],
  sub: [neutral(0, false)],
  max: [neutral(Number.NEGATIVE_INFINITY, true)],
  min: [neutral(Number.POSITIVE_INFINITY, true)],
  neg: [doubleNegation, negateFactor],
  not: [doubleNegation],
  select: [sameBranches],
}

/** An equal expression whose operands are simplified already. */
export const simplifyExpression = (expression: Expr): Expr => {
  for (const rule of rules[expression.op] ?? []) {
    const simpler = rule(expression)
    if (simpler !== null) return simplifyExpression(simpler)
  }
  return expression
}

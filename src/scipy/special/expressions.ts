import { binary, constant, type Expr } from '../../core/scalar.ts'

type Operand = Expr | number

/** Two operands of the dtype of the one that is no number. */
const pair = (x: Operand, y: Operand): readonly [Expr, Expr] => {
  const { dtype } = (typeof x === 'number' ? y : x) as Expr
  const expression = (operand: Operand): Expr =>
    typeof operand === 'number' ? constant(operand, dtype) : operand
  return [expression(x), expression(y)]
}

export const plus = (x: Operand, y: Operand): Expr => binary('add', ...pair(x, y))
export const minus = (x: Operand, y: Operand): Expr => binary('sub', ...pair(x, y))
export const times = (x: Operand, y: Operand): Expr => binary('mul', ...pair(x, y))
export const over = (x: Operand, y: Operand): Expr => binary('div', ...pair(x, y))

/** `c₀ + c₁ x + c₂ x² + …`, by Horner's rule. */
export const polynomial = (coefficients: readonly number[], x: Expr): Expr =>
  coefficients
    .slice(0, -1)
    .reduceRight(
      (sum, c) => plus(times(sum, x), c),
      constant(coefficients.at(-1) as number, x.dtype),
    )

/**
 * `c₀ + c₁ T₁(x) + c₂ T₂(x) + …` in Chebyshev polynomials, for `x` in `[-1, 1]`.
 *
 * @see Clenshaw, A Note on the Summation of Chebyshev Series, 1955
 */
export const chebyshev = (coefficients: readonly number[], x: Expr): Expr => {
  const twice = times(x, 2)
  let next = constant(0, x.dtype)
  let sum = constant(coefficients.at(-1) as number, x.dtype)
  for (const c of coefficients.slice(1, -1).reverse())
    [sum, next] = [plus(minus(times(twice, sum), next), c), sum]
  return plus(minus(times(x, sum), next), coefficients[0] as number)
}

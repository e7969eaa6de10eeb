/** Value of a polynomial whose coefficients stand highest power first. */
export const polynomial = (coefficients: readonly number[], x: number): number => {
  let value = coefficients[0]!
  for (let i = 1; i < coefficients.length; i++) value = value * x + coefficients[i]!
  return value
}

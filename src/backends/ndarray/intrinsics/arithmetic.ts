/** `x ** y` with the IEEE values that `Math.pow` refuses: `1 ** y` and `(-1) ** ±∞` are 1. */
export const pow = (x: number, y: number): number =>
  x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y

/** Integer power modulo 2³² by squaring; negative exponents give 0 unless the base is ±1. */
export const powInteger = (x: number, y: number): number => {
  if (y < 0) return x === 1 ? 1 : x === -1 ? ((y & 1) === 0 ? 1 : -1) : 0
  let result = 1
  for (let power = x, rest = y; rest !== 0; rest >>>= 1) {
    if ((rest & 1) !== 0) result = Math.imul(result, power)
    power = Math.imul(power, power)
  }
  return result
}

/** `1 / (1 + exp(-x))`, accurate in both tails. */
export const logistic = (x: number): number => {
  if (x >= 0) return 1 / (1 + Math.exp(-x))
  const e = Math.exp(x)
  return e / (1 + e)
}

/** Rounds halves to even. Adding and subtracting 2⁵² rounds in the unit's last place. */
export const roundEven = (x: number): number => {
  const magnitude = Math.abs(x)
  if (!(magnitude < 4503599627370496)) return x
  const rounded = magnitude + 4503599627370496 - 4503599627370496
  return x > 0 ? rounded : x < 0 ? -rounded : x
}

/** Rounds halves away from zero. */
export const roundAway = (x: number): number => {
  const whole = Math.trunc(x)
  return Math.abs(x - whole) >= 0.5 ? whole + Math.sign(x) : whole
}

import { digamma } from './gamma.ts'

/** `B_{2k} / (2k)!`, the coefficients of the Euler–Maclaurin formula. */
const bernoulli = [
  1 / 12,
  -1 / 720,
  1 / 30240,
  -1 / 1209600,
  1 / 47900160,
  -691 / 1307674368000,
  1 / 74724249600,
  -3617 / 10670622842880000,
] as const

/** From here on the asymptotic series is accurate to double precision. */
const far = 15

/**
 * Hurwitz's `ζ(s, q) = Σ_{k ≥ 0} (q + k)^{-s}` for whole `s ≥ 2`, away from its poles.
 *
 * @see NIST Digital Library of Mathematical Functions, §25.11(iii), eq. 25.11.28
 */
const hurwitzZeta = (s: number, q: number): number => {
  let sum = 0
  let a = q
  while (a < far) {
    sum += a ** -s
    a += 1
  }
  sum += a ** (1 - s) / (s - 1) + 0.5 * a ** -s
  let factor = s * a ** (-s - 1)
  for (let k = 0; k < bernoulli.length; k++) {
    sum += (bernoulli[k] as number) * factor
    factor *= ((s + 2 * k + 1) * (s + 2 * k + 2)) / (a * a)
  }
  return sum
}

/**
 * Derivative `m` of the digamma function: `(-1)^{m+1} m! ζ(m + 1, x)`. At its poles, which are the integers up to 0, it
 * is ∞ for odd `m`, and NaN for even `m`, whose sign changes there.
 */
export const polygamma = (m: number, x: number): number => {
  if (m === 0) return digamma(x)
  if (!Number.isInteger(m) || m < 0 || Number.isNaN(x)) return Number.NaN
  if (x <= 0 && Math.trunc(x) === x) return m % 2 === 0 ? Number.NaN : Number.POSITIVE_INFINITY
  if (x < -1e6) return Number.NaN
  let factorial = 1
  for (let k = 2; k <= m && factorial < Number.POSITIVE_INFINITY; k++) factorial *= k
  return (m % 2 === 0 ? -1 : 1) * factorial * hurwitzZeta(m + 1, x)
}

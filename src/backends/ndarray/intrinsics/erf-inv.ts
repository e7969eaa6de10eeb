import { erf, erfc } from './erf.ts'

/** M. Giles, "Approximating the erfinv function" (2010), single precision, for `w < 5`. */
const central = [
  2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503,
  -0.00417768164, 0.246640727, 1.50140941,
].map(Math.fround)

/** The same for `w >= 5`. */
const tail = [
  -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613,
  0.00943887047, 1.00167406, 2.83297682,
].map(Math.fround)

const fround = Math.fround

/** Inverse error function in float32 arithmetic, operation by operation as XLA computes it. */
export const erfInv32 = (x: number): number => {
  if (Math.abs(x) === 1) return x * Infinity
  const w = fround(-Math.log1p(fround(-x * x)))
  const inside = w < 5
  const coefficients = inside ? central : tail
  const t = fround(inside ? w - 2.5 : fround(Math.sqrt(w)) - 3)
  let p = coefficients[0]!
  for (let i = 1; i < coefficients.length; i++) p = fround(coefficients[i]! + p * t)
  return fround(p * x)
}

const halfSqrtPi = 0.886226925452758

/** An approximation to about 1e-3 for the refinement to start from. */
const initial = (magnitude: number, complement: number): number => {
  const w = -Math.log(complement * (1 + magnitude))
  const inside = w < 5
  const coefficients = inside ? central : tail
  if (w >= 16) {
    // erfc(z) ~ exp(-z²) / (z √π), solved twice for z.
    const l = -Math.log(complement * Math.sqrt(Math.PI))
    const z = Math.sqrt(l - Math.log(Math.sqrt(l)))
    return Math.sqrt(l - Math.log(z))
  }
  const t = inside ? w - 2.5 : Math.sqrt(w) - 3
  let p = coefficients[0]!
  for (let i = 1; i < coefficients.length; i++) p = p * t + coefficients[i]!
  return p * magnitude
}

/** Inverse error function: an approximation refined by Halley's method on `erf` and `erfc`. */
export const erfInv = (x: number): number => {
  const magnitude = Math.abs(x)
  if (!(magnitude < 1)) return magnitude === 1 ? x * Infinity : Number.NaN
  if (magnitude < 1e-8) return x * halfSqrtPi
  const complement = 1 - magnitude
  let z = initial(magnitude, complement)
  for (let i = 0; i < 2; i++) {
    const error = magnitude < 0.5 ? erf(z) - magnitude : complement - erfc(z)
    const step = error * halfSqrtPi * Math.exp(z * z)
    z -= step / (1 + z * step)
  }
  return x < 0 ? -z : z
}

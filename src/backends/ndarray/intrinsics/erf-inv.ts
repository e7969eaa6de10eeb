import { erf, erfc } from './erf.ts'
import { log1p32, polynomial32 } from './log1p32.ts'
import { polynomial } from './polynomial.ts'

const fround = Math.fround

/** M. Giles, "Approximating the erfinv function" (2010), single precision, for `w < 5`. */
const central = [
  2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503,
  -0.00417768164, 0.246640727, 1.50140941,
].map(fround)

/** The same for `w >= 5`. */
const tail = [
  -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613,
  0.00943887047, 1.00167406, 2.83297682,
].map(fround)

/**
 * Inverse error function in float32 arithmetic, operation by operation as XLA computes it on a CPU: the
 * results are the same to the last bit, which makes normal random numbers the same.
 */
export const erfInv32 = (x: number): number => {
  const magnitude = Math.abs(x)
  if (!(magnitude < 1)) return magnitude === 1 ? x * Infinity : Number.NaN
  const w = -log1p32(fround(-x * x))
  return fround(
    x *
      (w < 5
        ? polynomial32(central, fround(w - 2.5))
        : polynomial32(tail, fround(fround(Math.sqrt(w)) - 3))),
  )
}

const halfSqrtPi = 0.886226925452758

/** An approximation to about 1e-3 for the refinement to start from. */
const initial = (magnitude: number, complement: number): number => {
  const w = -Math.log(complement * (1 + magnitude))
  if (w < 5) return magnitude * polynomial(central, w - 2.5)
  if (w < 16) return magnitude * polynomial(tail, Math.sqrt(w) - 3)
  // erfc(z) ~ exp(-z²) / (z √π), solved for z by two steps of iteration.
  const l = -Math.log(complement * Math.sqrt(Math.PI))
  return Math.sqrt(l - Math.log(Math.sqrt(l - Math.log(Math.sqrt(l)))))
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

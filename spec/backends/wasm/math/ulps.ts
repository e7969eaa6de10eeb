import type { DType } from '../../../../src/core/dtype.ts'

const doubles = new Float64Array(1)
const bits = new BigInt64Array(doubles.buffer)
const floats = new Float32Array(1)
const words = new Int32Array(floats.buffer)

/** The distance from a number's magnitude to the next larger one. */
const unitInLastPlace = (x: number, dtype: DType): number => {
  if (dtype === 'float32') {
    floats[0] = Math.abs(x)
    const from = floats[0]
    words[0] = words[0]! + 1
    return Math.min(floats[0] - from, 2 ** 104)
  }
  doubles[0] = Math.abs(x)
  const from = doubles[0]
  bits[0] = bits[0]! + 1n
  return Math.min(doubles[0] - from, 2 ** 971)
}

/**
 * The error of `actual` in units in the last place of `expected`; infinite where one of them is not finite, or
 * they differ in a zero's sign.
 */
export const ulpsBetween = (actual: number, expected: number, dtype: DType): number => {
  if (Object.is(actual, expected)) return 0
  if (actual === 0 && expected === 0) return Infinity
  const error = Math.abs(actual - expected) / unitInLastPlace(expected, dtype)
  return Number.isFinite(error) ? error : Infinity
}

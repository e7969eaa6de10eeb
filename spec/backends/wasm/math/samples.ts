import type { DataArray, DType } from '../../../../src/core/dtype.ts'
import { seed } from '../../../support/prop.ts'
import { dataOf } from '../evaluate.ts'

/** Numbers where functions change: zeros, the smallest and largest of each kind, whole numbers, no numbers. */
export const edges = (dtype: DType): readonly number[] => {
  const positive =
    dtype === 'float32'
      ? [2 ** -149, 2 ** -126, 3.4028234663852886e38, 1 + 2 ** -23, 1 - 2 ** -24]
      : [5e-324, 2 ** -1022, Number.MAX_VALUE, 1 + 2 ** -52, 1 - 2 ** -53, 1e300]
  const common = [0, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 4, 7, 10, 100, 1e-10, 1e10, 1e16, Infinity]
  return [...positive, ...common].flatMap((x) => [x, -x]).concat(Number.NaN)
}

/** Bits from a linear congruential generator, whose upper halves are random enough. */
const random = (from: number): (() => number) => {
  let state = BigInt(from)
  return () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n)
    return Number(state >> 32n)
  }
}

/** Numbers of all magnitudes: their bits are random. */
export const randomBits = (dtype: DType, count: number, stream = 0): DataArray => {
  const next = random(seed + 1000 * stream)
  const words = Uint32Array.from({ length: dtype === 'float64' ? 2 * count : count }, next)
  return dtype === 'float64' ? new Float64Array(words.buffer) : new Float32Array(words.buffer)
}

/** Numbers spread evenly over an interval. */
export const spread = (
  dtype: DType,
  low: number,
  high: number,
  count: number,
  stream = 0,
): DataArray => {
  const next = random(seed + 1000 * stream)
  const values = Array.from({ length: count }, () => low + (high - low) * (next() / 2 ** 32))
  return dataOf(dtype, values)
}

/** All pairs, as two lists. */
export const pairs = (values: readonly number[]): readonly [number[], number[]] => [
  values.flatMap((x) => values.map(() => x)),
  values.flatMap(() => values),
]

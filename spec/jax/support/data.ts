import { readFileSync } from 'node:fs'
import { allocate, isInteger } from '../../../src/core/dtype.ts'
import { type DType, np, type Tensor } from '../../../src/index.ts'

/** A number as the fixtures write it; what JSON lacks is a string. */
export type Numeral = number | 'NaN' | 'Infinity' | '-Infinity'

/** An array as the fixtures describe it: explicit `data`, or what `seed` and `range` generate. */
export interface ArraySpec {
  readonly shape: readonly number[]
  readonly dtype: DType
  readonly data?: readonly Numeral[]
  readonly seed?: number
  readonly range?: readonly [number, number]
}

/** An array that JAX computed. */
export interface Expected {
  readonly shape: readonly number[]
  readonly dtype: DType
  readonly data: readonly Numeral[]
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((n, d) => n * d, 1)

/** `n` numbers in [0, 1), the same as `unit` of arrays.py computes, to the last bit. */
const unit = (seed: number, n: number): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => {
    let h = Math.imul(i + 1, 0x9e3779b1) ^ Math.imul(seed + 1, 0x85ebca77)
    h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d)
    h = Math.imul(h ^ (h >>> 12), 0x297a2d39)
    return ((h ^ (h >>> 15)) >>> 0) / 4294967296
  })

const scaled = (seed: number, n: number, low: number, high: number): Float64Array =>
  unit(seed, n).map((u) => low + (high - low) * u)

/** A tensor of the given elements. */
export const tensorOf = (
  elements: ArrayLike<number>,
  shape: readonly number[],
  dtype: DType,
): Tensor => {
  const data = allocate(dtype, elements.length)
  for (let i = 0; i < elements.length; i++) data[i] = elements[i] ?? 0
  return np.reshape(np.array(data, { dtype }), shape)
}

/** Fixed floating values for tangents, cotangents and weights. */
export const fixedValues = (
  seed: number,
  like: readonly Tensor[],
  low = -1,
  high = 1,
): readonly Tensor[] =>
  like.map((x, k) => tensorOf(scaled(seed + k, sizeOf(x.shape), low, high), [...x.shape], x.dtype))

const elementsOf = ({ shape, dtype, data, seed, range }: ArraySpec): ArrayLike<number> => {
  if (data !== undefined) return data.map(Number)
  const [low, high] = range ?? [-1, 1]
  const values = scaled(seed ?? 0, sizeOf(shape), low, high)
  if (dtype === 'bool') return values.map((v) => (v < (low + high) / 2 ? 1 : 0))
  return isInteger(dtype) ? values.map(Math.floor) : values
}

/** The tensor of a specification, with its floating dtype replaced if `float` is given. */
export const materialize = (spec: ArraySpec, float: DType = 'float64'): Tensor =>
  tensorOf(elementsOf(spec), spec.shape, spec.dtype === 'float64' ? float : spec.dtype)

/** Reads `fixtures/<name>.json`, a file that one of the scripts beside the specs has written. */
export const readFixture = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8')) as T

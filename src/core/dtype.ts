import { ShapeError } from './errors.ts'

/** Element types. `bool` is stored one byte an element; weak types exist only in avals. */
export type DType = 'bool' | 'uint8' | 'int8' | 'uint32' | 'int32' | 'float32' | 'float64'

/** Host storage of a tensor's elements. Bytes of a `bool` are 0 and 1. */
export type DataArray =
  | Uint8Array
  | Int8Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array

interface ArrayType {
  readonly BYTES_PER_ELEMENT: number
  new (size: number): DataArray
}

type Kind = 'bool' | 'unsigned' | 'signed' | 'float'

interface DTypeInfo {
  readonly short: string
  readonly kind: Kind
  readonly Array: ArrayType
  /** The least and the greatest value. */
  readonly range: readonly [least: number, greatest: number]
  /** Place in the promotion order; weak types sit just below the first strong type of their kind. */
  readonly rank: number
}

const unsigned = (bits: number): readonly [number, number] => [0, 2 ** bits - 1]
const signed = (bits: number): readonly [number, number] => [
  -(2 ** (bits - 1)),
  2 ** (bits - 1) - 1,
]
const float = [-Infinity, Infinity] as const

/** All that is to be known of a dtype. What else is asked follows from it. */
const info: Readonly<Record<DType, DTypeInfo>> = {
  bool: { short: 'bool', kind: 'bool', Array: Uint8Array, range: [0, 1], rank: 0 },
  uint8: { short: 'u8', kind: 'unsigned', Array: Uint8Array, range: unsigned(8), rank: 2 },
  int8: { short: 'i8', kind: 'signed', Array: Int8Array, range: signed(8), rank: 3 },
  uint32: { short: 'u32', kind: 'unsigned', Array: Uint32Array, range: unsigned(32), rank: 4 },
  int32: { short: 'i32', kind: 'signed', Array: Int32Array, range: signed(32), rank: 5 },
  float32: { short: 'f32', kind: 'float', Array: Float32Array, range: float, rank: 7 },
  float64: { short: 'f64', kind: 'float', Array: Float64Array, range: float, rank: 8 },
}

export const dtypes = Object.keys(info) as readonly DType[]

/** The name that avals print: `f32`, `i32`, … */
export const shortName = (dtype: DType): string => info[dtype].short

/** Bytes of an element in memory. */
export const bytesOf = (dtype: DType): number => info[dtype].Array.BYTES_PER_ELEMENT

/** Whether an element takes one byte. */
export const isByte = (dtype: DType): dtype is Byte => bytesOf(dtype) === 1

/** The least and the greatest value of a dtype. */
export const rangeOf = (dtype: DType): readonly [least: number, greatest: number] =>
  info[dtype].range

/** A zero-filled host array. Throws `ShapeError` where it does not fit into memory. */
export const allocate = (dtype: DType, size: number): DataArray => {
  try {
    return new info[dtype].Array(size)
  } catch {
    throw new ShapeError(
      'allocate',
      `expected an array that fits into memory, got ${size} elements of ${dtype}, ` +
        `${size * bytesOf(dtype)} bytes`,
    )
  }
}

export const isDType = (value: unknown): value is DType =>
  typeof value === 'string' && Object.hasOwn(info, value)

export type Float = 'float32' | 'float64'
export type Integer = Exclude<DType, Float | 'bool'>
/** Dtypes of one byte an element. */
export type Byte = 'bool' | 'uint8' | 'int8'

export const isFloat = (dtype: DType): dtype is Float => dtype === 'float32' || dtype === 'float64'
export const isInteger = (dtype: DType): dtype is Integer => dtype !== 'bool' && !isFloat(dtype)

/** Whether the dtype holds integers below 0. */
export const isSigned = (dtype: DType): boolean => info[dtype].kind === 'signed'
/** Whether the dtype holds integers, none of them below 0. */
export const isUnsigned = (dtype: DType): boolean => info[dtype].kind === 'unsigned'

/** Whether any bits of one dtype are an element of another. */
export const canBitcast = (from: DType, to: DType): boolean =>
  from === to || (bytesOf(from) === bytesOf(to) && from !== 'bool' && to !== 'bool')

/** The dtype in which elements are summed: integers in 32 bits, booleans are counted. */
export const sumDtype = (dtype: DType): DType =>
  isFloat(dtype) ? dtype : isUnsigned(dtype) ? 'uint32' : 'int32'

/** The integers without a sign of as many bits. */
export const unsignedOf = (dtype: Integer): 'uint8' | 'uint32' =>
  isByte(dtype) ? 'uint8' : 'uint32'

/** A value as an element of the dtype: integers wrap, and a bool is whether the value is not 0. */
export const asElement = (value: number, dtype: DType): number => {
  if (dtype === 'bool') return value === 0 ? 0 : 1
  const element = allocate(dtype, 1)
  element[0] = value
  return element[0] as number
}

export interface Typed {
  readonly dtype: DType
  readonly weakType: boolean
}

const weakIntRank = 1
const weakFloatRank = 6

const isWeak = ({ dtype, weakType }: Typed): boolean => weakType && dtype !== 'bool'

const rankOf = (type: Typed): number =>
  isWeak(type) ? (isFloat(type.dtype) ? weakFloatRank : weakIntRank) : info[type.dtype].rank

const joinTypes = (a: Typed, b: Typed): Typed => {
  const [low, high] = rankOf(a) <= rankOf(b) ? [a, b] : [b, a]
  const areOpposed =
    !isWeak(low) &&
    isInteger(low.dtype) &&
    isInteger(high.dtype) &&
    isSigned(low.dtype) !== isSigned(high.dtype)
  return areOpposed ? { dtype: 'int32', weakType: false } : high
}

/**
 * JAX's type promotion, restricted to our dtypes: the maximum in
 * `bool < int* < uint8, int8 < uint32 < int32 < float* < float32 < float64` (`*` is weak), but that integers
 * with and without a sign meet in `int32`. JAX takes `int16` for `uint8` and `int8`, which is not among ours, and for
 * `uint32` and a signed one `int64`, which it too narrows to `int32` by default.
 *
 * @see https://docs.jax.dev/en/latest/type_promotion.html
 */
export const promoteTypes = (types: readonly Typed[]): Typed => {
  let best: Typed = { dtype: 'bool', weakType: false }
  for (const type of types) best = joinTypes(best, type)
  return { dtype: best.dtype, weakType: best.weakType }
}

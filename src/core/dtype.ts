/** Element types. `bool` is stored one byte an element; weak types exist only in avals. */
export type DType = 'bool' | 'uint32' | 'int32' | 'float32' | 'float64'

/** Host storage of a tensor's elements. */
export type DataArray = Uint8Array | Uint32Array | Int32Array | Float32Array | Float64Array

interface DTypeInfo {
  readonly short: string
  readonly bytes: number
  readonly create: (size: number) => DataArray
  /** Place in the promotion order; weak types sit just below the first strong type of their kind. */
  readonly rank: number
}

const info: Readonly<Record<DType, DTypeInfo>> = {
  bool: { short: 'bool', bytes: 1, create: (n) => new Uint8Array(n), rank: 0 },
  uint32: { short: 'u32', bytes: 4, create: (n) => new Uint32Array(n), rank: 2 },
  int32: { short: 'i32', bytes: 4, create: (n) => new Int32Array(n), rank: 3 },
  float32: { short: 'f32', bytes: 4, create: (n) => new Float32Array(n), rank: 5 },
  float64: { short: 'f64', bytes: 8, create: (n) => new Float64Array(n), rank: 6 },
}

export const dtypes = Object.keys(info) as readonly DType[]

/** The name that avals print: `f32`, `i32`, … */
export const shortName = (dtype: DType): string => info[dtype].short

/** Bytes of an element in memory. */
export const bytesOf = (dtype: DType): number => info[dtype].bytes

/** A zero-filled host array. */
export const allocate = (dtype: DType, size: number): DataArray => info[dtype].create(size)

export const isDType = (value: unknown): value is DType =>
  typeof value === 'string' && Object.hasOwn(info, value)

export const isFloat = (dtype: DType): boolean => dtype === 'float32' || dtype === 'float64'
export const isInteger = (dtype: DType): boolean => dtype === 'int32' || dtype === 'uint32'

/** The dtype of the host array that holds `data`. `Uint8Array` holds booleans. */
export const dtypeOfData = (data: DataArray): DType =>
  data instanceof Float32Array
    ? 'float32'
    : data instanceof Float64Array
      ? 'float64'
      : data instanceof Int32Array
        ? 'int32'
        : data instanceof Uint32Array
          ? 'uint32'
          : 'bool'

export interface Typed {
  readonly dtype: DType
  readonly weakType: boolean
}

const weakIntRank = 1
const weakFloatRank = 4

const rankOf = ({ dtype, weakType }: Typed): number =>
  !weakType || dtype === 'bool' ? info[dtype].rank : isFloat(dtype) ? weakFloatRank : weakIntRank

/**
 * JAX's type promotion. The lattice restricted to our dtypes is a chain,
 * `bool < int* < uint32 < int32 < float* < float32 < float64` (`*` is weak), so the join is a maximum.
 *
 * @see https://docs.jax.dev/en/latest/type_promotion.html
 */
export const promoteTypes = (types: readonly Typed[]): Typed => {
  let best: Typed = { dtype: 'bool', weakType: false }
  for (const type of types) if (rankOf(type) > rankOf(best)) best = type
  return { dtype: best.dtype, weakType: best.weakType }
}

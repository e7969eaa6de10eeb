import { checked } from '../core/checked.ts'
import { asTensor, type TensorLike } from '../core/convert.ts'
import {
  bytesOf,
  type DType,
  dtypes,
  isDType,
  isFloat,
  isInteger,
  isSigned,
  isUnsigned,
  promoteTypes as join,
  rangeOf,
} from '../core/dtype.ts'
import { DtypeError } from '../core/errors.ts'
import type { Tensor } from '../core/tensor.ts'
import { cast, commonType } from './promotion.ts'

export const float32 = 'float32' as const
export const float64 = 'float64' as const
export const int32 = 'int32' as const
export const int8 = 'int8' as const
export const uint32 = 'uint32' as const
export const uint8 = 'uint8' as const
export const bool = 'bool' as const

/** A kind of dtypes, named as in NumPy. */
export type DTypeKind =
  | DType
  | 'floating'
  | 'inexact'
  | 'integer'
  | 'signedinteger'
  | 'unsignedinteger'
  | 'number'
  | 'generic'

/** The dtype, if it is one. Throws `DtypeError` otherwise. */
export const checkDtype = (op: string, dtype: unknown): DType => {
  if (!isDType(dtype))
    throw new DtypeError(
      op,
      `expected one of the dtypes ${dtypes.join(', ')}, got ${JSON.stringify(dtype)}`,
    )
  return dtype
}

/** What a dtype is asked of: a dtype or a value that has one. */
const dtypeOf = (op: string, value: TensorLike | DType): DType =>
  typeof value === 'string' ? checkDtype(op, value) : asTensor(value, op).dtype

const kinds: Readonly<Record<Exclude<DTypeKind, DType>, (dtype: DType) => boolean>> = {
  floating: isFloat,
  inexact: isFloat,
  integer: isInteger,
  signedinteger: isSigned,
  unsignedinteger: isUnsigned,
  number: (dtype) => dtype !== 'bool',
  generic: () => true,
}

/**
 * Whether a dtype belongs to a kind.
 *
 * @example
 * np.issubdtype('float32', 'floating') // => true
 */
export const issubdtype = /*@__PURE__*/ checked(
  'issubdtype(dtype, kind)',
  (dtype: DType, kind: DTypeKind): boolean => {
    checkDtype('issubdtype', dtype)
    if (Object.hasOwn(kinds, kind)) return kinds[kind as keyof typeof kinds](dtype)
    return dtype === checkDtype('issubdtype', kind)
  },
)

/**
 * The dtype in which values meet: `bool < uint8, int8 < uint32 < int32 < float32 < float64`, where plain numbers give
 * way, and integers with a sign meet those without in `int32`.
 *
 * @example
 * np.resultType(np.array([1], { dtype: 'int32' }), 2.5) // => 'float32'
 */
export const resultType = (...values: readonly (TensorLike | DType)[]): DType => {
  const typed = values.filter((v) => typeof v === 'string')
  const rest = values.filter((v) => typeof v !== 'string')
  if (typed.length === 0) return commonType('resultType', rest)
  const fixed = typed.map((v) => ({ dtype: dtypeOf('resultType', v), weakType: false }))
  const tensors = rest.filter((v) => typeof v !== 'number').map((v) => asTensor(v, 'resultType'))
  const { dtype } = join([...fixed, ...tensors])
  const isFraction = rest.some((v) => typeof v === 'number' && !Number.isInteger(v))
  if (isFraction && !isFloat(dtype)) return 'float32'
  return dtype === 'bool' && rest.some((v) => typeof v === 'number') ? 'int32' : dtype
}

/**
 * The smallest dtype that both convert to under JAX's rules.
 *
 * @example
 * np.promoteTypes('int32', 'float32') // => 'float32'
 */
export const promoteTypes = /*@__PURE__*/ checked(
  'promoteTypes(a, b)',
  (a: DType, b: DType): DType => resultType(a, b),
)

/**
 * The same values in another dtype: floats truncate to integers, and are `true` unless 0.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @throws DtypeError for an unknown dtype
 * @example
 * np.astype(np.array([1.7, -1.7]), 'int32') // => [1, -1]
 */
export const astype = /*@__PURE__*/ checked(
  'astype(x, dtype)',
  (x: TensorLike, dtype: DType): Tensor => cast(asTensor(x, 'astype'), checkDtype('astype', dtype)),
)

/** Limits of a floating point dtype. */
export interface FloatInfo {
  readonly dtype: DType
  readonly bits: number
  /** Distance from 1 to the next number. */
  readonly eps: number
  readonly max: number
  readonly min: number
  /** Smallest positive normal number. */
  readonly tiny: number
  readonly smallestNormal: number
  readonly smallestSubnormal: number
}

const floatInfo = (
  dtype: DType,
  bits: number,
  eps: number,
  max: number,
  tiny: number,
  smallestSubnormal: number,
): FloatInfo => ({
  dtype,
  bits,
  eps,
  max,
  min: -max,
  tiny,
  smallestNormal: tiny,
  smallestSubnormal,
})

/**
 * Limits of a floating point dtype.
 *
 * @throws DtypeError for another dtype
 * @example
 * np.finfo('float32').eps === 2 ** -23 // => true
 */
export const finfo = /*@__PURE__*/ checked(
  'finfo(value)',
  (value: DType | TensorLike): FloatInfo => {
    const dtype = dtypeOf('finfo', value)
    if (dtype === 'float32')
      return floatInfo(dtype, 32, 2 ** -23, (2 - 2 ** -23) * 2 ** 127, 2 ** -126, 2 ** -149)
    if (dtype === 'float64')
      return floatInfo(dtype, 64, Number.EPSILON, Number.MAX_VALUE, 2 ** -1022, Number.MIN_VALUE)
    throw new DtypeError('finfo', `expected a floating point dtype, got ${dtype}; use np.iinfo`)
  },
)

/** Limits of an integer dtype. */
export interface IntegerInfo {
  readonly dtype: DType
  readonly bits: number
  readonly max: number
  readonly min: number
}

/**
 * Limits of an integer dtype.
 *
 * @throws DtypeError for another dtype
 * @example
 * np.iinfo('int32').max // => 2147483647
 */
export const iinfo = /*@__PURE__*/ checked(
  'iinfo(value)',
  (value: DType | TensorLike): IntegerInfo => {
    const dtype = dtypeOf('iinfo', value)
    if (!isInteger(dtype))
      throw new DtypeError('iinfo', `expected an integer dtype, got ${dtype}; use np.finfo`)
    const [min, max] = rangeOf(dtype)
    return { dtype, bits: 8 * bytesOf(dtype), max, min }
  },
)

import type { NdArray } from 'ndarray'
import { type Aval, makeAval, showAval, sizeOf } from './aval.ts'
import { defaultBackend } from './backend.ts'
import { allocate, type DataArray, type DType } from './dtype.ts'
import { ArgumentError } from './errors.ts'
import { Concrete, isTensor, type Tensor } from './tensor.ts'
import {
  copyElements,
  dtypeOfData,
  isTypedArray,
  type TypedArray,
  untypedAdvice,
} from './typed-arrays.ts'

/** What functions take for a tensor. Nested arrays are taken by `np.array` alone. */
export type TensorLike = Tensor | number | boolean | TypedArray | NdArray

/** A concrete tensor of row-major `data`, which must not be written afterwards. */
export const fromData = (data: DataArray, aval: Aval): Concrete => {
  const backend = defaultBackend()
  return new Concrete(backend, backend.put(data, aval), aval)
}

/** A concrete rank-0 tensor. */
export const scalar = (value: number, dtype: DType, weakType = false): Concrete => {
  const data = allocate(dtype, 1)
  data[0] = dtype === 'bool' ? Number(value !== 0) : value
  return fromData(data, makeAval([], dtype, weakType))
}

const isNdArray = (value: unknown): value is NdArray =>
  typeof value === 'object' &&
  value !== null &&
  'shape' in value &&
  'stride' in value &&
  'offset' in value &&
  'data' in value &&
  !isTensor(value)

/** Whether `asTensor` takes the value. */
export const isTensorLike = (value: unknown): value is TensorLike =>
  isTensor(value) ||
  typeof value === 'number' ||
  typeof value === 'boolean' ||
  isTypedArray(value) ||
  isNdArray(value)

const fromNdArray = (array: NdArray): Concrete => {
  const shape = [...array.shape]
  const store: unknown = array.data
  const source = isTypedArray(store)
    ? copyElements('asTensor', store)
    : (store as ArrayLike<number>)
  const dtype: DType = isTypedArray(store) ? dtypeOfData(store) : 'float32'
  const data = allocate(dtype, sizeOf(shape))
  const counter = shape.map(() => 0)
  let position = array.offset
  for (let i = 0; i < data.length; i++) {
    data[i] = source[position] ?? 0
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const stride = array.stride[axis] ?? 0
      const next = (counter[axis] ?? 0) + 1
      position += stride
      if (next < (shape[axis] ?? 0)) {
        counter[axis] = next
        break
      }
      position -= stride * next
      counter[axis] = 0
    }
  }
  return fromData(data, makeAval(shape, dtype))
}

/** The dtype that a plain number takes when it meets no tensor: `float32`, weakly. */
const weakNumber = 'float32'

const describeObject = (value: object): string => {
  if (Array.isArray(value)) return 'an array (np.array makes a tensor of it)'
  if (value instanceof Promise)
    return 'a promise (await it before; transformed functions are synchronous)'
  const type: unknown = (value as { readonly constructor?: unknown }).constructor
  return typeof type !== 'function' || type === Object
    ? `an object with keys {${Object.keys(value).slice(0, 5).join(', ')}}`
    : `an instance of ${type.name}`
}

/** How messages name a value that is not what was expected. */
export const describe = (value: unknown): string => {
  if (value === null) return 'null'
  if (isTensor(value)) return showAval(value)
  switch (typeof value) {
    case 'object':
      return describeObject(value)
    case 'undefined':
      return 'undefined (a missing argument, key or return value)'
    case 'function':
      return `the function ${value.name === '' ? 'f' : value.name} (call it for its result)`
    case 'string':
      return `the string ${JSON.stringify(value)}`
    default:
      return `the ${typeof value} ${String(value)}`
  }
}

/**
 * A value as a tensor: numbers become weakly typed float32 scalars, booleans `bool`, typed arrays and
 * `ndarray`s are copied.
 *
 * @throws ArgumentError for anything else; `op` and `where` say whose argument it was, `advice` what to do.
 */
export const asTensor = (value: unknown, op = 'asTensor', where = '', advice = ''): Tensor => {
  if (isTensor(value)) return value
  if (typeof value === 'number') return scalar(value, weakNumber, true)
  if (typeof value === 'boolean') return scalar(value ? 1 : 0, 'bool')
  if (isTypedArray(value))
    return fromData(copyElements(op, value, where), makeAval([value.length], dtypeOfData(value)))
  if (isNdArray(value)) return fromNdArray(value)
  const hint = advice === '' ? untypedAdvice(value) : advice
  throw new ArgumentError(
    op,
    `expected a tensor, number, boolean, typed array or ndarray${where === '' ? '' : ` at ${where}`}, ` +
      `got ${describe(value)}${hint === '' ? '' : `; ${hint}`}`,
  )
}

import { allocate, type DataArray, type DType, rangeOf } from './dtype.ts'
import { ArgumentError } from './errors.ts'

/** The typed arrays that functions take for a vector. */
export type TypedArray =
  | DataArray
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | BigInt64Array
  | BigUint64Array

/** The dtype that holds all elements of a kind of typed array; of 64-bit integers, all that fit. */
const dtypeOfTag: Readonly<Record<string, DType>> = {
  Uint8Array: 'uint8',
  Uint8ClampedArray: 'uint8',
  Int8Array: 'int8',
  Uint16Array: 'int32',
  Int16Array: 'int32',
  Uint32Array: 'uint32',
  Int32Array: 'int32',
  BigUint64Array: 'int32',
  BigInt64Array: 'int32',
  Float16Array: 'float32',
  Float32Array: 'float32',
  Float64Array: 'float64',
}

/** The tag that typed arrays of every realm have, and their subclasses such as Node's `Buffer`. */
const tagOf = (value: ArrayBufferView): string =>
  String((value as { readonly [Symbol.toStringTag]?: unknown })[Symbol.toStringTag])

/** Whether the value is a typed array; a `DataView` is none. */
export const isTypedArray = (value: unknown): value is TypedArray =>
  ArrayBuffer.isView(value) && Object.hasOwn(dtypeOfTag, tagOf(value))

/** The dtype of a tensor of the array's elements. */
export const dtypeOfData = (array: TypedArray): DType => dtypeOfTag[tagOf(array)] as DType

const readBigInts = (
  op: string,
  values: BigInt64Array | BigUint64Array,
  where: string,
): DataArray => {
  const data = allocate('int32', values.length)
  const [least, greatest] = rangeOf('int32')
  for (let i = 0; i < data.length; i++) {
    const value = values[i] as bigint
    if (value < least || value > greatest)
      throw new ArgumentError(
        op,
        `expected 64-bit integers that fit into int32${where === '' ? '' : ` at ${where}`}, got ` +
          `${value} as element ${i}; round them with Float64Array.from(values, Number)`,
      )
    data[i] = Number(value)
  }
  return data
}

/** Whether an array's memory went to another thread, or shrank below it. Such an array seems to be empty. */
const isGone = (array: TypedArray): boolean => {
  if (array.length > 0) return false
  try {
    // An array without elements may be written to at will, one without memory not at all.
    array.fill(0 as never)
    return false
  } catch {
    return true
  }
}

const checkMemory = (op: string, array: TypedArray, where: string): void => {
  if (isGone(array))
    throw new ArgumentError(
      op,
      `expected an array with memory${where === '' ? '' : ` at ${where}`}, got one whose buffer was ` +
        'transferred or shrunk; copy it before',
    )
}

/** The elements to be read at once: the array itself, unless they are BigInts. */
export const hostElements = (op: string, array: TypedArray, where: string): ArrayLike<number> => {
  checkMemory(op, array, where)
  return array instanceof BigInt64Array || array instanceof BigUint64Array
    ? readBigInts(op, array, where)
    : array
}

/** The elements, in memory of their own, as the host array of the dtype that holds them. */
export const copyElements = (op: string, array: TypedArray, where = ''): DataArray => {
  checkMemory(op, array, where)
  if (array instanceof BigInt64Array || array instanceof BigUint64Array)
    return readBigInts(op, array, where)
  // Not `slice`: that of Node's `Buffer` is a view, and that of a subclass may be anything.
  const data = allocate(dtypeOfData(array), array.length)
  data.set(array)
  return data
}

/** What to do with memory whose elements have no type. */
export const untypedAdvice = (value: unknown): string => {
  if (value instanceof DataView)
    return 'make a typed array of it, such as new Float32Array(view.buffer, view.byteOffset, length)'
  const isBuffer =
    value instanceof ArrayBuffer ||
    (typeof SharedArrayBuffer !== 'undefined' && value instanceof SharedArrayBuffer)
  return isBuffer ? 'make a typed array of it, such as new Float32Array(buffer)' : ''
}

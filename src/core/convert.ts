import type { NdArray } from 'ndarray'
import { type Aval, avalOf, makeAval, type Shape, sizeOf } from './aval.ts'
import { describe } from './describe.ts'
import { type Device, defaultDevice, hostDevice } from './device.ts'
import { allocate, type DataArray, type DType } from './dtype.ts'
import { ArgumentError } from './errors.ts'
import { elementsOf, layoutOf, visitElements } from './from-ndarray.ts'
import {
  checkElement,
  checkInt32,
  checkOperand,
  dtypeOfLiterals,
  isLiteral,
  type Literal,
} from './literal.ts'
import { checkSize } from './size.ts'
import { Concrete, isTensor, type Tensor } from './tensor.ts'
import {
  copyElements,
  dtypeOfData,
  hostElements,
  isTypedArray,
  type TypedArray,
  untypedAdvice,
} from './typed-arrays.ts'

export { describe } from './describe.ts'

/** What functions take for a tensor. Nested arrays are taken by `np.array` alone. */
export type TensorLike = Tensor | number | boolean | TypedArray | NdArray

/** A concrete tensor of row-major `data`, which must not be written afterwards. */
export const fromData = (
  data: DataArray,
  value: Aval,
  device: Device = defaultDevice(),
): Concrete => {
  const aval = avalOf(value)
  return new Concrete(device, device.storage.put(data, aval), aval)
}

/** A concrete rank-0 tensor on the host, as all literals are. */
export const scalar = (value: number, dtype: DType, weakType = false): Concrete => {
  const data = allocate(dtype, 1)
  data[0] = dtype === 'bool' ? Number(value !== 0) : value
  return fromData(data, makeAval([], dtype, weakType), hostDevice())
}

/**
 * A plain number as a scalar of the dtype of what it meets. Throws `ArgumentError` where it does not fit.
 */
export const fittingScalar = (
  op: string,
  value: number,
  dtype: DType,
  weakType = false,
): Concrete => {
  checkOperand(op, value, dtype)
  return scalar(value, dtype, weakType)
}

/** A position as an int32 scalar. Throws `ArgumentError` unless it is an integer of 32 bits; `what` it is. */
export const integer = (op: string, value: number, what: string): Concrete => {
  checkInt32(op, value, what)
  return scalar(value, 'int32')
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
  isTensor(value) || isLiteral(value) || isTypedArray(value) || isNdArray(value)

const fromNdArray = (array: NdArray, op: string, where: string): Concrete => {
  const layout = layoutOf(array, op, where)
  const store: unknown = array.data
  if (isTypedArray(store)) {
    const dtype = dtypeOfData(store)
    const source = hostElements(op, store, where)
    const data = allocate(dtype, sizeOf(layout.shape))
    visitElements(layout, (position, i) => {
      data[i] = source[position] as number
    })
    return fromData(data, makeAval(layout.shape, dtype))
  }
  checkSize(op, layout.shape, weakNumber)
  const values = elementsOf(array, layout).map((value, i) => {
    if (isLiteral(value)) return value
    throw new ArgumentError(
      op,
      `expected numbers or booleans in an ndarray, got ${describe(value)} as element ${i}`,
    )
  })
  return fromLiterals(op, values, layout.shape)
}

/** A concrete tensor of plain values. Throws `ArgumentError` for one that is no element of `dtype`. */
export const fromLiterals = (
  op: string,
  values: readonly Literal[],
  shape: Shape,
  dtype = dtypeOfLiterals(values),
): Concrete => {
  const data = allocate(dtype, values.length)
  for (let i = 0; i < data.length; i++) {
    const number = Number(values[i])
    checkElement(op, number, dtype)
    data[i] = dtype === 'bool' ? (number === 0 ? 0 : 1) : number
  }
  return fromData(data, makeAval(shape, dtype))
}

/** The dtype that a plain number takes when it meets no tensor: `float32`, weakly. */
const weakNumber = 'float32'

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
  if (isNdArray(value)) return fromNdArray(value, op, where)
  const hint = advice === '' ? untypedAdvice(value) : advice
  throw new ArgumentError(
    op,
    `expected a tensor, number, boolean, typed array or ndarray${where === '' ? '' : ` at ${where}`}, ` +
      `got ${describe(value)}${hint === '' ? '' : `; ${hint}`}`,
  )
}

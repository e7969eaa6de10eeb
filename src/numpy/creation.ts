import { makeAval, sizeOf } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { asTensor, fromData, fromLiterals, type TensorLike } from '../core/convert.ts'
import { allocate, type DType } from '../core/dtype.ts'
import { checkOperand, isLiteral, type Literal } from '../core/literal.ts'
import { checkOptions } from '../core/options.ts'
import { Concrete, isTensor, type Tensor } from '../core/tensor.ts'
import { concatenate } from '../primitives/slicing.ts'
import * as structural from '../primitives/structural.ts'
import { broadcastTo } from './broadcasting.ts'
import { checkDtype } from './dtypes.ts'
import { type Leaves, readNested } from './nested.ts'
import { asDtype, cast, promoteAll } from './promotion.ts'
import { checkSizes, type ShapeLike } from './shape-argument.ts'

/** Nested arrays of numbers, booleans or tensors. */
export type Nested = TensorLike | readonly Nested[]

export interface DtypeOptions {
  readonly dtype?: DType
}

/** Joins the tensors and plain values that nested arrays hold. */
const join = ({ shape, values }: Leaves, dtype: DType | undefined): Tensor => {
  const parts =
    dtype === undefined
      ? promoteAll(
          'array',
          values.map((value) => (typeof value === 'boolean' ? asTensor(value) : value)),
        )
      : values.map((value) => elementsIn(value, dtype))
  const flat = parts.map((x) => structural.reshape(x, [sizeOf(x.shape)]))
  return structural.reshape(concatenate(flat, 0), shape)
}

const elementsIn = (value: Literal | Tensor, dtype: DType): Tensor =>
  isTensor(value) ? cast(value, dtype) : fromLiterals('array', [value], [], dtype)

/**
 * A tensor of nested arrays, of numbers, or of another tensor. Numbers give `float32`, booleans `bool`,
 * unless a dtype is given; typed arrays and tensors keep theirs. An integer dtype cuts
 * fractions off. Elements are copied; a tensor of that dtype comes back as it is; see `copy`.
 *
 * @throws ShapeError if the arrays are ragged
 * @throws ArgumentError for an element that is neither number, boolean nor tensor, with its place, for a hole, and
 *   for a number that does not fit into the dtype
 * @example
 * np.array([[1, 2], [3, 4]]).shape // => [2, 2]
 * @example
 * np.array([1.7, 2], { dtype: 'int32' }) // => [1, 2]
 */
export const array = /*@__PURE__*/ checked(
  'array(value, options?)',
  (value: Nested, options?: DtypeOptions): Tensor => {
    checkOptions('array', options, ['dtype'])
    const dtype = options?.dtype === undefined ? undefined : checkDtype('array', options.dtype)
    if (isTensor(value)) return dtype === undefined ? value : cast(value, dtype)
    if (isLiteral(value)) return fromLiterals('array', [value], [], dtype)
    if (!Array.isArray(value)) {
      const tensor = asTensor(value, 'array')
      return dtype === undefined ? tensor : cast(tensor, dtype)
    }
    const leaves = readNested('array', value)
    const { shape, values } = leaves
    return values.every(isLiteral)
      ? fromLiterals('array', values, shape, dtype)
      : join(leaves, dtype)
  },
)

/** As `array`. */
export { array as asarray }

/**
 * The same elements in memory of their own, which a call may take over (`donateArgnums` of `jit`) while `x` stays. For
 * nothing else is a copy needed, as tensors never change.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @example
 * const start = np.array([1, 2])
 * const step = jit((x: Tensor) => x.mul(2), { donateArgnums: 0 })
 * step(np.copy(start)) // => [2, 4]
 * start // => [1, 2]
 */
export const copy = /*@__PURE__*/ checked('copy(x)', (x: TensorLike): Tensor => {
  const tensor = asTensor(x, 'copy')
  if (!(tensor instanceof Concrete)) return tensor
  const { device, buffer, aval, placed } = tensor
  return new Concrete(device, device.storage.copy(buffer, aval), aval, placed)
})

/**
 * A tensor of one repeated value. A plain number gives `float32` unless a dtype is given.
 *
 * Shapes: `value[t] → y[shape]`, where `t` broadcasts to `shape`.
 *
 * @throws ShapeError for a shape that is no list of sizes, or that the value does not broadcast to
 * @example
 * np.full([2, 2], 7) // => [[7, 7], [7, 7]]
 */
export const full = /*@__PURE__*/ checked(
  'full(shape, value, options?)',
  (shape: ShapeLike, value: TensorLike, options?: DtypeOptions): Tensor => {
    checkOptions('full', options, ['dtype'])
    const sizes = checkSizes('full', shape)
    const dtype = options?.dtype === undefined ? undefined : checkDtype('full', options.dtype)
    if (typeof value === 'number') {
      checkOperand('full', value, dtype ?? 'float32')
      return structural.full(sizes, value, dtype ?? 'float32')
    }
    const tensor = asTensor(value, 'full')
    return broadcastTo(dtype === undefined ? tensor : cast(tensor, dtype), sizes)
  },
)

const repeated = (op: string, shape: ShapeLike, value: number, options?: DtypeOptions): Tensor => {
  checkOptions(op, options, ['dtype'])
  const dtype = options?.dtype === undefined ? 'float32' : checkDtype(op, options.dtype)
  return structural.full(checkSizes(op, shape), value, dtype)
}

/**
 * Zeros.
 *
 * @throws ShapeError for a shape that is no list of sizes
 * @example
 * np.zeros([2, 3]) // => [[0, 0, 0], [0, 0, 0]]
 */
export const zeros = /*@__PURE__*/ checked(
  'zeros(shape, options?)',
  (shape: ShapeLike, options?: DtypeOptions): Tensor => repeated('zeros', shape, 0, options),
)

/**
 * Ones.
 *
 * @throws ShapeError for a shape that is no list of sizes
 * @example
 * np.ones(3) // => [1, 1, 1]
 */
export const ones = /*@__PURE__*/ checked(
  'ones(shape, options?)',
  (shape: ShapeLike, options?: DtypeOptions): Tensor => repeated('ones', shape, 1, options),
)

/**
 * As `zeros`: no memory is left unset.
 *
 * @example
 * np.empty([2]).shape // => [2]
 */
export const empty = /*@__PURE__*/ checked(
  'empty(shape, options?)',
  (shape: ShapeLike, options?: DtypeOptions): Tensor => repeated('empty', shape, 0, options),
)

export interface LikeOptions extends DtypeOptions {
  /** The shape, if not that of the model. */
  readonly shape?: ShapeLike
}

const likeOptions = ['dtype', 'shape']

const repeatedLike = (
  op: string,
  x: TensorLike,
  value: TensorLike,
  options: LikeOptions | undefined,
): Tensor => {
  checkOptions(op, options, likeOptions)
  const model = asTensor(x, op)
  const dtype = options?.dtype === undefined ? model.dtype : checkDtype(op, options.dtype)
  const shape = options?.shape === undefined ? model.shape : checkSizes(op, options.shape)
  if (typeof value === 'number') {
    checkOperand(op, value, dtype)
    return structural.full(shape, value, dtype)
  }
  return broadcastTo(asDtype(op, value, dtype), shape)
}

/**
 * One repeated value, in the shape and dtype of another tensor.
 *
 * @example
 * np.fullLike(np.array([1, 2]), 5) // => [5, 5]
 */
export const fullLike = /*@__PURE__*/ checked(
  'fullLike(x, value, options?)',
  (x: TensorLike, value: TensorLike, options?: LikeOptions): Tensor =>
    repeatedLike('fullLike', x, value, options),
)

/**
 * Zeros in the shape and dtype of another tensor.
 *
 * @example
 * np.zerosLike(np.array([1, 2])) // => [0, 0]
 */
export const zerosLike = /*@__PURE__*/ checked(
  'zerosLike(x, options?)',
  (x: TensorLike, options?: LikeOptions): Tensor => repeatedLike('zerosLike', x, 0, options),
)

/**
 * Ones in the shape and dtype of another tensor.
 *
 * @example
 * np.onesLike(np.array([[1, 2]])) // => [[1, 1]]
 */
export const onesLike = /*@__PURE__*/ checked(
  'onesLike(x, options?)',
  (x: TensorLike, options?: LikeOptions): Tensor => repeatedLike('onesLike', x, 1, options),
)

/**
 * As `zerosLike`.
 *
 * @example
 * np.emptyLike(np.array([1, 2])).shape // => [2]
 */
export const emptyLike = /*@__PURE__*/ checked(
  'emptyLike(x, options?)',
  (x: TensorLike, options?: LikeOptions): Tensor => repeatedLike('emptyLike', x, 0, options),
)

/** A concrete vector of computed values. */
export const vectorOf = (length: number, dtype: DType, value: (i: number) => number): Tensor => {
  const data = allocate(dtype, length)
  for (let i = 0; i < length; i++) {
    const element = value(i)
    data[i] = dtype === 'bool' ? Number(element !== 0) : element
  }
  return fromData(data, makeAval([length], dtype))
}

import { avalOf, makeAval, type Shape } from '../core/aval.ts'
import { asTensor, describe, fromData, isTensorLike, type TensorLike } from '../core/convert.ts'
import { allocate, type DType } from '../core/dtype.ts'
import { ArgumentError, ShapeError } from '../core/errors.ts'
import { checkOptions } from '../core/options.ts'
import { Concrete, isTensor, type Tensor } from '../core/tensor.ts'
import { concatenate } from '../primitives/slicing.ts'
import * as structural from '../primitives/structural.ts'
import { broadcastTo } from './broadcasting.ts'
import { checkDtype } from './dtypes.ts'
import { asDtype, cast, promoteAll } from './promotion.ts'
import { checkSizes, type ShapeLike } from './shape-argument.ts'

/** Nested arrays of numbers, booleans or tensors. */
export type Nested = TensorLike | readonly Nested[]

export interface DtypeOptions {
  readonly dtype?: DType
}

const isScalar = (value: unknown): value is number | boolean =>
  typeof value === 'number' || typeof value === 'boolean'

/** The shape of nested arrays, by their first elements. */
const nestedShape = (value: Nested): Shape => {
  const shape: number[] = []
  for (let inner = value; Array.isArray(inner); inner = (inner as readonly Nested[])[0] as Nested)
    shape.push((inner as readonly Nested[]).length)
  return shape
}

interface Leaves {
  readonly values: (number | boolean)[]
  /** Whether something other than numbers and booleans was met. */
  hasTensors: boolean
}

const collect = (value: Nested, shape: Shape, depth: number, path: string, into: Leaves): void => {
  if (Array.isArray(value)) {
    const list = value as readonly Nested[]
    if (depth >= shape.length || list.length !== shape[depth])
      throw new ShapeError(
        'array',
        `expected nested arrays of one shape, got ${list.length} elements at ${path || 'the top'} ` +
          `where ${depth < shape.length ? shape[depth] : 'a number'} fits; pad the rows to one length`,
      )
    list.forEach((inner, i) => {
      collect(inner, shape, depth + 1, `${path}[${i}]`, into)
    })
  } else if (isScalar(value)) {
    if (depth !== shape.length)
      throw new ShapeError(
        'array',
        `expected nested arrays of one shape, got a ${typeof value} at ${path} beside arrays`,
      )
    into.values.push(value)
  } else if (isTensorLike(value)) into.hasTensors = true
  else
    throw new ArgumentError(
      'array',
      `expected numbers, booleans, tensors or nested arrays of these, got ${describe(value)} at ${path}`,
    )
}

/** Joins nested arrays that hold tensors. */
const stackNested = (value: Nested): Tensor => {
  if (!Array.isArray(value)) return asTensor(value, 'array')
  const parts = promoteAll('array', (value as readonly Nested[]).map(stackNested))
  return concatenate(
    parts.map((x) => structural.reshape(x, [1, ...x.shape])),
    0,
  )
}

/**
 * A tensor of nested arrays, of numbers, or of another tensor. Numbers give `float32`, booleans `bool`,
 * unless a dtype is given; typed arrays and tensors keep theirs. A tensor of that dtype comes back as it is; see `copy`.
 *
 * @throws ShapeError if the arrays are ragged
 * @throws ArgumentError for an element that is neither number, boolean nor tensor, with its place
 * @example
 * np.array([[1, 2], [3, 4]]).shape // => [2, 2]
 * @example
 * np.array([1.7, 2], { dtype: 'int32' }) // => [1, 2]
 */
export const array = (value: Nested, options?: DtypeOptions): Tensor => {
  checkOptions('array', options, ['dtype'])
  const dtype = options?.dtype === undefined ? undefined : checkDtype('array', options.dtype)
  if (isTensor(value)) return dtype === undefined ? value : cast(value, dtype)
  if (!Array.isArray(value) && !isScalar(value)) {
    const tensor = asTensor(value, 'array')
    return dtype === undefined ? tensor : cast(tensor, dtype)
  }
  const shape = nestedShape(value)
  const leaves: Leaves = { values: [], hasTensors: false }
  collect(value, shape, 0, '', leaves)
  if (leaves.hasTensors) {
    const stacked = stackNested(value)
    return dtype === undefined ? stacked : cast(stacked, dtype)
  }
  const { values } = leaves
  const areBooleans = values.length > 0 && values.every((v) => typeof v === 'boolean')
  const resolved = dtype ?? (areBooleans ? 'bool' : 'float32')
  const data = allocate(resolved, values.length)
  for (let i = 0; i < data.length; i++) {
    const number = Number(values[i])
    data[i] = resolved === 'bool' ? (number === 0 ? 0 : 1) : number
  }
  return fromData(data, makeAval(shape, resolved))
}

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
export const copy = (x: TensorLike): Tensor => {
  const tensor = asTensor(x, 'copy')
  return tensor instanceof Concrete ? fromData(tensor.data(), avalOf(tensor)) : tensor
}

/**
 * A tensor of one repeated value. A plain number gives `float32` unless a dtype is given.
 *
 * Shapes: `value[t] → y[shape]`, where `t` broadcasts to `shape`.
 *
 * @throws ShapeError for a shape that is no list of sizes, or that the value does not broadcast to
 * @example
 * np.full([2, 2], 7) // => [[7, 7], [7, 7]]
 */
export const full = (shape: ShapeLike, value: TensorLike, options?: DtypeOptions): Tensor => {
  checkOptions('full', options, ['dtype'])
  const sizes = checkSizes('full', shape)
  const dtype = options?.dtype === undefined ? undefined : checkDtype('full', options.dtype)
  if (typeof value === 'number') return structural.full(sizes, value, dtype ?? 'float32')
  const tensor = asTensor(value, 'full')
  return broadcastTo(dtype === undefined ? tensor : cast(tensor, dtype), sizes)
}

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
export const zeros = (shape: ShapeLike, options?: DtypeOptions): Tensor =>
  repeated('zeros', shape, 0, options)

/**
 * Ones.
 *
 * @throws ShapeError for a shape that is no list of sizes
 * @example
 * np.ones(3) // => [1, 1, 1]
 */
export const ones = (shape: ShapeLike, options?: DtypeOptions): Tensor =>
  repeated('ones', shape, 1, options)

/**
 * As `zeros`: no memory is left unset.
 *
 * @example
 * np.empty([2]).shape // => [2]
 */
export const empty = (shape: ShapeLike, options?: DtypeOptions): Tensor =>
  repeated('empty', shape, 0, options)

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
  if (typeof value === 'number') return structural.full(shape, value, dtype)
  return broadcastTo(asDtype(op, value, dtype), shape)
}

/**
 * One repeated value, in the shape and dtype of another tensor.
 *
 * @example
 * np.fullLike(np.array([1, 2]), 5) // => [5, 5]
 */
export const fullLike = (x: TensorLike, value: TensorLike, options?: LikeOptions): Tensor =>
  repeatedLike('fullLike', x, value, options)

/**
 * Zeros in the shape and dtype of another tensor.
 *
 * @example
 * np.zerosLike(np.array([1, 2])) // => [0, 0]
 */
export const zerosLike = (x: TensorLike, options?: LikeOptions): Tensor =>
  repeatedLike('zerosLike', x, 0, options)

/**
 * Ones in the shape and dtype of another tensor.
 *
 * @example
 * np.onesLike(np.array([[1, 2]])) // => [[1, 1]]
 */
export const onesLike = (x: TensorLike, options?: LikeOptions): Tensor =>
  repeatedLike('onesLike', x, 1, options)

/**
 * As `zerosLike`.
 *
 * @example
 * np.emptyLike(np.array([1, 2])).shape // => [2]
 */
export const emptyLike = (x: TensorLike, options?: LikeOptions): Tensor =>
  repeatedLike('emptyLike', x, 0, options)

/** A concrete vector of computed values. */
export const vectorOf = (length: number, dtype: DType, value: (i: number) => number): Tensor => {
  const data = allocate(dtype, length)
  for (let i = 0; i < length; i++) {
    const element = value(i)
    data[i] = dtype === 'bool' ? Number(element !== 0) : element
  }
  return fromData(data, makeAval([length], dtype))
}

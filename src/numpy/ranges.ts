import { range, type Shape } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { asTensor, scalar, type TensorLike } from '../core/convert.ts'
import { type DType, isFloat } from '../core/dtype.ts'
import { ArgumentError } from '../core/errors.ts'
import { checkChoice, checkOptions } from '../core/options.ts'
import { checkSize } from '../core/size.ts'
import type { Tensor } from '../core/tensor.ts'
import * as basic from '../primitives/arithmetic.ts'
import * as lax from '../primitives/elementwise.ts'
import { concatenate, iota } from '../primitives/slicing.ts'
import { moveAxis, reshape } from '../primitives/structural.ts'
import { divide, multiply } from './arithmetic.ts'
import { axisOfRank } from './axes.ts'
import { broadcastPair, broadcastTo } from './broadcasting.ts'
import { type DtypeOptions, vectorOf } from './creation.ts'
import { checkDtype } from './dtypes.ts'
import { asDtype, cast, commonType, floatOf, promotePairInexact } from './promotion.ts'
import { checkSizes, type ShapeLike } from './shape-argument.ts'

const plainNumber = (value: number, what: string): number => {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  // A concrete scalar may stand for its number; a traced one throws here.
  const read = Number(value)
  if (!Number.isFinite(read))
    throw new ArgumentError('arange', `expected a finite number for ${what}, got ${String(value)}`)
  return read
}

/**
 * Evenly spaced numbers: `0 … stop - 1` with one argument, else `start, start + step, …` before `stop`.
 * Integers give `int32`, fractions `float32`, unless the last argument has a dtype.
 *
 * Shapes: `→ y[⌈(stop - start) / step⌉]`.
 *
 * @throws ArgumentError for a step of 0
 * @throws TracerError for a traced bound: sizes are fixed when a program is traced
 * @example
 * np.arange(3) // => [0, 1, 2]
 * @example
 * np.arange(0, 1, 0.25, { dtype: 'float64' }) // => [0, 0.25, 0.5, 0.75]
 */
export const arange = /*@__PURE__*/ checked(
  'arange(start, stop?, step?, options?)',
  (
    start: number,
    stop?: number | DtypeOptions | null,
    step?: number | DtypeOptions | null,
    options?: DtypeOptions,
  ): Tensor => {
    const numbers: number[] = [start]
    let record = options
    for (const value of [stop, step]) {
      if (value === undefined || value === null) continue
      if (typeof value === 'object' && !('shape' in value)) record = value
      else numbers.push(value as number)
    }
    checkOptions('arange', record, ['dtype'])
    const [from, to] =
      numbers.length === 1
        ? [0, plainNumber(start, 'stop')]
        : [plainNumber(start, 'start'), plainNumber(numbers[1] as number, 'stop')]
    const by = numbers.length < 3 ? 1 : plainNumber(numbers[2] as number, 'step')
    if (by === 0) throw new ArgumentError('arange', 'expected a step other than 0, got 0')
    const areIntegers = [from, to, by].every(Number.isInteger)
    const dtype =
      record?.dtype === undefined
        ? areIntegers
          ? 'int32'
          : 'float32'
        : checkDtype('arange', record.dtype)
    const length = Math.max(0, Math.ceil((to - from) / by))
    if (from === 0 && by === 1 && dtype !== 'bool') return iota(dtype, [length])
    checkSize('arange', [length], dtype)
    // Integers are counted in, as in NumPy, so a fraction is dropped from the start and from the step.
    const [first, step1] = isFloat(dtype) ? [from, by] : [Math.trunc(from), Math.trunc(by)]
    return vectorOf(length, dtype, (i) => first + i * step1)
  },
)

export interface SpaceOptions extends DtypeOptions {
  /** How many numbers. Default 50. */
  readonly num?: number
  /** Whether `stop` is the last of them. Default true. */
  readonly endpoint?: boolean
  /** Where the new axis goes if `start` or `stop` has axes. Default 0. */
  readonly axis?: number
}

const spaceOptions = ['num', 'endpoint', 'axis', 'dtype']

/** `num` numbers from `start` to `stop` along a new first axis, in a floating point dtype. */
const spaced = (
  op: string,
  start: TensorLike,
  stop: TensorLike,
  { num = 50, endpoint = true }: SpaceOptions,
  dtype: DType,
): Tensor => {
  checkSizes(op, num)
  const [a, b] = broadcastPair(op, asDtype(op, start, dtype), asDtype(op, stop, dtype))
  const shape = a.ndim >= b.ndim ? a.shape : b.shape
  const parts = endpoint ? num - 1 : num
  const column = (x: Tensor): Tensor => reshape(x, [num, ...shape.map(() => 1)])
  if (num === 0) return broadcastTo(scalar(0, dtype), [0, ...shape])
  const share = column(basic.div(iota(dtype, [num]), scalar(Math.max(parts, 1), dtype)))
  const full: Shape = [num, ...shape]
  const weight = broadcastTo(share, full)
  const from = broadcastTo(a, full)
  const to = broadcastTo(b, full)
  const one = scalar(1, dtype)
  const line = basic.add(basic.mul(from, basic.sub(one, weight)), basic.mul(to, weight))
  if (!endpoint || num === 1) return line
  // The last number is `stop` itself, not what rounding makes of it.
  return basic.select(basic.eq(weight, one), line, to)
}

const spaceDtype = (
  op: string,
  start: TensorLike,
  stop: TensorLike,
  options: SpaceOptions,
): DType =>
  options.dtype === undefined
    ? floatOf(commonType(op, [start, stop]))
    : checkDtype(op, options.dtype)

const placed = (
  op: string,
  start: TensorLike,
  stop: TensorLike,
  options: SpaceOptions | undefined,
  finish: (line: Tensor) => Tensor,
): Tensor => {
  const given = options ?? {}
  const dtype = spaceDtype(op, start, stop, given)
  const line = finish(spaced(op, start, stop, given, floatOf(dtype)))
  const whole = isFloat(dtype) ? line : cast(basic.round(line, 'floor'), dtype)
  return moveAxis(whole, 0, axisOfRank(op, given.axis ?? 0, whole.ndim))
}

/**
 * Numbers evenly spaced from `start` to `stop`, both included.
 *
 * Shapes: `start[s], stop[t] → y[num, s broadcast with t]`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * np.linspace(0, 1, { num: 5 }) // => [0, 0.25, 0.5, 0.75, 1]
 */
export const linspace = /*@__PURE__*/ checked(
  'linspace(start, stop, options?)',
  (start: TensorLike, stop: TensorLike, options?: SpaceOptions): Tensor => {
    checkOptions('linspace', options, spaceOptions)
    return placed('linspace', start, stop, options, (line) => line)
  },
)

export interface LogspaceOptions extends SpaceOptions {
  /** What is raised to evenly spaced powers. Default 10. */
  readonly base?: number
}

/**
 * Powers of `base` with exponents evenly spaced from `start` to `stop`.
 *
 * Shapes: `start[s], stop[t] → y[num, s broadcast with t]`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * np.logspace(0, 2, { num: 3, base: 2 }) // => [1, 2, 4]
 */
export const logspace = /*@__PURE__*/ checked(
  'logspace(start, stop, options?)',
  (start: TensorLike, stop: TensorLike, options?: LogspaceOptions): Tensor => {
    checkOptions('logspace', options, [...spaceOptions, 'base'])
    const base = options?.base ?? 10
    return placed('logspace', start, stop, options, (line) =>
      lax.pow(broadcastTo(scalar(base, line.dtype), line.shape), line),
    )
  },
)

/**
 * Numbers of constant ratio from `start` to `stop`, both positive or both negative.
 *
 * Shapes: `start[s], stop[t] → y[num, s broadcast with t]`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * np.geomspace(1, 8, { num: 4 }).round() // => [1, 2, 4, 8]
 */
export const geomspace = /*@__PURE__*/ checked(
  'geomspace(start, stop, options?)',
  (start: TensorLike, stop: TensorLike, options?: SpaceOptions): Tensor => {
    checkOptions('geomspace', options, spaceOptions)
    const [a, b] = promotePairInexact('geomspace', start, stop)
    const sign = basic.sign(a)
    return placed('geomspace', logarithm(a, sign), logarithm(b, sign), options, (line) =>
      multiply(cast(sign, line.dtype), lax.exp(line)),
    )
  },
)

const logarithm = (x: Tensor, sign: Tensor): Tensor => lax.log(divide(x, sign))

export interface MeshgridOptions {
  /** `'xy'` puts the second operand first, as plots want it; `'ij'` keeps the order. Default `'xy'`. */
  readonly indexing?: 'xy' | 'ij'
  /** Whether axes other than the operand's own keep size 1. Default false. */
  readonly sparse?: boolean
}

const isMeshgridOptions = (value: unknown): value is MeshgridOptions =>
  typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && !('shape' in value)

/**
 * Coordinates of a grid from those of its axes; options may follow the operands.
 *
 * Shapes: `x[m], y[n] → X[n,m], Y[n,m]`, or `X[m,n], Y[m,n]` with `indexing: 'ij'`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * np.meshgrid(np.array([1, 2]), np.array([3])) // => [[[1, 2]], [[3, 3]]]
 */
export const meshgrid = (
  ...operands: readonly (TensorLike | MeshgridOptions)[]
): readonly Tensor[] => {
  const last = operands[operands.length - 1]
  const options = isMeshgridOptions(last) ? last : undefined
  checkOptions('meshgrid', options, ['indexing', 'sparse'])
  const { indexing = 'xy', sparse = false } = options ?? {}
  checkChoice('meshgrid', 'indexing', indexing, ['xy', 'ij'])
  const axes = (options === undefined ? operands : operands.slice(0, -1)).map((x) =>
    asTensor(x, 'meshgrid'),
  )
  const order = range(axes.length)
  const places = indexing === 'xy' && axes.length > 1 ? [1, 0, ...order.slice(2)] : order
  const sizes = order.map((i) => (axes[places.indexOf(i)] as Tensor).size)
  return axes.map((x, i) => {
    const own = places[i] as number
    const thin = reshape(
      x,
      order.map((axis) => (axis === own ? x.size : 1)),
    )
    return sparse ? thin : broadcastTo(thin, sizes)
  })
}

/**
 * The index of every element along each axis, stacked.
 *
 * Shapes: `→ i32[rank, …shape]`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * np.indices([1, 2]) // => [[[0, 0]], [[0, 1]]]
 */
export const indices = /*@__PURE__*/ checked(
  'indices(shape, options?)',
  (shape: ShapeLike, options?: DtypeOptions): Tensor => {
    checkOptions('indices', options, ['dtype'])
    const sizes = checkSizes('indices', shape)
    const dtype = checkDtype('indices', options?.dtype ?? 'int32')
    return stackFirst(
      sizes.map((_, axis) => iota(dtype, sizes, axis)),
      [0, ...sizes],
      dtype,
    )
  },
)

const stackFirst = (parts: readonly Tensor[], ifEmpty: Shape, dtype: DType): Tensor =>
  parts.length === 0
    ? broadcastTo(scalar(0, dtype), ifEmpty)
    : concatenate(
        parts.map((x) => reshape(x, [1, ...x.shape])),
        0,
      )

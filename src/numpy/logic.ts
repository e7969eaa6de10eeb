import { sameShape } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { asTensor, scalar, type TensorLike } from '../core/convert.ts'
import { isFloat, isSigned } from '../core/dtype.ts'
import { checkOptions } from '../core/options.ts'
import { isTensor, type Tensor } from '../core/tensor.ts'
import * as basic from '../primitives/arithmetic.ts'
import * as lax from '../primitives/elementwise.ts'
import { reduceAnd } from '../primitives/reduction.ts'
import { full } from '../primitives/structural.ts'
import { isNegative, numericPair } from './arithmetic.ts'
import { binary, broadcastPair, broadcastScalars, broadcastShapeOf } from './broadcasting.ts'
import { promoteAll, promotePair, promotePairInexact } from './promotion.ts'

/** Whether elements are not 0. */
export const truth = (op: string, x: TensorLike): Tensor => {
  const tensor = isTensor(x) ? x : asTensor(x, op)
  return tensor.dtype === 'bool' ? tensor : basic.ne(tensor, scalar(0, tensor.dtype))
}

/**
 * Whether `x = y`; NaN equals nothing.
 *
 * Shapes: `x[s], y[t] → bool[s broadcast with t]`.
 *
 * @throws ShapeError if the shapes do not broadcast
 * @example
 * np.equal(np.array([1, 2]), 2) // => [false, true]
 */
export const equal = /*@__PURE__*/ checked(
  'equal(x, y)',
  (x: TensorLike, y: TensorLike): Tensor => binary('equal', basic.eq, x, y),
)

/**
 * Whether `x ≠ y`; NaN differs from everything.
 *
 * Shapes: `x[s], y[t] → bool[s broadcast with t]`.
 *
 * @throws ShapeError if the shapes do not broadcast
 * @example
 * np.notEqual(np.array([1, 2]), 2) // => [true, false]
 */
export const notEqual = /*@__PURE__*/ checked(
  'notEqual(x, y)',
  (x: TensorLike, y: TensorLike): Tensor => binary('notEqual', basic.ne, x, y),
)

/**
 * Whether `x < y`.
 *
 * Shapes: `x[s], y[t] → bool[s broadcast with t]`.
 *
 * @throws ShapeError if the shapes do not broadcast
 * @example
 * np.less(np.array([1, 2]), 2) // => [true, false]
 */
export const less = /*@__PURE__*/ checked(
  'less(x, y)',
  (x: TensorLike, y: TensorLike): Tensor => binary('less', basic.lt, x, y),
)

/**
 * Whether `x ≤ y`.
 *
 * Shapes: `x[s], y[t] → bool[s broadcast with t]`.
 *
 * @throws ShapeError if the shapes do not broadcast
 * @example
 * np.lessEqual(np.array([1, 2]), 1) // => [true, false]
 */
export const lessEqual = /*@__PURE__*/ checked(
  'lessEqual(x, y)',
  (x: TensorLike, y: TensorLike): Tensor => binary('lessEqual', basic.le, x, y),
)

/**
 * Whether `x > y`.
 *
 * Shapes: `x[s], y[t] → bool[s broadcast with t]`.
 *
 * @throws ShapeError if the shapes do not broadcast
 * @example
 * np.greater(np.array([1, 2]), 1) // => [false, true]
 */
export const greater = /*@__PURE__*/ checked(
  'greater(x, y)',
  (x: TensorLike, y: TensorLike): Tensor => binary('greater', basic.gt, x, y),
)

/**
 * Whether `x ≥ y`.
 *
 * Shapes: `x[s], y[t] → bool[s broadcast with t]`.
 *
 * @throws ShapeError if the shapes do not broadcast
 * @example
 * np.greaterEqual(np.array([1, 2]), 2) // => [false, true]
 */
export const greaterEqual = /*@__PURE__*/ checked(
  'greaterEqual(x, y)',
  (x: TensorLike, y: TensorLike): Tensor => binary('greaterEqual', basic.ge, x, y),
)

const logical = (
  op: string,
  apply: (x: Tensor, y: Tensor) => Tensor,
  x: TensorLike,
  y: TensorLike,
): Tensor => apply(...broadcastPair(op, truth(op, x), truth(op, y)))

/**
 * Whether both are true; numbers are true unless 0.
 *
 * Shapes: `x[s], y[t] → bool[s broadcast with t]`.
 *
 * @throws ShapeError if the shapes do not broadcast
 * @example
 * np.logicalAnd(np.array([0, 1, 2]), true) // => [false, true, true]
 */
export const logicalAnd = /*@__PURE__*/ checked(
  'logicalAnd(x, y)',
  (x: TensorLike, y: TensorLike): Tensor => logical('logicalAnd', lax.and, x, y),
)

/**
 * Whether either is true; numbers are true unless 0.
 *
 * Shapes: `x[s], y[t] → bool[s broadcast with t]`.
 *
 * @throws ShapeError if the shapes do not broadcast
 * @example
 * np.logicalOr(np.array([0, 1]), false) // => [false, true]
 */
export const logicalOr = /*@__PURE__*/ checked(
  'logicalOr(x, y)',
  (x: TensorLike, y: TensorLike): Tensor => logical('logicalOr', lax.or, x, y),
)

/**
 * Whether exactly one is true; numbers are true unless 0.
 *
 * Shapes: `x[s], y[t] → bool[s broadcast with t]`.
 *
 * @throws ShapeError if the shapes do not broadcast
 * @example
 * np.logicalXor(np.array([0, 1]), true) // => [true, false]
 */
export const logicalXor = /*@__PURE__*/ checked(
  'logicalXor(x, y)',
  (x: TensorLike, y: TensorLike): Tensor => logical('logicalXor', lax.xor, x, y),
)

/**
 * Whether a value is false, that is, 0.
 *
 * Shapes: `x[s] → bool[s]`.
 *
 * @example
 * np.logicalNot(np.array([0, 1])) // => [true, false]
 */
export const logicalNot = /*@__PURE__*/ checked(
  'logicalNot(x)',
  (x: TensorLike): Tensor => lax.not(truth('logicalNot', x)),
)

/**
 * Bits set in both integers; of booleans, whether both are true.
 *
 * Shapes: `x[s], y[t] → z[s broadcast with t]`.
 *
 * @throws DtypeError for floating point numbers
 * @example
 * np.bitwiseAnd(np.array([6], { dtype: 'int32' }), 3) // => [2]
 */
export const bitwiseAnd = /*@__PURE__*/ checked(
  'bitwiseAnd(x, y)',
  (x: TensorLike, y: TensorLike): Tensor => binary('bitwiseAnd', lax.and, x, y),
)

/**
 * Bits set in either integer; of booleans, whether either is true.
 *
 * Shapes: `x[s], y[t] → z[s broadcast with t]`.
 *
 * @throws DtypeError for floating point numbers
 * @example
 * np.bitwiseOr(np.array([6], { dtype: 'int32' }), 3) // => [7]
 */
export const bitwiseOr = /*@__PURE__*/ checked(
  'bitwiseOr(x, y)',
  (x: TensorLike, y: TensorLike): Tensor => binary('bitwiseOr', lax.or, x, y),
)

/**
 * Bits set in one integer but not the other; of booleans, whether they differ.
 *
 * Shapes: `x[s], y[t] → z[s broadcast with t]`.
 *
 * @throws DtypeError for floating point numbers
 * @example
 * np.bitwiseXor(np.array([6], { dtype: 'int32' }), 3) // => [5]
 */
export const bitwiseXor = /*@__PURE__*/ checked(
  'bitwiseXor(x, y)',
  (x: TensorLike, y: TensorLike): Tensor => binary('bitwiseXor', lax.xor, x, y),
)

/**
 * All bits flipped; of booleans, `not`.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @throws DtypeError for floating point numbers
 * @example
 * np.invert(np.array([true, false])) // => [false, true]
 */
export const invert = /*@__PURE__*/ checked(
  'invert(x)',
  (x: TensorLike): Tensor => lax.not(asTensor(x, 'invert')),
)

/** As `invert`. */
export { invert as bitwiseNot }

/**
 * Bits moved to the left.
 *
 * @example
 * np.leftShift(np.array([1, 2], { dtype: 'int32' }), 3) // => [8, 16]
 */
export const leftShift = /*@__PURE__*/ checked(
  'leftShift(x, y)',
  (x: TensorLike, y: TensorLike): Tensor => lax.shiftLeft(...numericPair('leftShift', x, y)),
)

/**
 * Bits moved to the right; the sign of a signed integer stays.
 *
 * @example
 * np.rightShift(np.array([8, -8], { dtype: 'int32' }), 1) // => [4, -4]
 */
export const rightShift = /*@__PURE__*/ checked(
  'rightShift(x, y)',
  (x: TensorLike, y: TensorLike): Tensor => {
    const [a, b] = numericPair('rightShift', x, y)
    return isSigned(a.dtype) ? lax.shiftRightArithmetic(a, b) : lax.shiftRightLogical(a, b)
  },
)

/**
 * Whether a value is NaN.
 *
 * Shapes: `x[s] → bool[s]`.
 *
 * @example
 * np.isnan(np.array([1, NaN])) // => [false, true]
 */
export const isnan = /*@__PURE__*/ checked('isnan(x)', (x: TensorLike): Tensor => {
  const tensor = asTensor(x, 'isnan')
  return basic.ne(tensor, tensor)
})

const whereEqual = (op: string, x: TensorLike, values: readonly number[]): Tensor => {
  const tensor = asTensor(x, op)
  if (!isFloat(tensor.dtype)) return full(tensor.aval.shape, 0, 'bool')
  const found = values.map((value) => basic.eq(tensor, scalar(value, tensor.dtype)))
  return found.reduce(lax.or)
}

const { POSITIVE_INFINITY, NEGATIVE_INFINITY } = Number

/**
 * Whether a value is infinite.
 *
 * Shapes: `x[s] → bool[s]`.
 *
 * @example
 * np.isinf(np.array([1, -Infinity])) // => [false, true]
 */
export const isinf = /*@__PURE__*/ checked(
  'isinf(x)',
  (x: TensorLike): Tensor => whereEqual('isinf', x, [POSITIVE_INFINITY, NEGATIVE_INFINITY]),
)

/**
 * Whether a value is `+∞`.
 *
 * @example
 * np.isposinf(np.array([Infinity, -Infinity])) // => [true, false]
 */
export const isposinf = /*@__PURE__*/ checked(
  'isposinf(x)',
  (x: TensorLike): Tensor => whereEqual('isposinf', x, [POSITIVE_INFINITY]),
)

/**
 * Whether a value is `-∞`.
 *
 * @example
 * np.isneginf(np.array([Infinity, -Infinity])) // => [false, true]
 */
export const isneginf = /*@__PURE__*/ checked(
  'isneginf(x)',
  (x: TensorLike): Tensor => whereEqual('isneginf', x, [NEGATIVE_INFINITY]),
)

/**
 * Whether a value is neither NaN nor infinite.
 *
 * Shapes: `x[s] → bool[s]`.
 *
 * @example
 * np.isfinite(np.array([1, NaN, Infinity])) // => [true, false, false]
 */
export const isfinite = /*@__PURE__*/ checked('isfinite(x)', (x: TensorLike): Tensor => {
  const tensor = asTensor(x, 'isfinite')
  return isFloat(tensor.dtype) ? lax.isFinite(tensor) : full(tensor.aval.shape, 1, 'bool')
})

/**
 * Whether the sign bit is set, as it is for -0.
 *
 * @example
 * np.signbit(np.array([1, -1])) // => [false, true]
 */
export const signbit = /*@__PURE__*/ checked('signbit(x)', (x: TensorLike): Tensor => {
  const tensor = asTensor(x, 'signbit')
  if (isFloat(tensor.dtype)) return isNegative(tensor)
  return isSigned(tensor.dtype)
    ? basic.lt(tensor, scalar(0, tensor.dtype))
    : full(tensor.aval.shape, 0, 'bool')
})

/** `x` where the condition is true, `y` elsewhere, after promotion and broadcasting. */
export const select3 = (condition: TensorLike, x: TensorLike, y: TensorLike): Tensor => {
  const mask = truth('where', condition)
  const [a, b] = promotePair('where', x, y)
  if (sameShape(a.aval.shape, b.aval.shape) && sameShape(mask.aval.shape, a.aval.shape))
    return basic.select(mask, b, a)
  const [m, onTrue, onFalse] = broadcastScalars('where', [mask, a, b]) as [Tensor, Tensor, Tensor]
  return basic.select(m, onFalse, onTrue)
}

export interface SelectOptions {
  /** The value where no condition is true. Default 0. */
  readonly default?: TensorLike
}

/**
 * From `choices`, the one whose condition is the first to be true.
 *
 * @throws ShapeError if the shapes do not broadcast
 * @example
 * const x = np.array([1, 5, 9])
 * np.select([x.lt(2), x.lt(6)], [x, x.mul(10)], { default: -1 }) // => [1, 50, -1]
 */
export const select = /*@__PURE__*/ checked(
  'select(conditions, choices, options?)',
  (
    conditions: readonly TensorLike[],
    choices: readonly TensorLike[],
    options?: SelectOptions,
  ): Tensor => {
    checkOptions('select', options, ['default'])
    const values = promoteAll('select', [...choices, options?.default ?? 0])
    return conditions.reduceRight<Tensor>(
      (rest, condition, i) => select3(condition, values[i] as Tensor, rest),
      values[choices.length] as Tensor,
    )
  },
)

export interface CloseOptions {
  /** Relative tolerance. Default 1e-5. */
  readonly rtol?: number
  /** Absolute tolerance. Default 1e-8. */
  readonly atol?: number
  /** Whether NaN is close to NaN. Default false. */
  readonly equalNan?: boolean
}

const closeOptions = ['rtol', 'atol', 'equalNan']

/**
 * Whether `|x - y| ≤ atol + rtol |y|`; infinities are close to themselves.
 *
 * Shapes: `x[s], y[t] → bool[s broadcast with t]`.
 *
 * @throws ArgumentError for an unknown option
 * @throws ShapeError if the shapes do not broadcast
 * @example
 * np.isclose(np.array([1, 2]), np.array([1, 2.1])) // => [true, false]
 */
export const isclose = /*@__PURE__*/ checked(
  'isclose(x, y, options?)',
  (x: TensorLike, y: TensorLike, options?: CloseOptions): Tensor => {
    checkOptions('isclose', options, closeOptions)
    const { rtol = 1e-5, atol = 1e-8, equalNan = false } = options ?? {}
    const [a, b] = broadcastPair('isclose', ...promotePairInexact('isclose', x, y))
    const literal = (value: number): Tensor => scalar(value, a.dtype)
    const bound = basic.add(literal(atol), basic.mul(literal(rtol), basic.abs(b)))
    const isNear = basic.le(basic.abs(basic.sub(a, b)), bound)
    const areFinite = lax.and(lax.isFinite(a), lax.isFinite(b))
    const close = lax.or(basic.eq(a, b), lax.and(areFinite, isNear))
    return equalNan ? lax.or(close, lax.and(basic.ne(a, a), basic.ne(b, b))) : close
  },
)

const allTrue = (x: Tensor): Tensor => reduceAnd(x, [...x.aval.shape.keys()])

/**
 * Whether all elements are close, as in `isclose`.
 *
 * Shapes: `x[s], y[t] → bool[]`.
 *
 * @throws ArgumentError for an unknown option
 * @throws ShapeError if the shapes do not broadcast
 * @example
 * np.allclose(np.array([1, 2]), np.array([1, 2])) // => true
 */
export const allclose = /*@__PURE__*/ checked(
  'allclose(x, y, options?)',
  (x: TensorLike, y: TensorLike, options?: CloseOptions): Tensor => {
    checkOptions('allclose', options, closeOptions)
    return allTrue(isclose(x, y, options))
  },
)

/**
 * Whether two tensors have the same shape and elements.
 *
 * Shapes: `x[s], y[t] → bool[]`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * np.arrayEqual(np.array([1, 2]), np.array([1, 2, 3])) // => false
 */
export const arrayEqual = /*@__PURE__*/ checked(
  'arrayEqual(x, y, options?)',
  (x: TensorLike, y: TensorLike, options?: Pick<CloseOptions, 'equalNan'>): Tensor => {
    checkOptions('arrayEqual', options, ['equalNan'])
    const [a, b] = promotePair('arrayEqual', x, y)
    if (!sameShape(a.aval.shape, b.aval.shape)) return scalar(0, 'bool')
    const areEqual = basic.eq(a, b)
    const areNan = (): Tensor => lax.and(basic.ne(a, a), basic.ne(b, b))
    return allTrue(options?.equalNan === true ? lax.or(areEqual, areNan()) : areEqual)
  },
)

/**
 * Whether two tensors have the same elements after broadcasting.
 *
 * @example
 * np.arrayEquiv(np.array([1, 1]), 1) // => true
 */
export const arrayEquiv = /*@__PURE__*/ checked(
  'arrayEquiv(x, y)',
  (x: TensorLike, y: TensorLike): Tensor => {
    const [a, b] = promotePair('arrayEquiv', x, y)
    try {
      broadcastShapeOf('arrayEquiv', [a, b])
    } catch {
      return scalar(0, 'bool')
    }
    return allTrue(basic.eq(...broadcastPair('arrayEquiv', a, b)))
  },
)

/**
 * Whether the value has no axes.
 *
 * @example
 * np.isscalar(3) // => true
 */
export const isscalar = /*@__PURE__*/ checked(
  'isscalar(x)',
  (x: TensorLike): boolean => asTensor(x, 'isscalar').ndim === 0,
)

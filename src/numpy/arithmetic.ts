import { checked } from '../core/checked.ts'
import { asTensor, scalar, type TensorLike } from '../core/convert.ts'
import { isFloat, isInteger, isSigned, isUnsigned } from '../core/dtype.ts'
import { DtypeError } from '../core/errors.ts'
import { isTensor, type Tensor } from '../core/tensor.ts'
import * as basic from '../primitives/arithmetic.ts'
import * as lax from '../primitives/elementwise.ts'
import { zerosLike } from '../primitives/structural.ts'
import { binary, binaryInexact, broadcastPair } from './broadcasting.ts'
import { inexact, numeric, promotePair } from './promotion.ts'

const literal = (value: number, like: Tensor): Tensor => scalar(value, like.dtype, like.weakType)

/** Both operands as numbers: two booleans become `int32`. */
export const numericPair = (
  op: string,
  x: TensorLike,
  y: TensorLike,
): readonly [Tensor, Tensor] => {
  const [a, b] = promotePair(op, x, y)
  return broadcastPair(op, numeric(op, a), numeric(op, b))
}

const addOrEither = (x: Tensor, y: Tensor): Tensor =>
  x.dtype === 'bool' ? lax.or(x, y) : basic.add(x, y)

const mulOrBoth = (x: Tensor, y: Tensor): Tensor =>
  x.dtype === 'bool' ? lax.and(x, y) : basic.mul(x, y)

/**
 * The sum `x + y`; of booleans, whether either is true.
 *
 * Shapes: `x[s], y[t] → z[s broadcast with t]`.
 *
 * @throws ShapeError if the shapes do not broadcast
 * @example
 * np.add(np.array([[1], [2]]), np.array([10, 20])) // => [[11, 21], [12, 22]]
 */
export const add = /*@__PURE__*/ checked(
  'add(x, y)',
  (x: TensorLike, y: TensorLike): Tensor => binary('add', addOrEither, x, y),
)

const subNumbers = (x: Tensor, y: Tensor): Tensor => {
  if (x.dtype === 'bool')
    throw new DtypeError(
      'subtract',
      'expected numbers, got two bools; use np.logicalXor, or convert with astype',
    )
  return basic.sub(x, y)
}

/**
 * The difference `x - y`.
 *
 * Shapes: `x[s], y[t] → z[s broadcast with t]`.
 *
 * @throws ShapeError if the shapes do not broadcast
 * @throws DtypeError for two booleans
 * @example
 * np.subtract(np.array([3, 2]), 1) // => [2, 1]
 */
export const subtract = /*@__PURE__*/ checked(
  'subtract(x, y)',
  (x: TensorLike, y: TensorLike): Tensor => binary('subtract', subNumbers, x, y),
)

/** As `subtract`. */
export { subtract as sub }

const isMask = (x: TensorLike): boolean =>
  typeof x === 'boolean' || (isTensor(x) && x.dtype === 'bool')

/** A mask times floats selects: 0 where it is false, also of NaN and infinities, as in XLA. */
const masked = (mask: TensorLike, x: Tensor): Tensor => {
  const [keep, value] = broadcastPair('multiply', asTensor(mask, 'multiply'), x)
  return basic.select(keep, literal(0, value), value)
}

/** An operand as floats, if it is floating point beside a mask. */
const floatBesideMask = (x: TensorLike): Tensor | null => {
  if (typeof x === 'number' && Number.isInteger(x)) return null
  const tensor = asTensor(x, 'multiply')
  return isFloat(tensor.dtype) ? tensor : null
}

/**
 * The product `x y`; of booleans, whether both are true. A boolean times a float is the float or 0, whatever the float.
 *
 * Shapes: `x[s], y[t] → z[s broadcast with t]`.
 *
 * @throws ShapeError if the shapes do not broadcast
 * @example
 * np.multiply(np.array([1, 2]), np.array([3, 4])) // => [3, 8]
 */
export const multiply = /*@__PURE__*/ checked(
  'multiply(x, y)',
  (x: TensorLike, y: TensorLike): Tensor => {
    const [isLeft, isRight] = [isMask(x), isMask(y)]
    if (isLeft !== isRight) {
      const value = floatBesideMask(isLeft ? y : x)
      if (value !== null) return masked(isLeft ? x : y, value)
    }
    return binary('multiply', mulOrBoth, x, y)
  },
)

/** As `multiply`. */
export { multiply as mul }

/**
 * The quotient `x / y` as a floating point number, also of integers.
 *
 * Shapes: `x[s], y[t] → z[s broadcast with t]`.
 *
 * @throws ShapeError if the shapes do not broadcast
 * @example
 * np.divide(np.array([1, 2], { dtype: 'int32' }), 4) // => [0.25, 0.5]
 */
export const divide = /*@__PURE__*/ checked(
  'divide(x, y)',
  (x: TensorLike, y: TensorLike): Tensor => binaryInexact('divide', basic.div, x, y),
)

/** As `divide`. */
export { divide as div, divide as trueDivide }

/**
 * The larger of two values; NaN if either is. A tie sends half of the gradient to each.
 *
 * Shapes: `x[s], y[t] → z[s broadcast with t]`.
 *
 * @throws ShapeError if the shapes do not broadcast
 * @example
 * np.maximum(np.array([-1, 2]), 0) // => [0, 2]
 */
export const maximum = /*@__PURE__*/ checked(
  'maximum(x, y)',
  (x: TensorLike, y: TensorLike): Tensor => binary('maximum', basic.max, x, y),
)

/**
 * The smaller of two values; NaN if either is. A tie sends half of the gradient to each.
 *
 * Shapes: `x[s], y[t] → z[s broadcast with t]`.
 *
 * @throws ShapeError if the shapes do not broadcast
 * @example
 * np.minimum(np.array([-1, 2]), 0) // => [-1, 0]
 */
export const minimum = /*@__PURE__*/ checked(
  'minimum(x, y)',
  (x: TensorLike, y: TensorLike): Tensor => binary('minimum', basic.min, x, y),
)

const ignoringNan =
  (wins: (x: Tensor, y: Tensor) => Tensor) =>
  (x: Tensor, y: Tensor): Tensor =>
    basic.select(lax.or(wins(x, y), basic.ne(y, y)), y, x)

/**
 * The larger of two values; where one is NaN, the other.
 *
 * @example
 * np.fmax(np.array([NaN, 1]), np.array([2, 3])) // => [2, 3]
 */
export const fmax = /*@__PURE__*/ checked(
  'fmax(x, y)',
  (x: TensorLike, y: TensorLike): Tensor => binary('fmax', ignoringNan(basic.gt), x, y),
)

/**
 * The smaller of two values; where one is NaN, the other.
 *
 * @example
 * np.fmin(np.array([NaN, 1]), np.array([2, 3])) // => [2, 1]
 */
export const fmin = /*@__PURE__*/ checked(
  'fmin(x, y)',
  (x: TensorLike, y: TensorLike): Tensor => binary('fmin', ignoringNan(basic.lt), x, y),
)

/** Integers have no remainder of a division by 0: there it is that of a division by 1. */
const divisor = (y: Tensor): Tensor =>
  isFloat(y.dtype) ? y : basic.select(basic.eq(y, literal(0, y)), y, literal(1, y))

const mod = (x: Tensor, y: Tensor): Tensor =>
  isUnsigned(x.dtype) ? basic.rem(x, divisor(y)) : withSignOf(basic.rem(x, divisor(y)), y)

/** The remainder of floored division from that of truncated division. */
const withSignOf = (rest: Tensor, y: Tensor): Tensor => {
  const zero = literal(0, rest)
  const signsDiffer = basic.ne(basic.lt(rest, zero), basic.lt(y, zero))
  return basic.select(lax.and(signsDiffer, basic.ne(rest, zero)), rest, basic.add(rest, y))
}

/**
 * The remainder of floored division, with the sign of `y`; of integers by 0 it is 0.
 *
 * Shapes: `x[s], y[t] → z[s broadcast with t]`.
 *
 * @throws ShapeError if the shapes do not broadcast
 * @example
 * np.remainder(np.array([-3, 3]), 2) // => [1, 1]
 */
export const remainder = /*@__PURE__*/ checked(
  'remainder(x, y)',
  (x: TensorLike, y: TensorLike): Tensor => mod(...numericPair('remainder', x, y)),
)

/** As `remainder`. */
export { remainder as mod }

/**
 * The remainder of truncated division, with the sign of `x`; of integers by 0 it is 0.
 *
 * @example
 * np.fmod(np.array([-3, 3]), 2) // => [-1, 1]
 */
export const fmod = /*@__PURE__*/ checked('fmod(x, y)', (x: TensorLike, y: TensorLike): Tensor => {
  const [a, b] = numericPair('fmod', x, y)
  return basic.rem(a, divisor(b))
})

const floorQuotientOfIntegers = (x: Tensor, y: Tensor): Tensor => {
  const quotient = basic.div(x, y)
  if (isUnsigned(x.dtype)) return quotient
  const isInexact = basic.ne(basic.rem(x, y), literal(0, x))
  const down = lax.and(basic.ne(basic.sign(x), basic.sign(y)), isInexact)
  return basic.select(down, quotient, basic.sub(quotient, literal(1, x)))
}

/** The quotient and remainder of floats; by 0 the quotient is infinite, or NaN of 0. */
const floatDivmod = (x: Tensor, y: Tensor): readonly [Tensor, Tensor] => {
  const zero = literal(0, x)
  const rest = basic.rem(x, y)
  const whole = basic.select(basic.eq(y, zero), basic.sub(x, rest), x)
  const quotient = basic.div(whole, y)
  const down = lax.and(basic.ne(rest, zero), basic.ne(basic.sign(y), basic.sign(rest)))
  const floored = basic.select(down, quotient, basic.sub(quotient, literal(1, x)))
  return [basic.round(floored, 'roundEven'), basic.select(down, rest, basic.add(rest, y))]
}

const floorQuotient = (x: Tensor, y: Tensor): Tensor =>
  isFloat(x.dtype) ? floatDivmod(x, y)[0] : floorQuotientOfIntegers(x, y)

/**
 * The quotient rounded down; of integers an integer. Floats divided by 0 give ±∞, or NaN for 0; of integers `-1`, which is
 * the largest `uint32`, rounded down.
 *
 * Shapes: `x[s], y[t] → z[s broadcast with t]`.
 *
 * @throws ShapeError if the shapes do not broadcast
 * @example
 * np.floorDivide(np.array([-3, 3]), 2) // => [-2, 1]
 */
export const floorDivide = /*@__PURE__*/ checked(
  'floorDivide(x, y)',
  (x: TensorLike, y: TensorLike): Tensor => floorQuotient(...numericPair('floorDivide', x, y)),
)

/**
 * `[floorDivide(x, y), remainder(x, y)]`.
 *
 * @example
 * np.divmod(-3, 2) // => [-2, 1]
 */
export const divmod = /*@__PURE__*/ checked(
  'divmod(x, y)',
  (x: TensorLike, y: TensorLike): readonly [Tensor, Tensor] => {
    const [a, b] = numericPair('divmod', x, y)
    return isFloat(a.dtype) ? floatDivmod(a, b) : [floorQuotientOfIntegers(a, b), mod(a, b)]
  },
)

/** `x^y` of integers by repeated squaring. A negative exponent, as in JAX, has no meaning. */
const integerPower = (x: Tensor, y: Tensor): Tensor => {
  const [zero, one] = [scalar(0, x.dtype), scalar(1, x.dtype)]
  let result = basic.select(lax.and(basic.eq(x, zero), basic.ne(y, zero)), one, zero)
  let base = x
  let rest = y
  // Six bits are enough: a larger exponent overflows whatever the base.
  for (let i = 0; i < 6; i++) {
    const isOdd = basic.ne(lax.and(rest, one), zero)
    result = basic.select(isOdd, result, basic.mul(result, base))
    base = basic.mul(base, base)
    rest = lax.shiftRightLogical(rest, one)
  }
  return result
}

/**
 * `x` to the power `y`. A plain integer `y` is expanded to products; that and an integer tensor have the
 * derivative 0 where `y` is 0.
 *
 * Shapes: `x[s], y[t] → z[s broadcast with t]`.
 *
 * @throws ShapeError if the shapes do not broadcast
 * @throws DtypeError for an integer tensor and a negative plain exponent
 * @example
 * np.power(np.array([1, 2, 3]), 2) // => [1, 4, 9]
 */
export const power = /*@__PURE__*/ checked(
  'power(x, y)',
  (x: TensorLike, y: TensorLike): Tensor => {
    if (typeof y === 'number' && Number.isSafeInteger(y)) {
      const base = numeric('power', x)
      if (y < 0 && !isFloat(base.dtype))
        throw new DtypeError(
          'power',
          `expected an exponent of at least 0 for ${base.dtype}, got ${y}; convert the base with astype`,
        )
      return y === 0 ? basic.add(zerosLike(base), literal(1, base)) : lax.integerPow(base, y)
    }
    // Whole exponents stay integers, for the sake of derivatives at 0.
    if (isTensor(x) && isTensor(y) && isFloat(x.dtype) && isInteger(y.dtype))
      return lax.pow(...broadcastPair('power', x, y))
    const [a, b] = numericPair('power', x, y)
    return isFloat(a.dtype) ? lax.pow(a, b) : integerPower(a, b)
  },
)

/** As `power`. */
export { power as pow }

/**
 * `x` to the power `y` as a floating point number.
 *
 * @example
 * np.floatPower(np.array([2, 4], { dtype: 'int32' }), -1) // => [0.5, 0.25]
 */
export const floatPower = /*@__PURE__*/ checked(
  'floatPower(x, y)',
  (x: TensorLike, y: TensorLike): Tensor => binaryInexact('floatPower', lax.pow, x, y),
)

/**
 * The value held in `[low, high]`; `null` for no bound. Where `low > high`, `high` wins.
 *
 * Shapes: `x[s], low[t], high[u] → z[s, t and u broadcast]`.
 *
 * @throws ShapeError if the shapes do not broadcast
 * @example
 * np.clip(np.array([-2, 0.5, 2]), -1, 1) // => [-1, 0.5, 1]
 */
export const clip = /*@__PURE__*/ checked(
  'clip(x, low?, high?)',
  (x: TensorLike, low: TensorLike | null = null, high: TensorLike | null = null): Tensor => {
    let out = asTensor(x, 'clip')
    if (low !== null) out = binary('clip', basic.max, out, low)
    if (high !== null) out = binary('clip', basic.min, out, high)
    return out
  },
)

/**
 * The negative `-x`.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @example
 * np.negative(np.array([1, -2])) // => [-1, 2]
 */
export const negative = /*@__PURE__*/ checked(
  'negative(x)',
  (x: TensorLike): Tensor => basic.neg(asTensor(x, 'negative')),
)

/** As `negative`. */
export { negative as neg }

/**
 * The value itself.
 *
 * @example
 * np.positive(np.array([1])) // => [1]
 */
export const positive = /*@__PURE__*/ checked(
  'positive(x)',
  (x: TensorLike): Tensor => asTensor(x, 'positive'),
)

/**
 * The absolute value; its derivative at 0 is 1.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @example
 * np.abs(np.array([1, -2])) // => [1, 2]
 */
export const abs = /*@__PURE__*/ checked('abs(x)', (x: TensorLike): Tensor => {
  const tensor = asTensor(x, 'abs')
  return isSigned(tensor.dtype) || isFloat(tensor.dtype) ? basic.abs(tensor) : tensor
})

/** As `abs`. */
export { abs as absolute }

/**
 * The absolute value as a floating point number.
 *
 * @example
 * np.fabs(-2) // => 2
 */
export const fabs = /*@__PURE__*/ checked(
  'fabs(x)',
  (x: TensorLike): Tensor => basic.abs(inexact('fabs', x)),
)

/**
 * `-1`, `0` or `1`; NaN stays.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @example
 * np.sign(np.array([-3, 0, 2])) // => [-1, 0, 1]
 */
export const sign = /*@__PURE__*/ checked(
  'sign(x)',
  (x: TensorLike): Tensor => basic.sign(asTensor(x, 'sign')),
)

/**
 * The square `x²`.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @example
 * np.square(np.array([1, -2])) // => [1, 4]
 */
export const square = /*@__PURE__*/ checked(
  'square(x)',
  (x: TensorLike): Tensor => lax.integerPow(numeric('square', x), 2),
)

/**
 * The reciprocal `1 / x`.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @example
 * np.reciprocal(np.array([1, 4])) // => [1, 0.25]
 */
export const reciprocal = /*@__PURE__*/ checked(
  'reciprocal(x)',
  (x: TensorLike): Tensor => lax.integerPow(inexact('reciprocal', x), -1),
)

/**
 * `x` with the sign of `y`.
 *
 * @example
 * np.copysign(np.array([1, -2]), -3) // => [-1, -2]
 */
export const copysign = /*@__PURE__*/ checked(
  'copysign(x, y)',
  (x: TensorLike, y: TensorLike): Tensor =>
    binaryInexact(
      'copysign',
      (a, b) => basic.select(isNegative(b), basic.abs(a), basic.neg(basic.abs(a))),
      x,
      y,
    ),
)

/** Whether a float has its sign bit set; the sign of a NaN is not looked at. */
export const isNegative = (x: Tensor): Tensor => {
  const zero = literal(0, x)
  const isMinusZero = lax.and(basic.eq(x, zero), basic.lt(basic.div(literal(1, x), x), zero))
  return lax.or(basic.lt(x, zero), isMinusZero)
}

/**
 * 0 where `x < 0`, `y` where it is 0, and 1 where `x > 0`.
 *
 * @example
 * np.heaviside(np.array([-1, 0, 1]), 0.5) // => [0, 0.5, 1]
 */
export const heaviside = /*@__PURE__*/ checked(
  'heaviside(x, y)',
  (x: TensorLike, y: TensorLike): Tensor =>
    binaryInexact(
      'heaviside',
      (a, b) => {
        const zero = literal(0, a)
        const step = basic.select(basic.gt(a, zero), b, literal(1, a))
        const stepDown = basic.select(basic.lt(a, zero), step, zero)
        return basic.select(basic.ne(a, a), stepDown, a)
      },
      x,
      y,
    ),
)

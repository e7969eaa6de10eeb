import { checked } from '../core/checked.ts'
import { asTensor, scalar, type TensorLike } from '../core/convert.ts'
import { isFloat } from '../core/dtype.ts'
import type { Tensor } from '../core/tensor.ts'
import * as basic from '../primitives/arithmetic.ts'
import * as lax from '../primitives/elementwise.ts'
import { inexact } from './promotion.ts'

const times = (x: Tensor, factor: number): Tensor => basic.mul(x, scalar(factor, x.dtype))
const over = (x: Tensor, divisor: number): Tensor => basic.div(x, scalar(divisor, x.dtype))

/**
 * The exponential `e^x`.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * np.exp(np.array([0])) // => [1]
 */
export const exp = /*@__PURE__*/ checked(
  'exp(x)',
  (x: TensorLike): Tensor => lax.exp(inexact('exp', x)),
)

/**
 * The power `2^x`.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * np.exp2(np.array([0, 3])) // => [1, 8]
 */
export const exp2 = /*@__PURE__*/ checked(
  'exp2(x)',
  (x: TensorLike): Tensor => lax.exp2(inexact('exp2', x)),
)

/**
 * `e^x - 1`, accurate near 0.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * np.expm1(np.array([0])) // => [0]
 */
export const expm1 = /*@__PURE__*/ checked(
  'expm1(x)',
  (x: TensorLike): Tensor => lax.expm1(inexact('expm1', x)),
)

/**
 * The natural logarithm.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * np.log(np.array([1])) // => [0]
 */
export const log = /*@__PURE__*/ checked(
  'log(x)',
  (x: TensorLike): Tensor => lax.log(inexact('log', x)),
)

/**
 * `log(1 + x)`, accurate near 0.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * np.log1p(np.array([0])) // => [0]
 */
export const log1p = /*@__PURE__*/ checked(
  'log1p(x)',
  (x: TensorLike): Tensor => lax.log1p(inexact('log1p', x)),
)

/**
 * The square root; its derivative at 0 is infinite.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * np.sqrt(np.array([4, 9])) // => [2, 3]
 */
export const sqrt = /*@__PURE__*/ checked(
  'sqrt(x)',
  (x: TensorLike): Tensor => lax.sqrt(inexact('sqrt', x)),
)

/**
 * The cube root, also of negative numbers.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * np.cbrt(np.array([-8])) // => [-2]
 */
export const cbrt = /*@__PURE__*/ checked(
  'cbrt(x)',
  (x: TensorLike): Tensor => lax.cbrt(inexact('cbrt', x)),
)

/**
 * The sine.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * np.sin(np.array([0])) // => [0]
 */
export const sin = /*@__PURE__*/ checked(
  'sin(x)',
  (x: TensorLike): Tensor => lax.sin(inexact('sin', x)),
)

/**
 * The cosine.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * np.cos(np.array([0])) // => [1]
 */
export const cos = /*@__PURE__*/ checked(
  'cos(x)',
  (x: TensorLike): Tensor => lax.cos(inexact('cos', x)),
)

/**
 * The tangent.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * np.tan(np.array([0])) // => [0]
 */
export const tan = /*@__PURE__*/ checked(
  'tan(x)',
  (x: TensorLike): Tensor => lax.tan(inexact('tan', x)),
)

/**
 * The inverse sine, in `[-π/2, π/2]`.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * np.arcsin(np.array([0])) // => [0]
 */
export const arcsin = /*@__PURE__*/ checked(
  'arcsin(x)',
  (x: TensorLike): Tensor => lax.asin(inexact('arcsin', x)),
)

/** As `arcsin`. */
export { arcsin as asin }

/**
 * The inverse cosine, in `[0, π]`.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * np.arccos(np.array([1])) // => [0]
 */
export const arccos = /*@__PURE__*/ checked(
  'arccos(x)',
  (x: TensorLike): Tensor => lax.acos(inexact('arccos', x)),
)

/** As `arccos`. */
export { arccos as acos }

/**
 * The inverse tangent, in `[-π/2, π/2]`.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * np.arctan(np.array([0])) // => [0]
 */
export const arctan = /*@__PURE__*/ checked(
  'arctan(x)',
  (x: TensorLike): Tensor => lax.atan(inexact('arctan', x)),
)

/** As `arctan`. */
export { arctan as atan }

/**
 * The hyperbolic sine.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * np.sinh(np.array([0])) // => [0]
 */
export const sinh = /*@__PURE__*/ checked(
  'sinh(x)',
  (x: TensorLike): Tensor => lax.sinh(inexact('sinh', x)),
)

/**
 * The hyperbolic cosine.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * np.cosh(np.array([0])) // => [1]
 */
export const cosh = /*@__PURE__*/ checked(
  'cosh(x)',
  (x: TensorLike): Tensor => lax.cosh(inexact('cosh', x)),
)

/**
 * The hyperbolic tangent.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * np.tanh(np.array([0])) // => [0]
 */
export const tanh = /*@__PURE__*/ checked(
  'tanh(x)',
  (x: TensorLike): Tensor => lax.tanh(inexact('tanh', x)),
)

/**
 * The inverse hyperbolic sine.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * np.arcsinh(np.array([0])) // => [0]
 */
export const arcsinh = /*@__PURE__*/ checked(
  'arcsinh(x)',
  (x: TensorLike): Tensor => lax.asinh(inexact('arcsinh', x)),
)

/** As `arcsinh`. */
export { arcsinh as asinh }

/**
 * The inverse hyperbolic cosine.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * np.arccosh(np.array([1])) // => [0]
 */
export const arccosh = /*@__PURE__*/ checked(
  'arccosh(x)',
  (x: TensorLike): Tensor => lax.acosh(inexact('arccosh', x)),
)

/** As `arccosh`. */
export { arccosh as acosh }

/**
 * The inverse hyperbolic tangent.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * np.arctanh(np.array([0])) // => [0]
 */
export const arctanh = /*@__PURE__*/ checked(
  'arctanh(x)',
  (x: TensorLike): Tensor => lax.atanh(inexact('arctanh', x)),
)

/** As `arctanh`. */
export { arctanh as atanh }

/**
 * The logarithm to base 2.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * np.log2(np.array([1, 8])) // => [0, 3]
 */
export const log2 = /*@__PURE__*/ checked(
  'log2(x)',
  (x: TensorLike): Tensor => over(lax.log(inexact('log2', x)), Math.LN2),
)

/**
 * The logarithm to base 10.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * np.log10(np.array([1])) // => [0]
 */
export const log10 = /*@__PURE__*/ checked(
  'log10(x)',
  (x: TensorLike): Tensor => over(lax.log(inexact('log10', x)), Math.LN10),
)

/**
 * Degrees from radians.
 *
 * @example
 * np.rad2deg(np.array([0])) // => [0]
 */
export const rad2deg = /*@__PURE__*/ checked(
  'rad2deg(x)',
  (x: TensorLike): Tensor => times(inexact('rad2deg', x), 180 / Math.PI),
)

/** As `rad2deg`. */
export { rad2deg as degrees }

/**
 * Radians from degrees.
 *
 * @example
 * np.deg2rad(np.array([0])) // => [0]
 */
export const deg2rad = /*@__PURE__*/ checked(
  'deg2rad(x)',
  (x: TensorLike): Tensor => times(inexact('deg2rad', x), Math.PI / 180),
)

/** As `deg2rad`. */
export { deg2rad as radians }

/**
 * The largest integer not above `x`.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @example
 * np.floor(np.array([-1.5, 1.5])) // => [-2, 1]
 */
export const floor = /*@__PURE__*/ checked(
  'floor(x)',
  (x: TensorLike): Tensor => rounded(x, 'floor'),
)

/**
 * The smallest integer not below `x`.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @example
 * np.ceil(np.array([-1.5, 1.5])) // => [-1, 2]
 */
export const ceil = /*@__PURE__*/ checked('ceil(x)', (x: TensorLike): Tensor => rounded(x, 'ceil'))

/**
 * `x` without its fraction.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @example
 * np.trunc(np.array([-1.5, 1.5])) // => [-1, 1]
 */
export const trunc = /*@__PURE__*/ checked('trunc(x)', (x: TensorLike): Tensor => {
  const tensor = asTensor(x, 'trunc')
  return isFloat(tensor.dtype) ? towardsZero(tensor) : tensor
})

/** As `trunc`. */
export { trunc as fix }

/**
 * The nearest integer, and the even one of two equally near, as a floating point number.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @example
 * np.rint(np.array([0.5, 1.5])) // => [0, 2]
 */
export const rint = /*@__PURE__*/ checked(
  'rint(x)',
  (x: TensorLike): Tensor => rounded(inexact('rint', x), 'roundEven'),
)

const rounded = (x: TensorLike, how: 'floor' | 'ceil' | 'roundEven'): Tensor => {
  const tensor = asTensor(x, how)
  return isFloat(tensor.dtype) ? basic.round(tensor, how) : tensor
}

const towardsZero = (x: Tensor): Tensor =>
  basic.select(basic.lt(x, scalar(0, x.dtype)), basic.round(x, 'floor'), basic.round(x, 'ceil'))

/**
 * The fraction and the integer part, both with the sign of `x`.
 *
 * @example
 * np.modf(np.array([1.5, -2.25])) // => [[0.5, -0.25], [1, -2]]
 */
export const modf = /*@__PURE__*/ checked('modf(x)', (x: TensorLike): readonly [Tensor, Tensor] => {
  const tensor = inexact('modf', x)
  const whole = towardsZero(tensor)
  return [basic.sub(tensor, whole), whole]
})

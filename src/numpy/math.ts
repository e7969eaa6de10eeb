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
export const exp = (x: TensorLike): Tensor => lax.exp(inexact('exp', x))

/**
 * The power `2^x`.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * np.exp2(np.array([0, 3])) // => [1, 8]
 */
export const exp2 = (x: TensorLike): Tensor => lax.exp2(inexact('exp2', x))

/**
 * `e^x - 1`, accurate near 0.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * np.expm1(np.array([0])) // => [0]
 */
export const expm1 = (x: TensorLike): Tensor => lax.expm1(inexact('expm1', x))

/**
 * The natural logarithm.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * np.log(np.array([1])) // => [0]
 */
export const log = (x: TensorLike): Tensor => lax.log(inexact('log', x))

/**
 * `log(1 + x)`, accurate near 0.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * np.log1p(np.array([0])) // => [0]
 */
export const log1p = (x: TensorLike): Tensor => lax.log1p(inexact('log1p', x))

/**
 * The square root; its derivative at 0 is infinite.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * np.sqrt(np.array([4, 9])) // => [2, 3]
 */
export const sqrt = (x: TensorLike): Tensor => lax.sqrt(inexact('sqrt', x))

/**
 * The cube root, also of negative numbers.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * np.cbrt(np.array([-8])) // => [-2]
 */
export const cbrt = (x: TensorLike): Tensor => lax.cbrt(inexact('cbrt', x))

/**
 * The sine.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * np.sin(np.array([0])) // => [0]
 */
export const sin = (x: TensorLike): Tensor => lax.sin(inexact('sin', x))

/**
 * The cosine.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * np.cos(np.array([0])) // => [1]
 */
export const cos = (x: TensorLike): Tensor => lax.cos(inexact('cos', x))

/**
 * The tangent.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * np.tan(np.array([0])) // => [0]
 */
export const tan = (x: TensorLike): Tensor => lax.tan(inexact('tan', x))

/**
 * The inverse sine, in `[-π/2, π/2]`.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * np.arcsin(np.array([0])) // => [0]
 */
export const arcsin = (x: TensorLike): Tensor => lax.asin(inexact('arcsin', x))

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
export const arccos = (x: TensorLike): Tensor => lax.acos(inexact('arccos', x))

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
export const arctan = (x: TensorLike): Tensor => lax.atan(inexact('arctan', x))

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
export const sinh = (x: TensorLike): Tensor => lax.sinh(inexact('sinh', x))

/**
 * The hyperbolic cosine.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * np.cosh(np.array([0])) // => [1]
 */
export const cosh = (x: TensorLike): Tensor => lax.cosh(inexact('cosh', x))

/**
 * The hyperbolic tangent.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * np.tanh(np.array([0])) // => [0]
 */
export const tanh = (x: TensorLike): Tensor => lax.tanh(inexact('tanh', x))

/**
 * The inverse hyperbolic sine.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * np.arcsinh(np.array([0])) // => [0]
 */
export const arcsinh = (x: TensorLike): Tensor => lax.asinh(inexact('arcsinh', x))

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
export const arccosh = (x: TensorLike): Tensor => lax.acosh(inexact('arccosh', x))

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
export const arctanh = (x: TensorLike): Tensor => lax.atanh(inexact('arctanh', x))

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
export const log2 = (x: TensorLike): Tensor => over(lax.log(inexact('log2', x)), Math.LN2)

/**
 * The logarithm to base 10.
 *
 * Shapes: `x[s] → y[s]`; integers become float32.
 *
 * @example
 * np.log10(np.array([1])) // => [0]
 */
export const log10 = (x: TensorLike): Tensor => over(lax.log(inexact('log10', x)), Math.LN10)

/**
 * Degrees from radians.
 *
 * @example
 * np.rad2deg(np.array([0])) // => [0]
 */
export const rad2deg = (x: TensorLike): Tensor => times(inexact('rad2deg', x), 180 / Math.PI)

/** As `rad2deg`. */
export { rad2deg as degrees }

/**
 * Radians from degrees.
 *
 * @example
 * np.deg2rad(np.array([0])) // => [0]
 */
export const deg2rad = (x: TensorLike): Tensor => times(inexact('deg2rad', x), Math.PI / 180)

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
export const floor = (x: TensorLike): Tensor => rounded(x, 'floor')

/**
 * The smallest integer not below `x`.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @example
 * np.ceil(np.array([-1.5, 1.5])) // => [-1, 2]
 */
export const ceil = (x: TensorLike): Tensor => rounded(x, 'ceil')

/**
 * `x` without its fraction.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @example
 * np.trunc(np.array([-1.5, 1.5])) // => [-1, 1]
 */
export const trunc = (x: TensorLike): Tensor => {
  const tensor = asTensor(x, 'trunc')
  return isFloat(tensor.dtype) ? towardsZero(tensor) : tensor
}

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
export const rint = (x: TensorLike): Tensor => rounded(inexact('rint', x), 'roundEven')

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
export const modf = (x: TensorLike): readonly [Tensor, Tensor] => {
  const tensor = inexact('modf', x)
  const whole = towardsZero(tensor)
  return [basic.sub(tensor, whole), whole]
}

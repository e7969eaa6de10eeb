import { checked } from '../core/checked.ts'
import { asTensor, scalar, type TensorLike } from '../core/convert.ts'
import { isInteger } from '../core/dtype.ts'
import { isTensor, type Tensor } from '../core/tensor.ts'
import * as arithmetic from '../primitives/arithmetic.ts'
import * as elementwise from '../primitives/elementwise.ts'
import { binary, operands } from './operands.ts'

/** `x + y`. */
export const add = /*@__PURE__*/ binary('add', arithmetic.add)
/** `x - y`. */
export const sub = /*@__PURE__*/ binary('sub', arithmetic.sub)
/** `x y`. */
export const mul = /*@__PURE__*/ binary('mul', arithmetic.mul)
/** `x / y`; integers truncate towards zero. */
export const div = /*@__PURE__*/ binary('div', arithmetic.div)
/** The remainder of truncated division, with the sign of `x`. */
export const rem = /*@__PURE__*/ binary('rem', arithmetic.rem)
/** The larger value; a tie sends half of the gradient to each side. */
export const max = /*@__PURE__*/ binary('max', arithmetic.max)
/** The smaller value; a tie sends half of the gradient to each side. */
export const min = /*@__PURE__*/ binary('min', arithmetic.min)
/**
 * `x^y` for floating point `x`, and `y` of its dtype or of integers, in which there is no derivative, and with which that
 * of `x^0` is 0 everywhere. A whole plain number is such an integer.
 *
 * @throws DtypeError for other dtypes
 * @example
 * lax.pow(np.array([2, 3]), np.array([3, 0], { dtype: 'int32' })) // => [8, 1]
 */
export const pow = /*@__PURE__*/ checked('pow(x, y)', (x: TensorLike, y: TensorLike): Tensor => {
  if (typeof y === 'number' && (y | 0) === y)
    return elementwise.pow(asTensor(x, 'pow'), scalar(y, 'int32', true))
  const exponent = typeof y === 'number' ? y : asTensor(y, 'pow')
  if (isTensor(exponent) && isInteger(exponent.dtype))
    return elementwise.pow(asTensor(x, 'pow'), exponent)
  const [a, b] = operands('pow', x, exponent) as readonly [Tensor, Tensor]
  return elementwise.pow(a, b)
})
/** The angle of the point `(y, x)`, `y` first, in radians. */
export const atan2 = /*@__PURE__*/ binary('atan2', elementwise.atan2)
/** The next representable number from `x` towards `y`. */
export const nextafter = /*@__PURE__*/ binary('nextafter', elementwise.nextafter)
/** `x = y`. */
export const eq = /*@__PURE__*/ binary('eq', arithmetic.eq)
/** `x ≠ y`. */
export const ne = /*@__PURE__*/ binary('ne', arithmetic.ne)
/** `x < y`. */
export const lt = /*@__PURE__*/ binary('lt', arithmetic.lt)
/** `x ≤ y`. */
export const le = /*@__PURE__*/ binary('le', arithmetic.le)
/** `x > y`. */
export const gt = /*@__PURE__*/ binary('gt', arithmetic.gt)
/** `x ≥ y`. */
export const ge = /*@__PURE__*/ binary('ge', arithmetic.ge)
/** Bits set in both; of booleans, whether both are true. */
export const bitwiseAnd = /*@__PURE__*/ binary('bitwiseAnd', elementwise.and)
/** Bits set in either; of booleans, whether either is true. */
export const bitwiseOr = /*@__PURE__*/ binary('bitwiseOr', elementwise.or)
/** Bits set in exactly one. */
export const bitwiseXor = /*@__PURE__*/ binary('bitwiseXor', elementwise.xor)
/** `x` shifted left by `y` bits. */
export const shiftLeft = /*@__PURE__*/ binary('shiftLeft', elementwise.shiftLeft)
/** `x` shifted right by `y` bits, filled with zeros. */
export const shiftRightLogical = /*@__PURE__*/ binary(
  'shiftRightLogical',
  elementwise.shiftRightLogical,
)
/** `x` shifted right by `y` bits, filled with the sign. */
export const shiftRightArithmetic = /*@__PURE__*/ binary(
  'shiftRightArithmetic',
  elementwise.shiftRightArithmetic,
)

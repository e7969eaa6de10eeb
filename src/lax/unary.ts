import * as arithmetic from '../primitives/arithmetic.ts'
import * as elementwise from '../primitives/elementwise.ts'
import { unary } from './operands.ts'

/** The absolute value; its derivative at 0 is 1. */
export const abs = /*@__PURE__*/ unary('abs', arithmetic.abs)
/** `-x`. */
export const neg = /*@__PURE__*/ unary('neg', arithmetic.neg)
/** `-1`, `0` or `1`. */
export const sign = /*@__PURE__*/ unary('sign', arithmetic.sign)
/** `e^x`. */
export const exp = /*@__PURE__*/ unary('exp', elementwise.exp)
/** `2^x`. */
export const exp2 = /*@__PURE__*/ unary('exp2', elementwise.exp2)
/** `e^x - 1`, accurate near 0. */
export const expm1 = /*@__PURE__*/ unary('expm1', elementwise.expm1)
/** The natural logarithm. */
export const log = /*@__PURE__*/ unary('log', elementwise.log)
/** `log(1 + x)`, accurate near 0. */
export const log1p = /*@__PURE__*/ unary('log1p', elementwise.log1p)
/** The square root. */
export const sqrt = /*@__PURE__*/ unary('sqrt', elementwise.sqrt)
/** `1/√x`. */
export const rsqrt = /*@__PURE__*/ unary('rsqrt', elementwise.rsqrt)
/** The cube root. */
export const cbrt = /*@__PURE__*/ unary('cbrt', elementwise.cbrt)
/** The sine; `x` in radians. */
export const sin = /*@__PURE__*/ unary('sin', elementwise.sin)
/** The cosine; `x` in radians. */
export const cos = /*@__PURE__*/ unary('cos', elementwise.cos)
/** The tangent; `x` in radians. */
export const tan = /*@__PURE__*/ unary('tan', elementwise.tan)
/** The inverse sine, in radians. */
export const asin = /*@__PURE__*/ unary('asin', elementwise.asin)
/** The inverse cosine, in radians. */
export const acos = /*@__PURE__*/ unary('acos', elementwise.acos)
/** The inverse tangent, in radians. */
export const atan = /*@__PURE__*/ unary('atan', elementwise.atan)
/** The hyperbolic sine. */
export const sinh = /*@__PURE__*/ unary('sinh', elementwise.sinh)
/** The hyperbolic cosine. */
export const cosh = /*@__PURE__*/ unary('cosh', elementwise.cosh)
/** The hyperbolic tangent. */
export const tanh = /*@__PURE__*/ unary('tanh', elementwise.tanh)
/** The inverse hyperbolic sine. */
export const asinh = /*@__PURE__*/ unary('asinh', elementwise.asinh)
/** The inverse hyperbolic cosine. */
export const acosh = /*@__PURE__*/ unary('acosh', elementwise.acosh)
/** The inverse hyperbolic tangent. */
export const atanh = /*@__PURE__*/ unary('atanh', elementwise.atanh)
/** `1/(1 + e^-x)`. */
export const logistic = /*@__PURE__*/ unary('logistic', elementwise.logistic)
/** The error function. */
export const erf = /*@__PURE__*/ unary('erf', elementwise.erf)
/** `1 - erf(x)`, accurate for large `x`. */
export const erfc = /*@__PURE__*/ unary('erfc', elementwise.erfc)
/** The inverse of `erf`. */
export const erfInv = /*@__PURE__*/ unary('erfInv', elementwise.erfInv)
/** The logarithm of `|Γ(x)|`. */
export const lgamma = /*@__PURE__*/ unary('lgamma', elementwise.lgamma)
/** The derivative of `lgamma`. */
export const digamma = /*@__PURE__*/ unary('digamma', elementwise.digamma)
/** False for NaN and infinities. */
const isFiniteTensor = /*@__PURE__*/ unary('isFinite', elementwise.isFinite)

export { isFiniteTensor as isFinite }
/** Each bit inverted; of booleans, the negation. */
export const bitwiseNot = /*@__PURE__*/ unary('bitwiseNot', elementwise.not)
/** The number of bits that are set. */
export const populationCount = /*@__PURE__*/ unary('populationCount', elementwise.populationCount)
/** The number of leading zero bits. */
export const clz = /*@__PURE__*/ unary('clz', elementwise.clz)

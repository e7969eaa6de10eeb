import { scalar } from '../core/convert.ts'
import { canBitcast, type DType, isFloat, isInteger } from '../core/dtype.ts'
import { DtypeError } from '../core/errors.ts'
import { withoutNeutral } from '../core/identities.ts'
import type { Primitive } from '../core/primitive.ts'
import {
  type BinaryOp,
  binary,
  bitcast,
  call,
  constant,
  convert,
  type Expr,
  type UnaryOp,
} from '../core/scalar.ts'
import type { Tensor } from '../core/tensor.ts'
import { bind1 } from '../core/trace.ts'
import { add, convertElementType, div, eq, gt, lt, mul, neg, select, sub } from './arithmetic.ts'
import { commonDtype, elementwise, type NoParams, noParams } from './families.ts'
import { zerosLike } from './structural.ts'

const lit = (x: Tensor, value: number): Tensor => scalar(value, x.dtype)
const square = (x: Tensor): Tensor => integerPow(x, 2)

/** A function of one floating point variable, by its derivative at `x` where it is `y`. */
const unary = (
  name: string,
  op: UnaryOp,
  derivative: (x: Tensor, y: Tensor) => Tensor,
): Primitive<NoParams> =>
  elementwise(name, {
    dtype: commonDtype(name, isFloat, 'floating point numbers'),
    scalar: ([x]) => call(op, x as Expr),
    tangents: [(dx, [x], y) => mul(dx, derivative(x as Tensor, y))],
  })

const apply =
  (primitive: Primitive<NoParams>) =>
  (x: Tensor): Tensor =>
    bind1(primitive, [x], noParams)

export const exp = apply(unary('exp', 'exp', (_, y) => y))
export const exp2 = apply(unary('exp2', 'exp2', (_, y) => mul(y, lit(y, Math.LN2))))
export const expm1 = apply(unary('expm1', 'expm1', (_, y) => add(y, lit(y, 1))))
export const log = apply(unary('log', 'log', (x) => div(lit(x, 1), x)))
export const log1p = apply(unary('log1p', 'log1p', (x) => div(lit(x, 1), add(x, lit(x, 1)))))
export const sqrt = apply(unary('sqrt', 'sqrt', (_, y) => div(lit(y, 0.5), y)))
export const rsqrt = apply(unary('rsqrt', 'rsqrt', (x, y) => mul(lit(x, -0.5), div(y, x))))
export const cbrt = apply(unary('cbrt', 'cbrt', (_, y) => mul(lit(y, 1 / 3), integerPow(y, -2))))
export const sin = apply(unary('sin', 'sin', (x) => cos(x)))
export const cos = apply(unary('cos', 'cos', (x) => neg(sin(x))))
export const tan = apply(unary('tan', 'tan', (_, y) => add(square(y), lit(y, 1))))
export const asin = apply(unary('asin', 'asin', (x) => rsqrt(sub(lit(x, 1), square(x)))))
export const acos = apply(unary('acos', 'acos', (x) => neg(rsqrt(sub(lit(x, 1), square(x))))))
export const atan = apply(unary('atan', 'atan', (x) => div(lit(x, 1), add(square(x), lit(x, 1)))))
export const sinh = apply(unary('sinh', 'sinh', (x) => cosh(x)))
export const cosh = apply(unary('cosh', 'cosh', (x) => sinh(x)))
export const tanh = apply(unary('tanh', 'tanh', (_, y) => sub(lit(y, 1), square(y))))
export const asinh = apply(unary('asinh', 'asinh', (x) => rsqrt(add(square(x), lit(x, 1)))))
export const acosh = apply(
  unary('acosh', 'acosh', (x) => rsqrt(mul(sub(x, lit(x, 1)), add(x, lit(x, 1))))),
)
export const atanh = apply(
  unary('atanh', 'atanh', (x) => div(lit(x, 1), mul(add(x, lit(x, 1)), sub(lit(x, 1), x)))),
)
export const logistic = apply(unary('logistic', 'logistic', (_, y) => mul(y, sub(lit(y, 1), y))))
export const erf = apply(
  unary('erf', 'erf', (x) => mul(lit(x, 2 / Math.sqrt(Math.PI)), exp(neg(square(x))))),
)
export const erfc = apply(
  unary('erfc', 'erfc', (x) => mul(lit(x, -2 / Math.sqrt(Math.PI)), exp(neg(square(x))))),
)
export const erfInv = apply(
  unary('erf_inv', 'erfInv', (_, y) => mul(lit(y, Math.sqrt(Math.PI) / 2), exp(square(y)))),
)
export const lgamma = apply(unary('lgamma', 'lgamma', (x) => digamma(x)))
export const digamma = apply(unary('digamma', 'digamma', (x) => polygamma(lit(x, 1), x)))

/** Derivative `m` of `digamma` at `x`; not differentiable in `m`. */
const polygammaP = elementwise('polygamma', {
  dtype: commonDtype('polygamma', isFloat, 'floating point numbers'),
  scalar: ([m, x]) => binary('polygamma', m as Expr, x as Expr),
  tangents: [null, (dx, [m, x]) => mul(dx, polygamma(add(m as Tensor, lit(dx, 1)), x as Tensor))],
})
export const polygamma = (m: Tensor, x: Tensor): Tensor => bind1(polygammaP, [m, x], noParams)

/** `x` to an integer power by repeated squaring. */
const powerExpr = (x: Expr, n: number): Expr => {
  if (n < 0) return binary('div', constant(1, x.dtype), powerExpr(x, -n))
  let result: Expr | null = null
  for (let base = x, rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = result === null ? base : binary('mul', result, base)
    if (rest > 1) base = binary('mul', base, base)
  }
  return result ?? constant(1, x.dtype)
}

/** `x^y` for a fixed integer `y`; the derivative of `x^0` is 0 everywhere. */
const integerPowP = elementwise<{ readonly y: number }>('integer_pow', {
  dtype: commonDtype('integerPow', (dtype) => dtype !== 'bool', 'numbers'),
  scalar: ([x], { y }) => powerExpr(x as Expr, y),
  tangents: [
    (dx, [x], _, { y }) =>
      y === 0 ? null : mul(dx, mul(lit(dx, y), integerPow(x as Tensor, y - 1))),
  ],
  simplify: ([x], { y }) => (y === 1 ? (x ?? null) : null),
})
export const integerPow = (x: Tensor, y: number): Tensor =>
  y === 1 ? x : bind1(integerPowP, [x], { y })

const floatPow = /*@__PURE__*/ commonDtype('pow', isFloat, 'floating point numbers')

/**
 * The derivative of `x^n` with whole `n`: 0 where `n` is 0, also at `x = 0`. The power beside the factor 0 is
 * kept finite, and with it what further derivatives multiply by 0.
 */
const wholePowerSlope = (x: Tensor, n: Tensor): Tensor => {
  const isZero = eq(n, lit(n, 0))
  const exponent = select(isZero, n, lit(n, 1))
  const slope = mul(convertElementType(exponent, x.dtype), pow(x, sub(exponent, lit(n, 1))))
  return select(isZero, slope, slope.ndim === 0 ? lit(x, 0) : zerosLike(slope))
}

/** `x^y`, where `y` may be integers; where `x` is 0 the derivative in `y` is 0. */
const powP = elementwise('pow', {
  dtype: (dtypes) => {
    const [base, exponent] = dtypes as readonly [DType, DType]
    return isFloat(base) && isInteger(exponent) ? base : floatPow(dtypes)
  },
  scalar: ([x, y]) => {
    const [base, exponent] = [x as Expr, y as Expr]
    return binary('pow', base, isFloat(exponent.dtype) ? exponent : convert(exponent, base.dtype))
  },
  tangents: [
    (dx, [x, y]) => {
      const exponent = y as Tensor
      if (!isFloat(exponent.dtype)) return mul(dx, wholePowerSlope(x as Tensor, exponent))
      return mul(dx, mul(exponent, pow(x as Tensor, sub(exponent, lit(dx, 1)))))
    },
    (dy, [x], out) => {
      const base = x as Tensor
      return mul(dy, mul(log(select(eq(base, lit(dy, 0)), base, lit(dy, 1))), out))
    },
  ],
})
export const pow = (x: Tensor, y: Tensor): Tensor => bind1(powP, [x, y], noParams)

/** The angle of the point `(y, x)`; `y` comes first. */
const atan2P = elementwise('atan2', {
  dtype: commonDtype('atan2', isFloat, 'floating point numbers'),
  scalar: ([y, x]) => binary('atan2', y as Expr, x as Expr),
  tangents: [
    (dy, [y, x]) => mul(dy, div(x as Tensor, squaredRadius(y as Tensor, x as Tensor))),
    (dx, [y, x]) => mul(dx, neg(div(y as Tensor, squaredRadius(y as Tensor, x as Tensor)))),
  ],
})
const squaredRadius = (y: Tensor, x: Tensor): Tensor => add(square(x), square(y))
export const atan2 = (y: Tensor, x: Tensor): Tensor => bind1(atan2P, [y, x], noParams)

/** `x` held in `[low, high]`, and `high` where they have changed places; the derivative is 1 strictly inside and 0 elsewhere. */
const clampP = elementwise('clamp', {
  scalar: ([low, x, high]) => binary('min', binary('max', x as Expr, low as Expr), high as Expr),
  tangents: [
    (d, [low, x, high]) =>
      select(
        and(gt(low as Tensor, x as Tensor), lt(low as Tensor, high as Tensor)),
        zerosLike(d),
        d,
      ),
    (d, [low, x, high]) =>
      select(and(gt(x as Tensor, low as Tensor), lt(x as Tensor, high as Tensor)), zerosLike(d), d),
    (d, [, x, high]) => select(lt(high as Tensor, x as Tensor), zerosLike(d), d),
  ],
})
export const clamp = (low: Tensor, x: Tensor, high: Tensor): Tensor =>
  bind1(clampP, [low, x, high], noParams)

/** The next representable number from `x` towards `y`. */
const nextafterP = elementwise('nextafter', {
  dtype: commonDtype('nextafter', isFloat, 'floating point numbers'),
  scalar: ([x, y]) => binary('nextAfter', x as Expr, y as Expr),
  tangents: [null, null],
})
export const nextafter = (x: Tensor, y: Tensor): Tensor => bind1(nextafterP, [x, y], noParams)

const isFiniteP = elementwise('is_finite', {
  dtype: (dtypes) => {
    commonDtype('isFinite', isFloat, 'floating point numbers')(dtypes)
    return 'bool'
  },
  scalar: ([x]) => call('isFinite', x as Expr),
  tangents: [null],
  weak: () => false,
})
const isFiniteTensor = apply(isFiniteP)

/** False for NaN and infinities. */
export { isFiniteTensor as isFinite }

type DtypeRule = (dtypes: readonly DType[]) => DType

const isExact = (dtype: DType): boolean => !isFloat(dtype)
const exact = (op: string): DtypeRule => commonDtype(op, isExact, 'bools or integers')
const integral = (op: string): DtypeRule => commonDtype(op, isInteger, 'integers')

const bitwise = (
  name: string,
  op: BinaryOp,
  dtype: DtypeRule = exact(name),
): ((x: Tensor, y: Tensor) => Tensor) => {
  const primitive = elementwise(name, {
    dtype,
    scalar: ([x, y]) => binary(op, x as Expr, y as Expr),
    tangents: [null, null],
    simplify: withoutNeutral(op),
  })
  return (x, y) => bind1(primitive, [x, y], noParams)
}
export const and = bitwise('and', 'and')
export const or = bitwise('or', 'or')
export const xor = bitwise('xor', 'xor')
export const shiftLeft = bitwise('shift_left', 'shiftLeft', integral('shiftLeft'))
export const shiftRightLogical = bitwise(
  'shift_right_logical',
  'shiftRightLogical',
  integral('shiftRightLogical'),
)
export const shiftRightArithmetic = bitwise(
  'shift_right_arithmetic',
  'shiftRightArithmetic',
  integral('shiftRightArithmetic'),
)

const bitsOf = (name: string, op: UnaryOp, dtype: DtypeRule): ((x: Tensor) => Tensor) => {
  const primitive = elementwise(name, {
    dtype,
    scalar: ([x]) => call(op, x as Expr),
    tangents: [null],
  })
  return apply(primitive)
}
export const not = bitsOf('not', 'not', exact('not'))
export const populationCount = bitsOf('population_count', 'popcount', integral('populationCount'))
export const clz = bitsOf('clz', 'clz', integral('clz'))

/** Reads values as another dtype of as many bits. */
const bitcastP = elementwise<{ readonly newDtype: DType }>('bitcast_convert_type', {
  dtype: ([from], { newDtype }) => {
    if (!canBitcast(from as DType, newDtype))
      throw new DtypeError(
        'bitcastConvertType',
        `expected dtypes of as many bits and no bool, got ${from} to ${newDtype}; use astype to convert values`,
      )
    return newDtype
  },
  scalar: ([x], { newDtype }) => bitcast(x as Expr, newDtype),
  tangents: [null],
  weak: () => false,
})
export const bitcastConvertType = (x: Tensor, newDtype: DType): Tensor =>
  bind1(bitcastP, [x], { newDtype })

import type { Aval } from '../core/aval.ts'
import { scalar } from '../core/convert.ts'
import { type DType, isFloat, isSigned } from '../core/dtype.ts'
import { DtypeError } from '../core/errors.ts'
import { withoutNeutral } from '../core/identities.ts'
import { type Primitive, requireKnown, type Tangent } from '../core/primitive.ts'
import {
  binary,
  type CompareOp,
  call,
  choose,
  compare,
  convert,
  type Expr,
} from '../core/scalar.ts'
import type { Tensor } from '../core/tensor.ts'
import { bind1 } from '../core/trace.ts'
import { commonDtype, elementwise, type NoParams, noParams } from './families.ts'
import { zerosLike } from './structural.ts'

const isNumeric = (dtype: DType): boolean => dtype !== 'bool'

const first = (x: readonly unknown[]): Tensor => x[0] as Tensor
const second = (x: readonly unknown[]): Tensor => x[1] as Tensor

/** Operands that a primitive is linear in are `null` while it is transposed. */
const whenLinear = (x: readonly Tangent[], i: number, ct: () => Tensor): Tangent =>
  x[i] === null ? ct() : null

const numeric = (op: string): ((dtypes: readonly DType[]) => DType) =>
  commonDtype(op, isNumeric, 'numbers')
const floating = (op: string): ((dtypes: readonly DType[]) => DType) =>
  commonDtype(op, isFloat, 'floating point numbers')

const at = (args: readonly Expr[], i: number): Expr => args[i] as Expr

/** `-x`. */
const negP = elementwise('neg', {
  dtype: numeric('neg'),
  scalar: (a) => call('neg', at(a, 0)),
  tangents: [(dx) => neg(dx)],
  transpose: (ct) => [neg(ct)],
})
export const neg = (x: Tensor): Tensor => bind1(negP, [x], noParams)

/** `x + y`. */
const addP = elementwise('add', {
  dtype: numeric('add'),
  scalar: (a) => binary('add', at(a, 0), at(a, 1)),
  tangents: [(dx) => dx, (dy) => dy],
  transpose: (ct, x) => [whenLinear(x, 0, () => ct), whenLinear(x, 1, () => ct)],
  simplify: withoutNeutral('add'),
})
export const add = (x: Tensor, y: Tensor): Tensor => bind1(addP, [x, y], noParams)

/** `x - y`. */
const subP = elementwise('sub', {
  dtype: numeric('sub'),
  scalar: (a) => binary('sub', at(a, 0), at(a, 1)),
  tangents: [(dx) => dx, (dy) => neg(dy)],
  transpose: (ct, x) => [whenLinear(x, 0, () => ct), whenLinear(x, 1, () => neg(ct))],
  simplify: withoutNeutral('sub'),
})
export const sub = (x: Tensor, y: Tensor): Tensor => bind1(subP, [x, y], noParams)

/** `x y`. */
const mulP = elementwise('mul', {
  dtype: numeric('mul'),
  scalar: (a) => binary('mul', at(a, 0), at(a, 1)),
  tangents: [(dx, x) => mul(dx, second(x)), (dy, x) => mul(first(x), dy)],
  transpose: (ct, x) => [
    whenLinear(x, 0, () => mul(ct, requireKnown('mul', x[1]))),
    whenLinear(x, 1, () => mul(requireKnown('mul', x[0]), ct)),
  ],
  simplify: withoutNeutral('mul'),
})
export const mul = (x: Tensor, y: Tensor): Tensor => bind1(mulP, [x, y], noParams)

/** `x / y`; integers truncate towards zero. */
const divP = elementwise('div', {
  dtype: numeric('div'),
  scalar: (a) => binary('div', at(a, 0), at(a, 1)),
  tangents: [(dx, x) => div(dx, second(x)), (dy, x, out) => neg(mul(dy, div(out, second(x))))],
  transpose: (ct, x) => [div(ct, requireKnown('div', x[1])), null],
  simplify: withoutNeutral('div'),
})
export const div = (x: Tensor, y: Tensor): Tensor => bind1(divP, [x, y], noParams)

/** The remainder of truncated division, with the sign of `x`. */
const remP = elementwise('rem', {
  dtype: numeric('rem'),
  scalar: (a) => binary('rem', at(a, 0), at(a, 1)),
  tangents: [(dx) => dx, (dy, x) => neg(mul(dy, trunc(div(first(x), second(x)))))],
})
export const rem = (x: Tensor, y: Tensor): Tensor => bind1(remP, [x, y], noParams)

const trunc = (x: Tensor): Tensor =>
  select(lt(x, scalar(0, x.dtype)), round(x, 'floor'), round(x, 'ceil'))

type Rounding = 'floor' | 'ceil' | 'roundEven' | 'roundAway'

const rounding = (name: string, op: Rounding): Primitive<NoParams> =>
  elementwise(name, {
    dtype: floating(name),
    scalar: (a) => call(op, at(a, 0)),
    tangents: [null],
  })

const roundings: Readonly<Record<Rounding, Primitive<NoParams>>> = {
  floor: rounding('floor', 'floor'),
  ceil: rounding('ceil', 'ceil'),
  roundEven: rounding('round', 'roundEven'),
  roundAway: rounding('round_away', 'roundAway'),
}

/** Rounds to an integer: down, up, or to the nearest with ties to even or away from zero. */
export const round = (x: Tensor, how: Rounding): Tensor => bind1(roundings[how], [x], noParams)

/** `-1`, `0` or `1`; NaN stays. */
const signP = elementwise('sign', {
  dtype: numeric('sign'),
  scalar: (a) => call('sign', at(a, 0)),
  tangents: [null],
})
export const sign = (x: Tensor): Tensor => bind1(signP, [x], noParams)

/** `|x|`; the derivative at 0 is 1, as in JAX. */
const absP = elementwise('abs', {
  dtype: commonDtype('abs', (dtype) => isFloat(dtype) || isSigned(dtype), 'signed numbers'),
  scalar: (a) => call('abs', at(a, 0)),
  tangents: [(dx, x) => select(ge(first(x), scalar(0, first(x).dtype)), neg(dx), dx)],
})
export const abs = (x: Tensor): Tensor => bind1(absP, [x], noParams)

/** 1 where `x` is the extreme, 0 where it is not, ½ where both are. */
const balanced = (x: Tensor, out: Tensor, y: Tensor): Tensor => {
  const one = scalar(1, out.dtype)
  return select(eq(x, out), scalar(0, out.dtype), select(eq(y, out), one, scalar(0.5, out.dtype)))
}

const extremum = (name: 'max' | 'min'): Primitive<NoParams> =>
  elementwise(name, {
    scalar: (a) => binary(name, at(a, 0), at(a, 1)),
    tangents: [
      (dx, x, out) => mul(dx, balanced(first(x), out, second(x))),
      (dy, x, out) => mul(dy, balanced(second(x), out, first(x))),
    ],
    simplify: withoutNeutral(name),
  })
const maxP = extremum('max')
const minP = extremum('min')

/** The larger value; NaN if either is. A tie sends half of the gradient to each side. */
export const max = (x: Tensor, y: Tensor): Tensor => bind1(maxP, [x, y], noParams)
/** The smaller value; NaN if either is. A tie sends half of the gradient to each side. */
export const min = (x: Tensor, y: Tensor): Tensor => bind1(minP, [x, y], noParams)

const comparison = (op: CompareOp): Primitive<NoParams> => {
  const same = commonDtype(op)
  return elementwise(op, {
    dtype: (dtypes) => {
      same(dtypes)
      return 'bool'
    },
    scalar: (a) => compare(op, at(a, 0), at(a, 1)),
    tangents: [null, null],
    weak: () => false,
  })
}
const eqP = comparison('eq')
const neP = comparison('ne')
const ltP = comparison('lt')
const leP = comparison('le')
const gtP = comparison('gt')
const geP = comparison('ge')
export const eq = (x: Tensor, y: Tensor): Tensor => bind1(eqP, [x, y], noParams)
export const ne = (x: Tensor, y: Tensor): Tensor => bind1(neP, [x, y], noParams)
export const lt = (x: Tensor, y: Tensor): Tensor => bind1(ltP, [x, y], noParams)
export const le = (x: Tensor, y: Tensor): Tensor => bind1(leP, [x, y], noParams)
export const gt = (x: Tensor, y: Tensor): Tensor => bind1(gtP, [x, y], noParams)
export const ge = (x: Tensor, y: Tensor): Tensor => bind1(geP, [x, y], noParams)

/** `predicate ? onTrue : onFalse`, elementwise. Linear in both cases. */
const selectP = elementwise('select_n', {
  dtype: ([predicate, ...cases]) => {
    if (predicate !== 'bool')
      throw new DtypeError('select', `expected a bool predicate, got ${predicate}; compare first`)
    return commonDtype('select')(cases)
  },
  scalar: ([p, onFalse, onTrue]) => choose(p as Expr, onTrue as Expr, onFalse as Expr),
  weak: (_, [, ...cases]) => cases.every((x) => x.weakType),
  tangents: [
    null,
    (dx, [p], out) => select(p as Tensor, dx, zerosFor(dx, out)),
    (dx, [p], out) => select(p as Tensor, zerosFor(dx, out), dx),
  ],
  transpose: (ct, [p, ...cases]) => [
    null,
    whenLinear(cases, 0, () => select(p as Tensor, ct, zerosLike(ct))),
    whenLinear(cases, 1, () => select(p as Tensor, zerosLike(ct), ct)),
  ],
})
/** Zeros that agree with a tangent or, where that is a scalar, with the output. */
const zerosFor = (dx: Tensor, out: Tensor): Tensor =>
  dx.ndim === 0 ? scalar(0, out.dtype) : zerosLike(dx)

/** `predicate ? onTrue : onFalse`, elementwise; JAX's order of cases, false first. */
export const select = (predicate: Tensor, onFalse: Tensor, onTrue: Tensor): Tensor =>
  bind1(selectP, [predicate, onFalse, onTrue], noParams)

interface ConvertParams {
  readonly newDtype: DType
  readonly weakType: boolean
}

/** The same values in another dtype: floats truncate to integers, and are `true` unless 0. */
const convertP = elementwise<ConvertParams>('convert_element_type', {
  dtype: (_, { newDtype }) => newDtype,
  scalar: (a, { newDtype }) => convert(at(a, 0), newDtype),
  tangents: [(dx, _, out) => (isFloat(out.dtype) ? convertElementType(dx, out.dtype) : null)],
  transpose: (ct, _, __, [x]) => [convertElementType(ct, (x as Aval).dtype)],
  weak: ({ weakType }) => weakType,
  simplify: ([x], { newDtype }) => (x?.aval.dtype === newDtype ? x : null),
})
export const convertElementType = (x: Tensor, newDtype: DType, weakType = false): Tensor =>
  x.dtype === newDtype && x.weakType === weakType ? x : bind1(convertP, [x], { newDtype, weakType })

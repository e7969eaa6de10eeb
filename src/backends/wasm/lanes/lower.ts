import { asElement, type DType, isByte, isFloat, isInteger, rangeOf } from '../../../core/dtype.ts'
import { unreachable } from '../../../core/errors.ts'
import type { BinaryOp, CompareOp, Expr, UnaryOp } from '../../../core/scalar.ts'
import { mathFunction } from '../math/table.ts'
import * as b from './build.ts'
import { byteBinary, byteUnary, wrapByte } from './bytes.ts'
import { floatMax, floatMin } from './extremes.ts'
import { divideIntegers, integerPower, remainderOfIntegers } from './integers.ts'
import type { Lane, LaneType } from './lane.ts'
import { inOrder } from './order.ts'
import { shiftBy } from './shifts.ts'

const laneTypes: Readonly<Record<DType, LaneType>> = {
  bool: 'mask',
  uint8: 'i32',
  int8: 'i32',
  uint32: 'i32',
  int32: 'i32',
  float32: 'f32',
  float64: 'f64',
}

type Unary = (x: Lane) => Lane
type Binary = (x: Lane, y: Lane) => Lane

const itself: Unary = (x) => x

const floatUnary: Partial<Readonly<Record<UnaryOp, Unary>>> = {
  neg: b.neg,
  abs: b.abs,
  floor: b.floor,
  ceil: b.ceil,
  trunc: b.trunc,
  roundEven: b.nearest,
  /** Zeros and NaN are their own signs. */
  sign: (x) => b.select(b.gt(b.abs(x), 0), b.withSign(1, x), x),
  roundAway: (x) => {
    const whole = b.trunc(x)
    const half = b.ge(b.abs(b.sub(x, whole)), 0.5)
    return b.select(half, b.add(whole, b.withSign(1, x)), whole)
  },
  isFinite: (x) => b.lt(b.abs(x), Infinity),
}

/** Sets all bits below the highest that is set, so that the others count the leading zeros. */
const countLeadingZeros: Unary = (x) => {
  const smeared = [1, 2, 4, 8, 16].reduce((bits, n) => b.or(bits, b.shrU(bits, n)), x)
  return b.popcount(b.not(smeared))
}

const bitUnary: Partial<Readonly<Record<UnaryOp, Unary>>> = {
  not: b.not,
  neg: b.neg,
  popcount: b.popcount,
  clz: countLeadingZeros,
}

const int32Unary: Partial<Readonly<Record<UnaryOp, Unary>>> = {
  ...bitUnary,
  abs: b.abs,
  sign: (x) => b.sub(b.bitcast(b.lt(x, 0), 'i32'), b.bitcast(b.gt(x, 0), 'i32')),
}

const uint32Unary: Partial<Readonly<Record<UnaryOp, Unary>>> = {
  ...bitUnary,
  abs: itself,
  sign: (x) => b.minU(x, 1),
}

const unaryOps: Readonly<Record<DType, Partial<Readonly<Record<UnaryOp, Unary>>>>> = {
  bool: { not: b.not, abs: itself, sign: itself },
  uint8: byteUnary('uint8', uint32Unary),
  int8: byteUnary('int8', int32Unary),
  uint32: uint32Unary,
  int32: int32Unary,
  float32: floatUnary,
  float64: floatUnary,
}

const floatBinary: Partial<Readonly<Record<BinaryOp, Binary>>> = {
  add: b.add,
  sub: b.sub,
  mul: b.mul,
  div: b.div,
  min: floatMin,
  max: floatMax,
}

const integerBinary: Partial<Readonly<Record<BinaryOp, Binary>>> = {
  add: b.add,
  sub: b.sub,
  mul: b.mul,
  and: b.and,
  or: b.or,
  xor: b.xor,
  shiftLeft: shiftBy(b.shl),
  shiftRightLogical: shiftBy(b.shrU),
  shiftRightArithmetic: shiftBy(b.shrS),
}

const uint32Binary: Partial<Readonly<Record<BinaryOp, Binary>>> = {
  ...integerBinary,
  min: b.minU,
  max: b.maxU,
  div: divideIntegers(b.fromI32U),
  rem: remainderOfIntegers(b.fromI32U),
  pow: integerPower('uint32'),
}

const int32Binary: Partial<Readonly<Record<BinaryOp, Binary>>> = {
  ...integerBinary,
  min: b.minS,
  max: b.maxS,
  div: divideIntegers(b.fromI32S),
  rem: remainderOfIntegers(b.fromI32S),
  pow: integerPower('int32'),
}

const binaryOps: Readonly<Record<DType, Partial<Readonly<Record<BinaryOp, Binary>>>>> = {
  bool: { add: b.or, max: b.or, or: b.or, mul: b.and, min: b.and, and: b.and, xor: b.xor },
  uint8: byteBinary('uint8', uint32Binary),
  int8: byteBinary('int8', int32Binary),
  uint32: uint32Binary,
  int32: int32Binary,
  float32: floatBinary,
  float64: floatBinary,
}

const signedCompare: Readonly<Record<CompareOp, Binary>> = {
  eq: b.eq,
  ne: b.ne,
  lt: b.lt,
  le: b.le,
  gt: b.gt,
  ge: b.ge,
}

const unsignedCompare: Readonly<Record<CompareOp, Binary>> = {
  eq: b.eq,
  ne: b.ne,
  lt: b.ltU,
  le: b.leU,
  gt: b.gtU,
  ge: b.geU,
}

const boolCompare: Readonly<Record<CompareOp, Binary>> = {
  eq: (x, y) => b.not(b.xor(x, y)),
  ne: b.xor,
  lt: (x, y) => b.and(b.not(x), y),
  le: (x, y) => b.or(b.not(x), y),
  gt: (x, y) => b.and(x, b.not(y)),
  ge: (x, y) => b.or(x, b.not(y)),
}

const compareFor = (dtype: DType): Readonly<Record<CompareOp, Binary>> =>
  dtype === 'bool' ? boolCompare : dtype === 'uint32' ? unsignedCompare : signedCompare

const isCompare = (op: string): op is CompareOp => Object.hasOwn(signedCompare, op)

const fromBool = (x: Lane, to: DType): Lane => {
  if (to === 'float32') return b.and(b.bitcast(x, 'f32'), 1)
  if (to === 'float64') return b.select(x, b.float64(1), 0)
  return b.fromMask(x)
}

const fromInteger = (x: Lane, from: DType, to: DType): Lane => {
  if (isByte(to)) return wrapByte(x, to)
  if (!isFloat(to)) return x
  return (from === 'uint32' ? b.fromI32U : b.fromI32S)(x, laneTypes[to])
}

const fromFloat = (x: Lane, to: DType): Lane => {
  if (to === 'float64') return b.promote(x)
  if (to === 'float32') return b.demote(x)
  if (to === 'uint32') return b.toI32U(x)
  if (to === 'int32') return b.toI32S(x)
  const [least, greatest] = rangeOf(to)
  return b.minS(b.maxS(b.toI32S(x), least), greatest)
}

const convert = (x: Lane, from: DType, to: DType): Lane => {
  if (from === to) return x
  if (to === 'bool') return b.ne(x, 0)
  if (from === 'bool') return fromBool(x, to)
  return isFloat(from) ? fromFloat(x, to) : fromInteger(x, from, to)
}

const bitcast = (x: Lane, to: DType): Lane =>
  isByte(to) ? wrapByte(x, to) : b.bitcast(x, laneTypes[to])

const literal = (value: number, dtype: DType): Lane => {
  if (dtype === 'bool') return b.always(value !== 0)
  if (isInteger(dtype)) return b.int32(asElement(value, dtype))
  return b.constant(value, laneTypes[dtype])
}

const apply = (op: UnaryOp | BinaryOp, dtype: DType, args: readonly Lane[]): Lane => {
  const f = args.length === 1 ? unaryOps[dtype][op as UnaryOp] : binaryOps[dtype][op as BinaryOp]
  if (f !== undefined) return (f as (...args: Lane[]) => Lane)(...args)
  return dtype === 'float32' || dtype === 'float64'
    ? mathFunction(op, dtype)(...args)
    : unreachable(`${op} of ${dtype}`)
}

/** From scalar expressions to expressions over lanes; what expressions share, their lanes share. */
export const lower = (expressions: readonly Expr[]): readonly Lane[] => {
  const lanes = new Map<Expr, Lane>()

  const compute = ({ op, dtype, args, value }: Expr): Lane => {
    if (op === 'arg') return b.arg(value, laneTypes[dtype])
    if (op === 'const') return literal(value, dtype)
    const from = args[0]!.dtype
    const operands = args.map((arg) => lanes.get(arg)!)
    const [x, y, z] = operands
    if (op === 'select') return b.select(x!, y!, z!)
    if (op === 'convert') return convert(x!, from, dtype)
    if (op === 'bitcast') return bitcast(x!, dtype)
    if (isCompare(op)) return compareFor(from)[op](x!, y!)
    return apply(op, from, operands)
  }

  for (const expression of inOrder(expressions)) lanes.set(expression, compute(expression))
  return expressions.map((expression) => lanes.get(expression)!)
}

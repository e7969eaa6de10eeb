import { unreachable } from '../../../core/errors.ts'
import type {
  CompareOp,
  ConvertOp,
  Lane,
  LaneOp,
  LaneType,
  ScalarFunction,
  VectorFunction,
} from './lane.ts'

/** An operand: a number stands for a constant of the other operand's type. */
export type Value = Lane | number

const node = (
  op: LaneOp,
  type: LaneType,
  args: readonly Lane[],
  value: number | bigint = 0,
): Lane => ({ op, type, args, value })

/** The value of argument `index`. */
export const arg = (index: number, type: LaneType): Lane => node('arg', type, [], index)

/** The same number at all points; floats are rounded to the type. */
export const constant = (value: number | bigint, type: LaneType): Lane =>
  node('const', type, [], type === 'i64' ? BigInt(value) : value)

export const float32 = (value: number): Lane => constant(value, 'f32')
export const float64 = (value: number): Lane => constant(value, 'f64')
/** Bits of 32, signed or unsigned. */
export const int32 = (value: number): Lane => constant(value, 'i32')
/** Bits of 64, signed or unsigned. */
export const int64 = (value: bigint): Lane => constant(value, 'i64')
export const always = (value: boolean): Lane => constant(value ? 1 : 0, 'mask')

const lift = (x: Value, like: LaneType): Lane => (typeof x === 'number' ? constant(x, like) : x)

const typeOf = (...values: readonly Value[]): LaneType => {
  for (const value of values) if (typeof value !== 'number') return value.type
  return unreachable('an operation on lanes without lanes')
}

const unary =
  (op: LaneOp) =>
  (x: Lane): Lane =>
    node(op, x.type, [x])

const binary =
  (op: LaneOp) =>
  (x: Value, y: Value): Lane => {
    const type = typeOf(x, y)
    return node(op, type, [lift(x, type), lift(y, type)])
  }

const shift =
  (op: LaneOp) =>
  (x: Lane, amount: number): Lane =>
    amount === 0 ? x : node(op, x.type, [x], amount)

const compare =
  (op: CompareOp) =>
  (x: Value, y: Value): Lane => {
    const type = typeOf(x, y)
    return node(op, 'mask', [lift(x, type), lift(y, type)])
  }

const convert =
  (op: ConvertOp) =>
  (x: Lane, type: LaneType): Lane =>
    node(op, type, [x])

const convertTo =
  (op: ConvertOp, type: LaneType) =>
  (x: Lane): Lane =>
    node(op, type, [x])

export const add = binary('add')
export const sub = binary('sub')
export const mul = binary('mul')
export const div = binary('div')
export const min = binary('min')
export const max = binary('max')
export const pmin = binary('pmin')
export const pmax = binary('pmax')
export const neg = unary('neg')
export const abs = unary('abs')
export const sqrt = unary('sqrt')
export const floor = unary('floor')
export const ceil = unary('ceil')
export const trunc = unary('trunc')
/** Rounds halves to even. */
export const nearest = unary('nearest')

/** `x * y + z`, rounded once where that is as fast and twice where it is not. */
export const madd = (x: Value, y: Value, z: Value): Lane => {
  const type = typeOf(x, y, z)
  return node('madd', type, [lift(x, type), lift(y, type), lift(z, type)])
}

/** Bitwise, on values of one type: also floats and masks. */
export const and = binary('and')
export const or = binary('or')
export const xor = binary('xor')
export const not = unary('not')
export const shl = shift('shl')
export const shrS = shift('shrS')
export const shrU = shift('shrU')
export const minS = binary('minS')
export const maxS = binary('maxS')
export const minU = binary('minU')
export const maxU = binary('maxU')
export const popcount = unary('popcount')

export const eq = compare('eq')
export const ne = compare('ne')
export const lt = compare('lt')
export const le = compare('le')
export const gt = compare('gt')
export const ge = compare('ge')
export const ltU = compare('ltU')
export const leU = compare('leU')
export const gtU = compare('gtU')
export const geU = compare('geU')

/** From i32 to f32 or f64. */
export const fromI32S = convert('fromI32S')
export const fromI32U = convert('fromI32U')
/** From f32 or f64 to i32: truncated and saturated, NaN gives 0. */
export const toI32S = convertTo('toI32S', 'i32')
export const toI32U = convertTo('toI32U', 'i32')
/** From f32 to f64. */
export const promote = convertTo('promote', 'f64')
/** From f64 to f32. */
export const demote = convertTo('demote', 'f32')
/** From i32 to i64. */
export const extendS = convertTo('extendS', 'i64')
export const extendU = convertTo('extendU', 'i64')
/** From i64 to i32. */
export const wrap = convertTo('wrap', 'i32')
/** From an i32 that is not 0 to a mask. */
export const toMask = convertTo('toMask', 'mask')
/** From a mask to an i32 of 0 or 1. */
export const fromMask = convertTo('fromMask', 'i32')

/** The same bits as another type of equal width; a mask is an i32 of 0 or −1. */
export const bitcast = (x: Lane, type: LaneType): Lane =>
  x.type === type ? x : node('bitcast', type, [x])

/** `condition ? x : y`. */
export const select = (condition: Lane, x: Value, y: Value): Lane => {
  const type = typeOf(x, y)
  return node('select', type, [condition, lift(x, type), lift(y, type)])
}

/** A scalar function for each lane; it takes and gives the lanes' types, masks as i32. */
export const perLane = (
  callee: ScalarFunction,
  type: LaneType,
  ...args: readonly Lane[]
): Lane => ({
  ...node('perLane', type, args),
  callee,
})

/** `condition ? callee(...args) : value` at little cost where the condition holds nowhere. */
export const rare = (
  condition: Lane,
  value: Lane,
  callee: ScalarFunction,
  ...args: readonly Lane[]
): Lane => ({ ...node('rare', value.type, [condition, value, ...args]), callee })

/**
 * `condition ? apart(...args) : value` at little cost where the condition holds nowhere: for the part of a
 * function's domain that other code serves better. Types of 32 bits only.
 */
export const rarely = (
  condition: Lane,
  value: Lane,
  apart: VectorFunction,
  ...args: readonly Lane[]
): Lane => ({ ...node('rarely', value.type, [condition, value, ...args]), apart })

/** All ones but the sign. */
const magnitudeBits = {
  f32: constant(0x7fffffff, 'i32'),
  f64: constant(0x7fffffffffffffffn, 'i64'),
}
const signBits = { f32: constant(0x80000000, 'i32'), f64: constant(0x8000000000000000n, 'i64') }

const bitsOf = (x: Lane): 'f32' | 'f64' =>
  x.type === 'f32' || x.type === 'f64' ? x.type : unreachable(`the sign of ${x.type}`)

/** The sign bit alone, as the float type. */
export const signOf = (x: Lane): Lane => and(x, bitcast(signBits[bitsOf(x)], x.type))

/** `magnitude`, which has no sign, with the sign of `x`. */
export const withSign = (magnitude: Value, x: Lane): Lane => or(lift(magnitude, x.type), signOf(x))

/** `magnitude` of any sign with the sign of `x`. */
export const copySign = (magnitude: Lane, x: Lane): Lane =>
  withSign(and(magnitude, bitcast(magnitudeBits[bitsOf(x)], x.type)), x)

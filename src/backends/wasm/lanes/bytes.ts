import { type Byte, isSigned } from '../../../core/dtype.ts'
import type { BinaryOp, UnaryOp } from '../../../core/scalar.ts'
import * as b from './build.ts'
import type { Lane } from './lane.ts'
import { shiftBy } from './shifts.ts'

type Unary = (x: Lane) => Lane
type Binary = (x: Lane, y: Lane) => Lane
type UnaryOps = Partial<Readonly<Record<UnaryOp, Unary>>>
type BinaryOps = Partial<Readonly<Record<BinaryOp, Binary>>>

const withSign: Unary = (x) => b.shrS(b.shl(x, 24), 24)
const withoutSign: Unary = (x) => b.and(x, b.int32(255))

/** The low byte of a lane as the integer of 32 bits that stands for it. */
export const wrapByte = (x: Lane, dtype: Byte): Lane =>
  isSigned(dtype) ? withSign(x) : withoutSign(x)

/** Operations on bytes in lanes of 32 bits: those on 32 bits, wrapped where a result may leave the byte's range. */
export const byteUnary = (dtype: Byte, { neg, not, abs, sign, popcount, clz }: UnaryOps) => {
  const wrapped =
    (f: Unary | undefined): Unary =>
    (x) =>
      wrapByte(f!(x), dtype)
  return {
    neg: wrapped(neg),
    not: wrapped(not),
    abs: wrapped(abs),
    sign: sign!,
    popcount: (x) => popcount!(withoutSign(x)),
    clz: (x) => b.sub(clz!(withoutSign(x)), 24),
  } satisfies UnaryOps
}

export const byteBinary = (dtype: Byte, ops: BinaryOps): BinaryOps => {
  const wrapped =
    (f: Binary | undefined): Binary =>
    (x, y) =>
      wrapByte(f!(x, y), dtype)
  const shifted =
    (f: Binary, operand: Unary): Binary =>
    (x, y) =>
      wrapByte(f(operand(x), y), dtype)
  return {
    ...ops,
    add: wrapped(ops.add),
    sub: wrapped(ops.sub),
    mul: wrapped(ops.mul),
    div: wrapped(ops.div),
    pow: wrapped(ops.pow),
    shiftLeft: wrapped(shiftBy(b.shl, 8)),
    shiftRightLogical: shifted(shiftBy(b.shrU, 8), withoutSign),
    shiftRightArithmetic: shifted(shiftBy(b.shrS, 8), withSign),
  }
}

import {
  asElement,
  bytesOf,
  type DType,
  isFloat,
  isInteger,
  isSigned,
  rangeOf,
} from '../../core/dtype.ts'
import { unreachable } from '../../core/errors.ts'
import type { BinaryOp, CompareOp, UnaryOp } from '../../core/scalar.ts'

/** The name under which generated code finds the functions of `intrinsics/`. */
export const intrinsicsName = '_k_'

const intrinsic = (name: string, ...args: readonly string[]): string =>
  `${intrinsicsName}.${name}(${args.join(',')})`

const bitsOf = (dtype: DType): number => 8 * bytesOf(dtype)

/** `text` as a value of `dtype`, for operators whose result may leave the dtype's range. */
const wrap = (text: string, dtype: DType): string => {
  if (!isInteger(dtype)) return `(${text})`
  if (isSigned(dtype)) return bitsOf(dtype) === 32 ? `(${text}|0)` : `((${text})<<24>>24)`
  return bitsOf(dtype) === 32 ? `(${text}>>>0)` : `((${text})&255)`
}

/** An integer of fewer bits than 32 without the copies of its sign. */
const withoutSign = (x: string, dtype: DType): string =>
  isSigned(dtype) && bitsOf(dtype) < 32 ? `(${x}&255)` : x

const mathFunctions: Partial<Readonly<Record<UnaryOp, string>>> = {
  floor: 'floor',
  ceil: 'ceil',
  trunc: 'trunc',
  exp: 'exp',
  expm1: 'expm1',
  log: 'log',
  log1p: 'log1p',
  sqrt: 'sqrt',
  cbrt: 'cbrt',
  sin: 'sin',
  cos: 'cos',
  tan: 'tan',
  asin: 'asin',
  acos: 'acos',
  atan: 'atan',
  sinh: 'sinh',
  cosh: 'cosh',
  tanh: 'tanh',
  asinh: 'asinh',
  acosh: 'acosh',
  atanh: 'atanh',
}

const unaryOps: Partial<Readonly<Record<UnaryOp, (x: string, dtype: DType) => string>>> = {
  neg: (x, dtype) => wrap(`-${x}`, dtype),
  abs: (x, dtype) =>
    isSigned(dtype)
      ? `(${x}<0?${wrap(`-${x}`, dtype)}:${x})`
      : isFloat(dtype)
        ? `Math.abs(${x})`
        : x,
  sign: (x, dtype) => (isFloat(dtype) ? `Math.sign(${x})` : `(${x}>0?1:${x}<0?-1:0)`),
  not: (x, dtype) => (dtype === 'bool' ? `(1-${x})` : wrap(`~${x}`, dtype)),
  isFinite: (x) => `(Math.abs(${x})<Infinity?1:0)`,
  exp2: (x) => `Math.pow(2,${x})`,
  rsqrt: (x) => `(1/Math.sqrt(${x}))`,
  clz: (x, dtype) => {
    const zeros = `Math.clz32(${withoutSign(x, dtype)})`
    return bitsOf(dtype) === 32 ? zeros : `(${zeros}-${32 - bitsOf(dtype)})`
  },
  popcount: (x, dtype) => intrinsic('popcount', withoutSign(x, dtype)),
  erfInv: (x, dtype) => intrinsic(dtype === 'float32' ? 'erfInv32' : 'erfInv', x),
}

/** One unary operation as an expression over the operand's text, which it may repeat. */
export const printUnary = (op: UnaryOp, dtype: DType, x: string): string => {
  const math = mathFunctions[op]
  if (math !== undefined) return `Math.${math}(${x})`
  const operator = unaryOps[op]
  return operator === undefined ? intrinsic(op, x) : operator(x, dtype)
}

const floatBinary = (op: BinaryOp, dtype: DType, x: string, y: string): string => {
  switch (op) {
    case 'add':
      return `(${x}+${y})`
    case 'sub':
      return `(${x}-${y})`
    case 'mul':
      return `(${x}*${y})`
    case 'div':
      return `(${x}/${y})`
    case 'rem':
      return `(${x}%${y})`
    case 'max':
    case 'min':
    case 'atan2':
      return `Math.${op}(${x},${y})`
    case 'pow':
    case 'polygamma':
      return intrinsic(op, x, y)
    case 'nextAfter':
      return intrinsic(dtype === 'float32' ? 'nextAfter32' : 'nextAfter', x, y)
    default:
      return unreachable(`${op} of ${dtype}`)
  }
}

/** Shift amounts of as many bits and more, also negative ones, shift everything out, as in XLA. */
const shift = (operator: string, dtype: DType, x: string, y: string, all: string): string => {
  const amount = Number(y)
  const last = bitsOf(dtype) - 1
  const shifted = wrap(`${x}${operator}${y}`, dtype)
  if (Number.isNaN(amount)) return `(${y}>>>0>${last}?${all}:${shifted})`
  return amount >>> 0 > last ? all : shifted
}

/** The sign of `x` in all bits: of an integer without one, its highest bit. */
const spreadSign = (x: string, dtype: DType): string =>
  isSigned(dtype) || bitsOf(dtype) === 32 ? wrap(`${x}>>31`, dtype) : wrap(`${x}<<24>>31`, dtype)

/** `x` with the copies of its highest bit above it, if it is to be shifted as a signed integer. */
const withSign = (x: string, dtype: DType): string =>
  isSigned(dtype) || bitsOf(dtype) === 32 ? x : `(${x}<<24>>24)`

const integerBinary = (op: BinaryOp, dtype: DType, x: string, y: string): string => {
  switch (op) {
    case 'add':
      return wrap(`(${x}+${y})`, dtype)
    case 'sub':
      return wrap(`(${x}-${y})`, dtype)
    case 'mul':
      return wrap(`Math.imul(${x},${y})`, dtype)
    case 'div':
      return `(${y}===0?${asElement(-1, dtype)}:${wrap(`${x}/${y}`, dtype)})`
    case 'rem':
      return `(${y}===0?${x}:${wrap(`${x}%${y}`, dtype)})`
    case 'max':
      return `(${x}>${y}?${x}:${y})`
    case 'min':
      return `(${x}<${y}?${x}:${y})`
    case 'pow':
      return wrap(intrinsic('powInteger', x, y), dtype)
    case 'and':
      return wrap(`(${x}&${y})`, dtype)
    case 'or':
      return wrap(`(${x}|${y})`, dtype)
    case 'xor':
      return wrap(`(${x}^${y})`, dtype)
    case 'shiftLeft':
      return shift('<<', dtype, x, y, '0')
    case 'shiftRightLogical':
      return shift('>>>', dtype, withoutSign(x, dtype), y, '0')
    case 'shiftRightArithmetic':
      return shift('>>', dtype, withSign(x, dtype), y, spreadSign(x, dtype))
    default:
      return unreachable(`${op} of ${dtype}`)
  }
}

const boolBinary: Partial<Readonly<Record<BinaryOp, string>>> = {
  add: '|',
  max: '|',
  or: '|',
  mul: '&',
  min: '&',
  and: '&',
  xor: '^',
}

/** One binary operation as an expression over the operands' texts, which it may repeat. */
export const printBinary = (op: BinaryOp, dtype: DType, x: string, y: string): string => {
  if (isFloat(dtype)) return floatBinary(op, dtype, x, y)
  if (dtype !== 'bool') return integerBinary(op, dtype, x, y)
  const operator = boolBinary[op]
  return operator === undefined ? unreachable(`${op} of bool`) : `(${x}${operator}${y})`
}

const comparisons: Readonly<Record<CompareOp, string>> = {
  eq: '===',
  ne: '!==',
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>=',
}

/** A comparison, as a JavaScript boolean. */
export const printCompare = (op: CompareOp, x: string, y: string): string =>
  `${x}${comparisons[op]}${y}`

/** Floats to integers truncate and saturate, and NaN gives 0, as XLA does on a CPU. */
export const printConvert = (x: string, from: DType, to: DType): string => {
  if (to === 'bool') return `(${x}!==0?1:0)`
  if (to === 'float32') return from === 'bool' ? x : `Math.fround(${x})`
  if (to === 'float64' || from === 'bool') return x
  if (!isFloat(from)) return wrap(x, to)
  const [least, greatest] = rangeOf(to)
  return isSigned(to)
    ? `(${x}>=${greatest}?${greatest}:${x}<=${least}?${least}:${x}|0)`
    : `(${x}>=${greatest}?${greatest}:${x}>0?${x}>>>0:0)`
}

/** Reads the bits of a value as another dtype of as many. */
export const printBitcast = (x: string, from: DType, to: DType): string => {
  if (to === 'float32') return intrinsic('bitsToFloat', x)
  return wrap(from === 'float32' ? intrinsic('floatToBits', x) : x, to)
}

/** A literal of the dtype. */
export const printConstant = (value: number, dtype: DType): string => {
  const stored = asElement(value, dtype)
  if (Object.is(stored, -0)) return '(-0)'
  return stored < 0 ? `(${stored})` : `${stored}`
}

import { type DType, isFloat } from '../../core/dtype.ts'
import { unreachable } from '../../core/errors.ts'
import type { BinaryOp, CompareOp, UnaryOp } from '../../core/scalar.ts'

/** The name under which generated code finds the functions of `intrinsics/`. */
export const intrinsicsName = '_k_'

const intrinsic = (name: string, ...args: readonly string[]): string =>
  `${intrinsicsName}.${name}(${args.join(',')})`

const bits = { int32: '|0', uint32: '>>>0' } as const

/** `text` as a value of `dtype`, for operators whose result may leave the dtype's range. */
const wrap = (text: string, dtype: DType): string =>
  dtype === 'int32' || dtype === 'uint32' ? `(${text}${bits[dtype]})` : `(${text})`

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
    dtype === 'int32' ? `(${x}<0?-${x}|0:${x})` : isFloat(dtype) ? `Math.abs(${x})` : x,
  sign: (x, dtype) => (isFloat(dtype) ? `Math.sign(${x})` : `(${x}>0?1:${x}<0?-1:0)`),
  not: (x, dtype) => (dtype === 'bool' ? `(1-${x})` : wrap(`~${x}`, dtype)),
  isFinite: (x) => `(Math.abs(${x})<Infinity?1:0)`,
  exp2: (x) => `Math.pow(2,${x})`,
  rsqrt: (x) => `(1/Math.sqrt(${x}))`,
  clz: (x) => `Math.clz32(${x})`,
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

/** Shift amounts of 32 and more, also negative ones, shift everything out, as in XLA. */
const shift = (operator: string, dtype: DType, x: string, y: string, all: string): string => {
  const amount = Number(y)
  const shifted = wrap(`${x}${operator}${y}`, dtype)
  if (Number.isNaN(amount)) return `(${y}>>>0>31?${all}:${shifted})`
  return amount >>> 0 > 31 ? all : shifted
}

const integerBinary = (op: BinaryOp, dtype: DType, x: string, y: string): string => {
  const signed = dtype === 'int32'
  switch (op) {
    case 'add':
      return wrap(`(${x}+${y})`, dtype)
    case 'sub':
      return wrap(`(${x}-${y})`, dtype)
    case 'mul':
      return wrap(`Math.imul(${x},${y})`, dtype)
    case 'div':
      return `(${y}===0?${signed ? '-1' : '4294967295'}:${wrap(`${x}/${y}`, dtype)})`
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
      return shift('>>>', dtype, x, y, '0')
    case 'shiftRightArithmetic':
      return shift('>>', dtype, x, y, wrap(`${x}>>31`, dtype))
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
  return to === 'int32'
    ? `(${x}>=2147483647?2147483647:${x}<=-2147483648?-2147483648:${x}|0)`
    : `(${x}>=4294967295?4294967295:${x}>0?${x}>>>0:0)`
}

/** Reads the bits of a 32-bit value as another 32-bit dtype. */
export const printBitcast = (x: string, from: DType, to: DType): string => {
  if (to === 'float32') return intrinsic('bitsToFloat', x)
  return wrap(from === 'float32' ? intrinsic('floatToBits', x) : x, to)
}

/** A literal of the dtype. */
export const printConstant = (value: number, dtype: DType): string => {
  const stored =
    dtype === 'float64'
      ? value
      : dtype === 'float32'
        ? Math.fround(value)
        : dtype === 'bool'
          ? Number(value !== 0)
          : dtype === 'int32'
            ? value | 0
            : value >>> 0
  if (Object.is(stored, -0)) return '(-0)'
  return stored < 0 ? `(${stored})` : `${stored}`
}

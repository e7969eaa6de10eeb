import { checked } from './checked.ts'
import { canBitcast, type DType } from './dtype.ts'
import { DtypeError } from './errors.ts'

/**
 * The meaning of an elementwise primitive, for every backend: a small expression over one element of
 * each operand. Expressions are DAGs: a node that is used twice is the same object, and printers
 * compute it once. Arithmetic follows the node's dtype: integers wrap, `div` of integers truncates.
 */
export interface Expr {
  readonly op: ScalarOp
  readonly dtype: DType
  readonly args: readonly Expr[]
  /** The operand's position for `arg`, the value for `const`; 0 otherwise. */
  readonly value: number
}

export type UnaryOp =
  | 'neg'
  | 'abs'
  | 'sign'
  | 'not'
  | 'floor'
  | 'ceil'
  | 'roundEven'
  | 'roundAway'
  | 'trunc'
  | 'isFinite'
  | 'exp'
  | 'expm1'
  | 'exp2'
  | 'log'
  | 'log1p'
  | 'sqrt'
  | 'rsqrt'
  | 'cbrt'
  | 'sin'
  | 'cos'
  | 'tan'
  | 'asin'
  | 'acos'
  | 'atan'
  | 'sinh'
  | 'cosh'
  | 'tanh'
  | 'asinh'
  | 'acosh'
  | 'atanh'
  | 'logistic'
  | 'erf'
  | 'erfc'
  | 'erfInv'
  | 'lgamma'
  | 'digamma'
  | 'popcount'
  | 'clz'

export type BinaryOp =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'rem'
  | 'pow'
  | 'atan2'
  | 'min'
  | 'max'
  | 'nextAfter'
  | 'polygamma'
  | 'and'
  | 'or'
  | 'xor'
  | 'shiftLeft'
  | 'shiftRightLogical'
  | 'shiftRightArithmetic'

export type CompareOp = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge'

export type ScalarOp =
  | UnaryOp
  | BinaryOp
  | CompareOp
  | 'arg'
  | 'const'
  | 'select'
  | 'convert'
  | 'bitcast'

const node = (op: ScalarOp, dtype: DType, args: readonly Expr[], value = 0): Expr => ({
  op,
  dtype,
  args,
  value,
})

/** The element of operand `index`. */
export const arg = /*@__PURE__*/ checked(
  'arg(index, dtype)',
  (index: number, dtype: DType): Expr => node('arg', dtype, [], index),
)

/** A literal of the given dtype. */
export const constant = /*@__PURE__*/ checked(
  'constant(value, dtype)',
  (value: number, dtype: DType): Expr => node('const', dtype, [], value),
)

/** Applies a unary operation; the dtype stays, except for `isFinite`, which gives `bool`. */
export const call = /*@__PURE__*/ checked(
  'call(op, x)',
  (op: UnaryOp, x: Expr): Expr => node(op, op === 'isFinite' ? 'bool' : x.dtype, [x]),
)

export const binary = /*@__PURE__*/ checked(
  'binary(op, x, y)',
  (op: BinaryOp, x: Expr, y: Expr): Expr => node(op, x.dtype, [x, y]),
)

export const compare = /*@__PURE__*/ checked(
  'compare(op, x, y)',
  (op: CompareOp, x: Expr, y: Expr): Expr => node(op, 'bool', [x, y]),
)

/** `condition ? x : y`. */
export const choose = /*@__PURE__*/ checked(
  'choose(condition, x, y)',
  (condition: Expr, x: Expr, y: Expr): Expr => node('select', x.dtype, [condition, x, y]),
)

/** Converts the value: floats truncate towards zero, integers wrap, `bool` is `x != 0`. */
export const convert = /*@__PURE__*/ checked(
  'convert(x, dtype)',
  (x: Expr, dtype: DType): Expr => (x.dtype === dtype ? x : node('convert', dtype, [x])),
)

/**
 * Reads the same bits as another dtype of as many.
 *
 * @throws DtypeError if they are not as many, or for a bool, of which most bytes would be none
 */
export const bitcast = /*@__PURE__*/ checked('bitcast(x, dtype)', (x: Expr, dtype: DType): Expr => {
  if (x.dtype === dtype) return x
  if (!canBitcast(x.dtype, dtype))
    throw new DtypeError(
      'bitcast',
      `expected dtypes of as many bits and no bool, got ${x.dtype} to ${dtype}; use convert`,
    )
  return node('bitcast', dtype, [x])
})

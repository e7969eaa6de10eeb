import { sameShape, showAval, showAvals } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { asTensor, scalar, type TensorLike } from '../core/convert.ts'
import { type DType, isInteger } from '../core/dtype.ts'
import { ArgumentError, DtypeError, ShapeError } from '../core/errors.ts'
import { checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import {
  convertElementType as convert,
  eq,
  round as roundTensor,
  select as selectTensors,
} from '../primitives/arithmetic.ts'
import * as elementwise from '../primitives/elementwise.ts'
import { clamp as clampTensors } from '../primitives/elementwise.ts'
import { literal, operands } from './operands.ts'

/** `x^y` for a fixed integer `y`; the derivative of `x^0` is 0 everywhere. */
export const integerPow = /*@__PURE__*/ checked(
  'integerPow(x, y)',
  (x: TensorLike, y: number): Tensor => {
    if (!Number.isInteger(y))
      throw new ArgumentError('integerPow', `expected an integer exponent, got ${y}; use lax.pow`)
    const tensor = asTensor(x, 'integerPow')
    if (tensor.dtype === 'bool')
      throw new DtypeError('integerPow', 'expected numbers, got bools; convert with astype')
    if (y < 0 && isInteger(tensor.dtype))
      throw new DtypeError(
        'integerPow',
        `expected an exponent of at least 0 for ${showAval(tensor)}, got ${y}; convert the base with astype`,
      )
    return elementwise.integerPow(tensor, y)
  },
)

/** `x²`. */
export const square = /*@__PURE__*/ checked(
  'square(x)',
  (x: TensorLike): Tensor => integerPow(x, 2),
)

/**
 * `x` held in `[min, max]`; the derivative is 1 strictly inside and 0 elsewhere. Where `min > max` it is `max`.
 *
 * @throws ShapeError unless the bounds are scalars or have the shape of `x`
 */
export const clamp = /*@__PURE__*/ checked(
  'clamp(min, x, max)',
  (min: TensorLike, x: TensorLike, max: TensorLike): Tensor => {
    const tensor = asTensor(x, 'clamp')
    const bound = (b: TensorLike): Tensor => {
      const given = typeof b === 'number' ? literal('clamp', b, tensor.dtype) : asTensor(b, 'clamp')
      if (given.ndim > 0 && !sameShape(given.shape, tensor.shape))
        throw new ShapeError(
          'clamp',
          `expected bounds that are scalars or shaped like the operand, got ${showAvals([given, tensor])}; ` +
            'np.clip broadcasts',
        )
      return given
    }
    return clampTensors(bound(min), tensor, bound(max))
  },
)

export interface RoundOptions {
  /** 0 rounds halves away from zero (the default), 1 to even. */
  readonly roundingMethod?: 0 | 1
}

/** Rounds to the nearest integer. */
export const round = /*@__PURE__*/ checked(
  'round(x, options?)',
  (x: TensorLike, options: RoundOptions = {}): Tensor => {
    checkOptions('round', options, ['roundingMethod'])
    return roundTensor(
      asTensor(x, 'round'),
      options.roundingMethod === 1 ? 'roundEven' : 'roundAway',
    )
  },
)

/** The largest integer not above `x`. */
export const floor = /*@__PURE__*/ checked(
  'floor(x)',
  (x: TensorLike): Tensor => roundTensor(asTensor(x, 'floor'), 'floor'),
)

/** The smallest integer not below `x`. */
export const ceil = /*@__PURE__*/ checked(
  'ceil(x)',
  (x: TensorLike): Tensor => roundTensor(asTensor(x, 'ceil'), 'ceil'),
)

/** The same values in another dtype. */
export const convertElementType = /*@__PURE__*/ checked(
  'convertElementType(x, newDtype)',
  (x: TensorLike, newDtype: DType): Tensor => convert(asTensor(x, 'convertElementType'), newDtype),
)

/** The same bits read as another dtype of as many: one of 32 bits, or `uint8` and `int8`. */
export const bitcastConvertType = /*@__PURE__*/ checked(
  'bitcastConvertType(x, newDtype)',
  (x: TensorLike, newDtype: DType): Tensor =>
    elementwise.bitcastConvertType(asTensor(x, 'bitcastConvertType'), newDtype),
)

/**
 * `pred ? onTrue : onFalse`, elementwise. `pred` is a scalar or has the shape of the cases.
 *
 * @throws DtypeError if `pred` is not bool or the cases differ in dtype
 * @throws ShapeError if shapes differ
 */
export const select = /*@__PURE__*/ checked(
  'select(pred, onTrue, onFalse)',
  (pred: TensorLike, onTrue: TensorLike, onFalse: TensorLike): Tensor => {
    const [a, b] = operands('select', onTrue, onFalse) as readonly [Tensor, Tensor]
    const mask = asTensor(pred, 'select')
    if (!sameShape(a.shape, b.shape) || (mask.ndim > 0 && !sameShape(mask.shape, a.shape)))
      throw new ShapeError(
        'select',
        `expected cases of one shape and a predicate that is a scalar or shaped like them, got ` +
          `${showAvals([mask, a, b])}; np.where broadcasts`,
      )
    return selectTensors(mask, b, a)
  },
)

/**
 * The element of case `which`, elementwise: a bool `which` selects between two cases, false first.
 *
 * @throws ArgumentError without cases, or for a bool `which` and not two cases
 */
export const selectN = /*@__PURE__*/ checked(
  'selectN(which, ...cases)',
  (which: TensorLike, ...cases: readonly TensorLike[]): Tensor => {
    const index = asTensor(which, 'selectN')
    const values = operands('selectN', ...cases)
    const [head, ...rest] = values
    if (head === undefined)
      throw new ArgumentError('selectN', 'expected at least one case, got none')
    if (index.dtype === 'bool') {
      if (values.length > 2)
        throw new ArgumentError(
          'selectN',
          `expected two cases for a bool selector, got ${values.length}; select by an int32 index`,
        )
      return rest[0] === undefined ? head : selectTensors(index, head, rest[0])
    }
    if (index.dtype !== 'int32')
      throw new DtypeError('selectN', `expected a bool or int32 selector, got ${showAval(index)}`)
    if (index.ndim !== 0 && index.ndim !== head.ndim)
      throw new ShapeError(
        'selectN',
        `expected a selector that is a scalar or shaped like the cases, got ${showAvals([index, head])}`,
      )
    return rest.reduce<Tensor>(
      (chosen, value, i) => selectTensors(eq(index, scalar(i + 1, 'int32')), chosen, value),
      head,
    )
  },
)

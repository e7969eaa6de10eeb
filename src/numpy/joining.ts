import { showAval } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { asTensor, type TensorLike } from '../core/convert.ts'
import type { DType } from '../core/dtype.ts'
import { ArgumentError, ShapeError } from '../core/errors.ts'
import { checkOptions } from '../core/options.ts'
import { isTensor, type Tensor } from '../core/tensor.ts'
import { concatenate as join, sliceInDim } from '../primitives/slicing.ts'
import { reshape } from '../primitives/structural.ts'
import { withOneAxis, withThreeAxes, withTwoAxes } from './at-least.ts'
import { axisOf, axisOfRank } from './axes.ts'
import { checkDtype } from './dtypes.ts'
import { asDtype, promoteAll } from './promotion.ts'
import { expandDims, ravel } from './shape.ts'

export interface JoinOptions {
  /** The axis to join along. Default 0. */
  readonly axis?: number
  readonly dtype?: DType
}

/** What several tensors may be given as: a list of them, or one tensor whose rows they are. */
export type TensorList = readonly TensorLike[] | Tensor

const operandsOf = (op: string, xs: TensorList, dtype: DType | undefined): readonly Tensor[] => {
  const list = isTensor(xs) ? unstack(xs) : xs
  if (!Array.isArray(list) || list.length === 0)
    throw new ArgumentError(op, 'expected a list of at least one tensor, got none')
  return dtype === undefined
    ? promoteAll(op, list)
    : list.map((x: TensorLike) => asDtype(op, x, checkDtype(op, dtype)))
}

/**
 * Tensors joined along an existing axis, or flattened first if `axis` is `null`.
 *
 * Shapes: `x[m,…], y[n,…] → z[m+n,…]`.
 *
 * @throws ShapeError if other sizes differ
 * @throws AxisError for an axis that the operands do not have
 * @example
 * np.concatenate([np.array([1, 2]), np.array([3])]) // => [1, 2, 3]
 */
export const concatenate = /*@__PURE__*/ checked(
  'concatenate(xs, options?)',
  (
    xs: TensorList,
    options?: Omit<JoinOptions, 'axis'> & { readonly axis?: number | null },
  ): Tensor => {
    checkOptions('concatenate', options, ['axis', 'dtype'])
    const operands = operandsOf('concatenate', xs, options?.dtype)
    const axis = options?.axis === undefined ? 0 : options.axis
    if (axis === null)
      return join(
        operands.map((x) => ravel(x)),
        0,
      )
    return join(operands, axisOf('concatenate', axis, operands[0] as Tensor))
  },
)

/**
 * Tensors of one shape joined along a new axis.
 *
 * Shapes: `x[s], y[s] → z[2,s]`.
 *
 * @throws ShapeError if the shapes differ
 * @throws AxisError for an axis that the result does not have
 * @example
 * np.stack([np.array([1, 2]), np.array([3, 4])], { axis: 1 }) // => [[1, 3], [2, 4]]
 */
export const stack = /*@__PURE__*/ checked(
  'stack(xs, options?)',
  (xs: TensorList, options?: JoinOptions): Tensor => {
    checkOptions('stack', options, ['axis', 'dtype'])
    const operands = operandsOf('stack', xs, options?.dtype)
    const first = operands[0] as Tensor
    const odd = operands.find((x) => x.aval.shape.join() !== first.aval.shape.join())
    if (odd !== undefined)
      throw new ShapeError(
        'stack',
        `expected tensors of one shape, got ${showAval(first)} and ${showAval(odd)}; ` +
          'np.concatenate joins along an axis that they have',
      )
    const rank = first.ndim + 1
    const axis = axisOfRank('stack', options?.axis ?? 0, rank, `the ${rank} axes of the result`)
    return join(
      operands.map((x) => expandDims(x, axis)),
      axis,
    )
  },
)

/**
 * The slices along an axis, without it.
 *
 * Shapes: `x[n,s] → n tensors y[s]`.
 *
 * @throws AxisError for an axis that the value does not have
 * @example
 * np.unstack(np.array([[1, 2], [3, 4]])) // => [[1, 2], [3, 4]]
 */
export const unstack = /*@__PURE__*/ checked(
  'unstack(x, options?)',
  (x: TensorLike, options?: { readonly axis?: number }): readonly Tensor[] => {
    checkOptions('unstack', options, ['axis'])
    const tensor = asTensor(x, 'unstack')
    const axis = axisOf('unstack', options?.axis ?? 0, tensor)
    return Array.from({ length: tensor.aval.shape[axis] as number }, (_, i) =>
      reshape(
        sliceInDim(tensor, i, i + 1, axis),
        tensor.aval.shape.filter((_, k) => k !== axis),
      ),
    )
  },
)

/**
 * Tensors side by side: along the second axis, or the first of vectors.
 *
 * @throws ShapeError if other sizes differ
 * @example
 * np.hstack([np.array([1]), np.array([2, 3])]) // => [1, 2, 3]
 */
export const hstack = /*@__PURE__*/ checked(
  'hstack(xs, options?)',
  (xs: TensorList, options?: { readonly dtype?: DType }): Tensor => {
    checkOptions('hstack', options, ['dtype'])
    const operands = operandsOf('hstack', xs, options?.dtype).map((x) => withOneAxis('hstack', x))
    return join(operands, (operands[0] as Tensor).ndim === 1 ? 0 : 1)
  },
)

/**
 * Tensors on top of each other: along the first axis, of which vectors are rows.
 *
 * @throws ShapeError if other sizes differ
 * @example
 * np.vstack([np.array([1, 2]), np.array([3, 4])]) // => [[1, 2], [3, 4]]
 */
export const vstack = /*@__PURE__*/ checked(
  'vstack(xs, options?)',
  (xs: TensorList, options?: { readonly dtype?: DType }): Tensor => {
    checkOptions('vstack', options, ['dtype'])
    return join(
      operandsOf('vstack', xs, options?.dtype).map((x) => withTwoAxes('vstack', x)),
      0,
    )
  },
)

/**
 * Tensors joined along the third axis.
 *
 * @throws ShapeError if other sizes differ
 * @example
 * np.dstack([np.array([1]), np.array([2])]) // => [[[1, 2]]]
 */
export const dstack = /*@__PURE__*/ checked(
  'dstack(xs, options?)',
  (xs: TensorList, options?: { readonly dtype?: DType }): Tensor => {
    checkOptions('dstack', options, ['dtype'])
    return join(
      operandsOf('dstack', xs, options?.dtype).map((x) => withThreeAxes('dstack', x)),
      2,
    )
  },
)

/**
 * Vectors as the columns of a matrix; matrices are joined as they are.
 *
 * @throws ShapeError if other sizes differ
 * @example
 * np.columnStack([np.array([1, 2]), np.array([3, 4])]) // => [[1, 3], [2, 4]]
 */
export const columnStack = /*@__PURE__*/ checked(
  'columnStack(xs)',
  (xs: TensorList): Tensor =>
    join(
      operandsOf('columnStack', xs, undefined).map((x) =>
        x.ndim < 2 ? expandDims(withOneAxis('columnStack', x), 1) : x,
      ),
      1,
    ),
)

/**
 * One tensor after another, flattened unless an axis is given.
 *
 * @throws ShapeError if other sizes differ
 * @example
 * np.append(np.array([1]), np.array([2, 3])) // => [1, 2, 3]
 */
export const append = /*@__PURE__*/ checked(
  'append(x, values, options?)',
  (x: TensorLike, values: TensorLike, options?: { readonly axis?: number | null }): Tensor => {
    checkOptions('append', options, ['axis'])
    return concatenate([x, values], { axis: options?.axis ?? null })
  },
)

export interface SplitOptions {
  /** The axis to cut. Default 0. */
  readonly axis?: number
}

/** Where the parts begin, after the first. */
const cuts = (n: number, parts: number | readonly number[]): readonly number[] => {
  if (typeof parts !== 'number')
    return parts.map((at) => Math.min(at < 0 ? Math.max(0, at + n) : at, n))
  const [each, extra] = [Math.floor(n / parts), n % parts]
  return Array.from({ length: parts - 1 }, (_, i) => (i + 1) * each + Math.min(i + 1, extra))
}

const splitAt = (
  op: string,
  x: TensorLike,
  parts: number | readonly number[],
  options: SplitOptions | undefined,
  mustDivide: boolean,
): readonly Tensor[] => {
  checkOptions(op, options, ['axis'])
  const tensor = asTensor(x, op)
  const axis = axisOf(op, options?.axis ?? 0, tensor)
  const n = tensor.aval.shape[axis] as number
  if (typeof parts === 'number' && (!Number.isInteger(parts) || parts < 1))
    throw new ArgumentError(op, `expected a positive number of parts, got ${parts}`)
  if (mustDivide && typeof parts === 'number' && n % parts !== 0)
    throw new ShapeError(
      op,
      `expected a number of parts that divides axis ${axis} of ${showAval(tensor)}, got ${parts}; ` +
        'np.arraySplit allows unequal parts',
    )
  const bounds = [0, ...cuts(n, parts), n]
  return bounds.slice(1).map((limit, i) => {
    const start = bounds[i] as number
    return sliceInDim(tensor, start, Math.max(start, limit), axis)
  })
}

/**
 * A tensor cut into equal parts, or before the indices given.
 *
 * Shapes: `x[n,…] → parts y[n/parts,…]`.
 *
 * @throws ShapeError if the number of parts does not divide the axis
 * @throws AxisError for an axis that the value does not have
 * @example
 * np.split(np.array([1, 2, 3, 4]), 2) // => [[1, 2], [3, 4]]
 */
export const split = /*@__PURE__*/ checked(
  'split(x, parts, options?)',
  (x: TensorLike, parts: number | readonly number[], options?: SplitOptions): readonly Tensor[] =>
    splitAt('split', x, parts, options, true),
)

/**
 * As `split`, where the first parts may be longer by one.
 *
 * @throws AxisError for an axis that the value does not have
 * @example
 * np.arraySplit(np.array([1, 2, 3]), 2) // => [[1, 2], [3]]
 */
export const arraySplit = /*@__PURE__*/ checked(
  'arraySplit(x, parts, options?)',
  (x: TensorLike, parts: number | readonly number[], options?: SplitOptions): readonly Tensor[] =>
    splitAt('arraySplit', x, parts, options, false),
)

/**
 * `split` along the second axis, or the first of vectors.
 *
 * @example
 * np.hsplit(np.array([[1, 2]]), 2) // => [[[1]], [[2]]]
 */
export const hsplit = /*@__PURE__*/ checked(
  'hsplit(x, parts)',
  (x: TensorLike, parts: number | readonly number[]): readonly Tensor[] => {
    const tensor = withOneAxis('hsplit', x)
    return splitAt('hsplit', tensor, parts, { axis: tensor.ndim === 1 ? 0 : 1 }, true)
  },
)

/**
 * `split` along the first axis.
 *
 * @example
 * np.vsplit(np.array([[1], [2]]), 2) // => [[[1]], [[2]]]
 */
export const vsplit = /*@__PURE__*/ checked(
  'vsplit(x, parts)',
  (x: TensorLike, parts: number | readonly number[]): readonly Tensor[] =>
    splitAt('vsplit', x, parts, { axis: 0 }, true),
)

/**
 * `split` along the third axis.
 *
 * @example
 * np.dsplit(np.array([[[1, 2]]]), 2) // => [[[[1]]], [[[2]]]]
 */
export const dsplit = /*@__PURE__*/ checked(
  'dsplit(x, parts)',
  (x: TensorLike, parts: number | readonly number[]): readonly Tensor[] =>
    splitAt('dsplit', x, parts, { axis: 2 }, true),
)

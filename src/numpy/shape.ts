import { range, type Shape, showAval, sizeOf } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { asTensor, type TensorLike } from '../core/convert.ts'
import { ShapeError } from '../core/errors.ts'
import { checkChoice, checkOptions } from '../core/options.ts'
import { isTensor, type Tensor } from '../core/tensor.ts'
import * as structural from '../primitives/structural.ts'
import { withOneAxis, withThreeAxes, withTwoAxes } from './at-least.ts'
import { axesOf, axesOfRank, axisOf, axisOfRank } from './axes.ts'
import { checkSizes, type ShapeLike } from './shape-argument.ts'

/** Sizes for a reshape, with one of them `-1` replaced by what fits. */
const resolveShape = (x: Tensor, shape: ShapeLike): Shape => {
  const sizes = checkSizes('reshape', shape, -1)
  const unknown = sizes.indexOf(-1)
  if (unknown < 0) return sizes
  const known = sizeOf(sizes.filter((n) => n !== -1))
  const missing = known === 0 ? 0 : x.size / known
  if (
    sizes.indexOf(-1, unknown + 1) >= 0 ||
    !Number.isInteger(missing) ||
    (known === 0 && x.size > 0)
  )
    throw new ShapeError(
      'reshape',
      `expected a shape of ${x.size} elements for ${showAval(x)}, with at most one -1, ` +
        `got [${sizes.join(', ')}]`,
    )
  return sizes.map((n) => (n === -1 ? missing : n))
}

export interface OrderOptions {
  /** Which index changes fastest: the last, `'C'`, or the first, `'F'`. Default `'C'`. */
  readonly order?: 'C' | 'F'
}

const hasFirstFastest = (op: string, options: OrderOptions | undefined): boolean => {
  if (options === undefined) return false
  checkOptions(op, options, ['order'])
  const { order = 'C' } = options
  checkChoice(op, 'order', order, ['C', 'F'])
  return order === 'F'
}

const reversedAxes = (x: Tensor): Tensor => structural.transpose(x, [...range(x.ndim)].reverse())

/**
 * The same elements in row-major order under another shape, in which one size may be -1.
 *
 * With `order: 'F'` both are read and written with the first index changing fastest.
 *
 * Shapes: `x[s] → y[shape]`, of as many elements.
 *
 * @throws ShapeError if the number of elements differs
 * @throws ArgumentError for an unknown option or order
 * @example
 * np.reshape(np.arange(6), [2, -1]) // => [[0, 1, 2], [3, 4, 5]]
 * @example
 * np.reshape(np.arange(6), [2, 3], { order: 'F' }) // => [[0, 2, 4], [1, 3, 5]]
 */
export const reshape = /*@__PURE__*/ checked(
  'reshape(x, shape, options?)',
  (x: TensorLike, shape: ShapeLike, options?: OrderOptions): Tensor => {
    const isReversed = hasFirstFastest('reshape', options)
    const tensor = isTensor(x) ? x : asTensor(x, 'reshape')
    const sizes = resolveShape(tensor, shape)
    if (!isReversed) return structural.reshape(tensor, sizes)
    return reversedAxes(structural.reshape(reversedAxes(tensor), [...sizes].reverse()))
  },
)

/**
 * All elements along one axis, in row-major order unless told otherwise.
 *
 * Shapes: `x[s] → y[size]`.
 *
 * @throws ArgumentError for an unknown option or order
 * @example
 * np.ravel(np.array([[1, 2], [3, 4]])) // => [1, 2, 3, 4]
 * @example
 * np.ravel(np.array([[1, 2], [3, 4]]), { order: 'F' }) // => [1, 3, 2, 4]
 */
export const ravel = /*@__PURE__*/ checked(
  'ravel(x, options?)',
  (x: TensorLike, options?: OrderOptions): Tensor => {
    const isReversed = hasFirstFastest('ravel', options)
    const tensor = asTensor(x, 'ravel')
    return structural.reshape(isReversed ? reversedAxes(tensor) : tensor, [tensor.size])
  },
)

export interface TransposeOptions {
  /** Output axis `i` is operand axis `axes[i]`; reversed unless given. */
  readonly axes?: readonly number[] | null
}

/**
 * The same elements with axes in another order, by default reversed.
 *
 * Shapes: `x[m,n] → y[n,m]`.
 *
 * @throws AxisError or ShapeError unless `axes` is a permutation
 * @example
 * np.transpose(np.array([[1, 2], [3, 4]])) // => [[1, 3], [2, 4]]
 */
export const transpose = /*@__PURE__*/ checked(
  'transpose(x, options?)',
  (x: TensorLike, options?: TransposeOptions): Tensor => {
    checkOptions('transpose', options, ['axes'])
    const tensor = isTensor(x) ? x : asTensor(x, 'transpose')
    const axes = options?.axes ?? null
    const permutation =
      axes === null ? [...range(tensor.ndim)].reverse() : axesOf('transpose', axes, tensor)
    return structural.transpose(tensor, permutation)
  },
)

/** As `transpose`. */
export { transpose as permuteDims }

/**
 * Matrices in the last two axes, transposed.
 *
 * Shapes: `x[…,m,n] → y[…,n,m]`.
 *
 * @throws ShapeError for fewer than two axes
 * @example
 * np.matrixTranspose(np.array([[[1, 2], [3, 4]]])) // => [[[1, 3], [2, 4]]]
 */
export const matrixTranspose = /*@__PURE__*/ checked(
  'matrixTranspose(x)',
  (x: TensorLike): Tensor => {
    const tensor = asTensor(x, 'matrixTranspose')
    const n = tensor.ndim
    if (n < 2)
      throw new ShapeError('matrixTranspose', `expected at least two axes, got ${showAval(tensor)}`)
    return structural.transpose(tensor, [...range(n - 2), n - 1, n - 2])
  },
)

/**
 * Two axes exchanged.
 *
 * @throws AxisError for an axis that the value does not have
 * @example
 * np.swapaxes(np.zeros([2, 3, 4]), 0, -1).shape // => [4, 3, 2]
 */
export const swapaxes = /*@__PURE__*/ checked(
  'swapaxes(x, axis1, axis2)',
  (x: TensorLike, axis1: number, axis2: number): Tensor => {
    const tensor = asTensor(x, 'swapaxes')
    const [a, b] = [axisOf('swapaxes', axis1, tensor), axisOf('swapaxes', axis2, tensor)]
    const permutation = range(tensor.ndim).map((axis) => (axis === a ? b : axis === b ? a : axis))
    return structural.transpose(tensor, permutation)
  },
)

/**
 * Axes moved to other places; the others keep their order.
 *
 * @throws AxisError for axes that the value does not have, or unequal numbers of them
 * @example
 * np.moveaxis(np.zeros([2, 3, 4]), 0, -1).shape // => [3, 4, 2]
 */
export const moveaxis = /*@__PURE__*/ checked(
  'moveaxis(x, source, destination)',
  (
    x: TensorLike,
    source: number | readonly number[],
    destination: number | readonly number[],
  ): Tensor => {
    const tensor = asTensor(x, 'moveaxis')
    const from = axesOf('moveaxis', source, tensor)
    const to = axesOf('moveaxis', destination, tensor)
    if (from.length !== to.length)
      throw new ShapeError(
        'moveaxis',
        `expected as many destinations as sources, got ${to.length} for ${from.length}`,
      )
    const rest = range(tensor.ndim).filter((axis) => !from.includes(axis))
    const permutation: number[] = []
    for (let place = 0, next = 0; place < tensor.ndim; place++) {
      const moved = to.indexOf(place)
      permutation.push(moved >= 0 ? (from[moved] as number) : (rest[next++] as number))
    }
    return structural.transpose(tensor, permutation)
  },
)

/**
 * An axis moved back until it is before `start`, by default first.
 *
 * @throws AxisError for an axis that the value does not have
 * @example
 * np.rollaxis(np.zeros([2, 3, 4]), 2).shape // => [4, 2, 3]
 */
export const rollaxis = /*@__PURE__*/ checked(
  'rollaxis(x, axis, options?)',
  (x: TensorLike, axis: number, options?: { readonly start?: number }): Tensor => {
    checkOptions('rollaxis', options, ['start'])
    const tensor = asTensor(x, 'rollaxis')
    const from = axisOf('rollaxis', axis, tensor)
    const start = axisOfRank('rollaxis', options?.start ?? 0, tensor.ndim + 1)
    return structural.moveAxis(tensor, from, start > from ? start - 1 : start)
  },
)

/**
 * New axes of size 1 at places of the result.
 *
 * Shapes: `x[s] → y[s with 1 at axis]`.
 *
 * @throws AxisError for a place that the result does not have
 * @example
 * np.expandDims(np.array([1, 2]), 1) // => [[1], [2]]
 */
export const expandDims = /*@__PURE__*/ checked(
  'expandDims(x, axis)',
  (x: TensorLike, axis: number | readonly number[]): Tensor => {
    const tensor = asTensor(x, 'expandDims')
    const added = Array.isArray(axis) ? axis.length : 1
    const rank = tensor.ndim + added
    const axes = axesOfRank('expandDims', axis, rank, `the ${rank} axes of the result`)
    const sizes = [...tensor.aval.shape]
    for (const place of [...axes].sort((a, b) => a - b)) sizes.splice(place, 0, 1)
    return structural.reshape(tensor, sizes)
  },
)

/**
 * Axes of size 1 removed: all of them, or those given.
 *
 * Shapes: `x[s] → y[s without axis]`.
 *
 * @throws ShapeError if an axis given has another size
 * @throws AxisError for an axis that the value does not have
 * @example
 * np.squeeze(np.array([[[1], [2]]])) // => [1, 2]
 */
export const squeeze = /*@__PURE__*/ checked(
  'squeeze(x, options?)',
  (x: TensorLike, options?: { readonly axis?: number | readonly number[] | null }): Tensor => {
    checkOptions('squeeze', options, ['axis'])
    const tensor = asTensor(x, 'squeeze')
    const axis = options?.axis ?? null
    const axes =
      axis === null
        ? range(tensor.ndim).filter((i) => tensor.aval.shape[i] === 1)
        : axesOf('squeeze', axis, tensor)
    const wide = axes.find((i) => tensor.aval.shape[i] !== 1)
    if (wide !== undefined)
      throw new ShapeError(
        'squeeze',
        `expected axes of size 1, got axis ${wide} of ${showAval(tensor)}; index it to drop it`,
      )
    return structural.reshape(
      tensor,
      tensor.aval.shape.filter((_, i) => !axes.includes(i)),
    )
  },
)

/** A tensor from one operand, a list of them from several. */
export type AtLeast = <const X extends readonly TensorLike[]>(
  ...operands: X
) => X extends readonly [TensorLike] ? Tensor : readonly Tensor[]

const forEach =
  (op: string, f: (op: string, x: TensorLike) => Tensor): AtLeast =>
  (...operands) => {
    const results = operands.map((x) => f(op, x))
    return (results.length === 1 ? results[0] : results) as never
  }

/**
 * The value with at least one axis; a list of such values from several.
 *
 * @example
 * np.atleast1d(3) // => [3]
 */
export const atleast1d: AtLeast = /*@__PURE__*/ forEach('atleast1d', withOneAxis)

/**
 * The value with at least two axes; a vector becomes a row. A list of such values from several.
 *
 * @example
 * np.atleast2d(np.array([1, 2])) // => [[1, 2]]
 */
export const atleast2d: AtLeast = /*@__PURE__*/ forEach('atleast2d', withTwoAxes)

/**
 * The value with at least three axes; a vector goes to the middle one, a matrix to the first two. A list of
 * such values from several.
 *
 * @example
 * np.atleast3d(np.array([1, 2])).shape // => [1, 2, 1]
 */
export const atleast3d: AtLeast = /*@__PURE__*/ forEach('atleast3d', withThreeAxes)

/**
 * The shape of a value.
 *
 * @example
 * np.shape(np.zeros([2, 3])) // => [2, 3]
 */
export const shape = /*@__PURE__*/ checked(
  'shape(x)',
  (x: TensorLike): Shape => asTensor(x, 'shape').aval.shape,
)

/**
 * The number of axes of a value.
 *
 * @example
 * np.ndim(np.zeros([2, 3])) // => 2
 */
export const ndim = /*@__PURE__*/ checked(
  'ndim(x)',
  (x: TensorLike): number => asTensor(x, 'ndim').ndim,
)

/**
 * The number of elements of a value, or of its elements along axes.
 *
 * @throws AxisError for an axis that the value does not have
 * @example
 * np.size(np.zeros([2, 3])) // => 6
 */
export const size = /*@__PURE__*/ checked(
  'size(x, options?)',
  (x: TensorLike, options?: { readonly axis?: number | readonly number[] | null }): number => {
    checkOptions('size', options, ['axis'])
    const tensor = asTensor(x, 'size')
    return sizeOf(
      axesOf('size', options?.axis, tensor).map((axis) => tensor.aval.shape[axis] as number),
    )
  },
)

import { range, showAval } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { asTensor, integer, scalar, type TensorLike } from '../core/convert.ts'
import { sumDtype } from '../core/dtype.ts'
import { ShapeError } from '../core/errors.ts'
import { checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import * as basic from '../primitives/arithmetic.ts'
import { iota, pad, slice } from '../primitives/slicing.ts'
import { broadcastTo, reduceSum, reshape, transpose } from '../primitives/structural.ts'
import { axesOf } from './axes.ts'
import { type DtypeOptions, vectorOf } from './creation.ts'
import { checkDtype } from './dtypes.ts'
import { cast } from './promotion.ts'
import { checkSizes } from './shape-argument.ts'

export interface MatrixOptions extends DtypeOptions {
  /** Number of columns. As many as rows unless given. */
  readonly M?: number
  /** The diagonal: 0 the main one, positive above it, negative below. Default 0. */
  readonly k?: number
}

const matrixOptions = ['M', 'k', 'dtype']

const matrixOf = (
  op: string,
  n: number,
  options: MatrixOptions | undefined,
  compare: (x: Tensor, y: Tensor) => Tensor,
): Tensor => {
  checkOptions(op, options, matrixOptions)
  const sizes = checkSizes(op, [n, options?.M ?? n])
  const rows = basic.add(iota('int32', sizes, 0), integer(op, options?.k ?? 0, 'k'))
  return cast(compare(rows, iota('int32', sizes, 1)), checkDtype(op, options?.dtype ?? 'float32'))
}

/**
 * Ones on a diagonal, zeros elsewhere.
 *
 * Shapes: `→ f[N,M]`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * np.eye(2, { M: 3, k: 1 }) // => [[0, 1, 0], [0, 0, 1]]
 */
export const eye = /*@__PURE__*/ checked(
  'eye(N, options?)',
  (N: number, options?: MatrixOptions): Tensor => matrixOf('eye', N, options, basic.eq),
)

/**
 * The identity matrix.
 *
 * Shapes: `→ f[n,n]`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * np.identity(2) // => [[1, 0], [0, 1]]
 */
export const identity = /*@__PURE__*/ checked(
  'identity(n, options?)',
  (n: number, options?: DtypeOptions): Tensor => {
    checkOptions('identity', options, ['dtype'])
    return matrixOf('identity', n, options, basic.eq)
  },
)

/**
 * Ones on and below a diagonal, zeros above.
 *
 * Shapes: `→ f[N,M]`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * np.tri(2) // => [[1, 0], [1, 1]]
 */
export const tri = /*@__PURE__*/ checked(
  'tri(N, options?)',
  (N: number, options?: MatrixOptions): Tensor => matrixOf('tri', N, options, basic.ge),
)

export interface DiagonalOptions {
  /** The diagonal: 0 the main one, positive above it, negative below. Default 0. */
  readonly k?: number
}

const triangle = (
  op: string,
  x: TensorLike,
  options: DiagonalOptions | undefined,
  isLower: boolean,
): Tensor => {
  checkOptions(op, options, ['k'])
  const tensor = asTensor(x, op)
  const [rows, columns] = tensor.shape.slice(-2)
  if (rows === undefined || columns === undefined)
    throw new ShapeError(op, `expected at least two axes, got ${showAval(tensor)}`)
  const k = (options?.k ?? 0) - (isLower ? 0 : 1)
  const below = broadcastTo(tri(rows, { M: columns, k, dtype: 'bool' }), tensor.shape)
  const zero = scalar(0, tensor.dtype)
  return isLower ? basic.select(below, zero, tensor) : basic.select(below, tensor, zero)
}

/**
 * The elements on and below a diagonal of the last two axes; zeros above.
 *
 * Shapes: `x[…,m,n] → y[…,m,n]`.
 *
 * @throws ShapeError for fewer than two axes
 * @example
 * np.tril(np.array([[1, 2], [3, 4]])) // => [[1, 0], [3, 4]]
 */
export const tril = /*@__PURE__*/ checked(
  'tril(x, options?)',
  (x: TensorLike, options?: DiagonalOptions): Tensor => triangle('tril', x, options, true),
)

/**
 * The elements on and above a diagonal of the last two axes; zeros below.
 *
 * Shapes: `x[…,m,n] → y[…,m,n]`.
 *
 * @throws ShapeError for fewer than two axes
 * @example
 * np.triu(np.array([[1, 2], [3, 4]])) // => [[1, 2], [0, 4]]
 */
export const triu = /*@__PURE__*/ checked(
  'triu(x, options?)',
  (x: TensorLike, options?: DiagonalOptions): Tensor => triangle('triu', x, options, false),
)

/** Row and column numbers of the places of a matrix for which `take` holds, in row-major order. */
const places = (
  rows: number,
  columns: number,
  take: (row: number, column: number) => boolean,
): readonly [Tensor, Tensor] => {
  const found = range(rows * columns).filter((i) => take(Math.floor(i / columns), i % columns))
  const row = (i: number): number => Math.floor((found[i] as number) / columns)
  const column = (i: number): number => (found[i] as number) % columns
  return [vectorOf(found.length, 'int32', row), vectorOf(found.length, 'int32', column)]
}

export interface TriangleIndicesOptions extends DiagonalOptions {
  /** Number of columns. As many as rows unless given. */
  readonly m?: number
}

/**
 * Row and column numbers of the places on and below a diagonal.
 *
 * @example
 * np.trilIndices(2) // => [[0, 1, 1], [0, 0, 1]]
 */
export const trilIndices = /*@__PURE__*/ checked(
  'trilIndices(n, options?)',
  (n: number, options?: TriangleIndicesOptions): readonly [Tensor, Tensor] => {
    checkOptions('trilIndices', options, ['k', 'm'])
    const k = options?.k ?? 0
    return places(n, options?.m ?? n, (row, column) => column <= row + k)
  },
)

/**
 * Row and column numbers of the places on and above a diagonal.
 *
 * @example
 * np.triuIndices(2) // => [[0, 0, 1], [0, 1, 1]]
 */
export const triuIndices = /*@__PURE__*/ checked(
  'triuIndices(n, options?)',
  (n: number, options?: TriangleIndicesOptions): readonly [Tensor, Tensor] => {
    checkOptions('triuIndices', options, ['k', 'm'])
    const k = options?.k ?? 0
    return places(n, options?.m ?? n, (row, column) => column >= row + k)
  },
)

/**
 * As many lists of `0 … n - 1` as there are axes: the indices of a diagonal.
 *
 * @example
 * np.diagIndices(2) // => [[0, 1], [0, 1]]
 */
export const diagIndices = /*@__PURE__*/ checked(
  'diagIndices(n, options?)',
  (n: number, options?: { readonly ndim?: number }): readonly Tensor[] => {
    checkOptions('diagIndices', options, ['ndim'])
    return range(options?.ndim ?? 2).map(() => iota('int32', [n]))
  },
)

export interface DiagonalAxesOptions {
  /** The diagonal: 0 the main one, positive above it, negative below. Default 0. */
  readonly offset?: number
  /** The axis of rows. Default 0. */
  readonly axis1?: number
  /** The axis of columns. Default 1. */
  readonly axis2?: number
}

const diagonalOptions = ['offset', 'axis1', 'axis2']

/**
 * A diagonal, as a new last axis in place of the two axes of the matrix.
 *
 * Shapes: `x[m,n,…] → y[…,min(m,n)]`.
 *
 * @throws AxisError for axes that the value does not have
 * @example
 * np.diagonal(np.array([[1, 2], [3, 4]])) // => [1, 4]
 */
export const diagonal = /*@__PURE__*/ checked(
  'diagonal(x, options?)',
  (x: TensorLike, options?: DiagonalAxesOptions): Tensor => {
    checkOptions('diagonal', options, diagonalOptions)
    const { offset = 0, axis1 = 0, axis2 = 1 } = options ?? {}
    const tensor = asTensor(x, 'diagonal')
    const [row, column] = axesOf('diagonal', [axis1, axis2], tensor) as [number, number]
    const others = range(tensor.ndim).filter((axis) => axis !== row && axis !== column)
    const matrices = transpose(tensor, [...others, row, column])
    const lead = others.map((axis) => tensor.shape[axis] as number)
    const [rows, columns] = [tensor.shape[row] as number, tensor.shape[column] as number]
    const [skipRows, skipColumns] = [Math.max(0, -offset), Math.max(0, offset)]
    const n = Math.max(0, Math.min(rows - skipRows, columns - skipColumns))
    if (n === 0) return broadcastTo(scalar(0, tensor.dtype), [...lead, 0])
    // In a matrix of n rows and n + 1 columns, flattened, the diagonal is every (n + 2)-th element.
    const start = [...lead.map(() => 0), skipRows, skipColumns]
    const square = slice(matrices, start, [...lead, skipRows + n, skipColumns + n])
    const zero = scalar(0, tensor.dtype)
    const none = lead.map(() => 0)
    const wide = pad(square, zero, [...none, 0, 0], [...none, 0, 1])
    const flat = reshape(wide, [...lead, n * (n + 1)])
    return slice(flat, [...none, 0], [...lead, n * (n + 1)], [...lead.map(() => 1), n + 2])
  },
)

/**
 * A diagonal of a matrix, or the matrix with a given diagonal and zeros elsewhere.
 *
 * Shapes: `x[m,n] → y[min(m,n)]`, `x[n] → y[n,n]`.
 *
 * @throws ShapeError for other ranks
 * @example
 * np.diag(np.array([1, 2])) // => [[1, 0], [0, 2]]
 */
export const diag = /*@__PURE__*/ checked(
  'diag(x, options?)',
  (x: TensorLike, options?: DiagonalOptions): Tensor => {
    checkOptions('diag', options, ['k'])
    const tensor = asTensor(x, 'diag')
    const k = options?.k ?? 0
    if (tensor.ndim === 2) return diagonal(tensor, { offset: k })
    if (tensor.ndim !== 1)
      throw new ShapeError('diag', `expected one or two axes, got ${showAval(tensor)}`)
    const n = tensor.size + Math.abs(k)
    const padding = [Math.max(0, k), Math.max(0, -k)] as const
    const row = pad(tensor, scalar(0, tensor.dtype), [padding[0]], [padding[1]])
    return basic.select(
      eye(n, { k, dtype: 'bool' }),
      scalar(0, tensor.dtype),
      broadcastTo(row, [n, n]),
    )
  },
)

/**
 * The matrix with the flattened operand on a diagonal and zeros elsewhere.
 *
 * @example
 * np.diagflat(np.array([[1], [2]])) // => [[1, 0], [0, 2]]
 */
export const diagflat = /*@__PURE__*/ checked(
  'diagflat(x, options?)',
  (x: TensorLike, options?: DiagonalOptions): Tensor => {
    checkOptions('diagflat', options, ['k'])
    const tensor = asTensor(x, 'diagflat')
    return diag(reshape(tensor, [tensor.size]), options)
  },
)

/**
 * The sum of a diagonal.
 *
 * Shapes: `x[m,n,…] → y[…]`.
 *
 * @throws AxisError for axes that the value does not have
 * @example
 * np.trace(np.array([[1, 2], [3, 4]])) // => 5
 */
export const trace = /*@__PURE__*/ checked(
  'trace(x, options?)',
  (x: TensorLike, options?: DiagonalAxesOptions): Tensor => {
    checkOptions('trace', options, diagonalOptions)
    const terms = diagonal(x, options)
    return reduceSum(cast(terms, sumDtype(terms.dtype)), [terms.ndim - 1])
  },
)

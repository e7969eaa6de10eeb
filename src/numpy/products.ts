import { makeAval, range, showAvals, showOperand } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { asTensor, type TensorLike } from '../core/convert.ts'
import type { DType } from '../core/dtype.ts'
import { ArgumentError, ShapeError } from '../core/errors.ts'
import type { DotDimensions } from '../core/kernel.ts'
import { checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { dotGeneral } from '../primitives/contraction.ts'
import { concatenate, sliceInDim } from '../primitives/slicing.ts'
import { reshape, transpose, zerosLike } from '../primitives/structural.ts'
import { multiply, subtract } from './arithmetic.ts'
import { axesOf, axisOf } from './axes.ts'
import { broadcastShapeOf } from './broadcasting.ts'
import { asResult, contractible, type ProductOptions, wantedDtype } from './product-dtype.ts'
import { promotePair } from './promotion.ts'
import { expandDims, moveaxis, ravel } from './shape.ts'

const matrixTimesMatrix: DotDimensions = {
  contract: [[1], [0]],
  batch: [[], []],
}
const vectorTimesMatrix: DotDimensions = {
  contract: [[0], [0]],
  batch: [[], []],
}

const innerSizesDiffer = (op: string, x: Tensor, y: Tensor, m: unknown, n: unknown): ShapeError =>
  new ShapeError(
    op,
    `expected inner sizes that are equal, got ${showOperand(x)} × ${showOperand(y)}: ` +
      `${String(m)} and ` +
      `${String(n)} differ; transpose or reshape one of them`,
  )

/**
 * Stacks of matrices, multiplied without copies: axes that both have are batched over, axes that one of
 * them lacks, or has with size 1, are free axes of the other.
 */
const batchedMatmul = (x: Tensor, y: Tensor): Tensor => {
  const [xMatrix, yMatrix] = [Math.min(x.ndim, 2), Math.min(y.ndim, 2)]
  const [xLead, yLead] = [x.ndim - xMatrix, y.ndim - yMatrix]
  broadcastShapeOf('matmul', [
    makeAval(x.aval.shape.slice(0, xLead), x.dtype),
    makeAval(y.aval.shape.slice(0, yLead), y.dtype),
  ])
  const rank = Math.max(xLead, yLead)
  const xKept: number[] = []
  const yKept: number[] = []
  const owner: ('x' | 'y' | 'both')[] = []
  for (let i = 0; i < rank; i++) {
    const [i1, i2] = [i - (rank - xLead), i - (rank - yLead)]
    const [n1, n2] = [x.aval.shape[i1] ?? 1, y.aval.shape[i2] ?? 1]
    const hasX = i1 >= 0 && (n1 !== 1 || n2 === 1)
    const hasY = i2 >= 0 && (n2 !== 1 || n1 === 1)
    if (hasX) xKept.push(i1)
    if (hasY) yKept.push(i2)
    owner.push(hasX && hasY ? 'both' : hasX ? 'x' : 'y')
  }
  const squeezed = (t: Tensor, lead: number, kept: readonly number[]): Tensor =>
    reshape(t, [...kept.map((axis) => t.aval.shape[axis] as number), ...t.aval.shape.slice(lead)])
  const a = squeezed(x, xLead, xKept)
  const b = squeezed(y, yLead, yKept)
  const batchOf = (mine: 'x' | 'y'): readonly number[] => {
    let next = -1
    return owner.flatMap((who) => {
      if (who === 'both' || who === mine) next++
      return who === 'both' ? [next] : []
    })
  }
  const product = dotGeneral(a, b, {
    contract: [[a.ndim - 1], [b.ndim - yMatrix]],
    batch: [batchOf('x'), batchOf('y')],
  })
  // The product has batch axes, then the free axes of x with its rows, then those of y with its columns.
  const both = owner.filter((who) => who === 'both').length
  const xFree = owner.filter((who) => who === 'x').length
  const hasRows = xMatrix === 2
  const rows = both + xFree
  const counters = { both: 0, x: both, y: rows + (hasRows ? 1 : 0) }
  const order = owner.map((who) => counters[who]++)
  if (hasRows) order.push(rows)
  if (yMatrix === 2) order.push(product.ndim - 1)
  return transpose(product, order)
}

/**
 * The matrix product. Leading axes broadcast; a vector on the left is a row, one on the right a column,
 * and their axis is dropped from the result.
 *
 * Shapes: `x[…,m,k], y[…,k,n] → z[…,m,n]`.
 *
 * @throws ShapeError if inner sizes differ, leading axes do not broadcast, or an operand is a scalar
 * @example
 * np.matmul(np.array([[1, 2], [3, 4]]), np.array([1, 1])) // => [3, 7]
 */
export const matmul = /*@__PURE__*/ checked(
  'matmul(x, y, options?)',
  (x: TensorLike, y: TensorLike, options?: ProductOptions): Tensor => {
    const [a, b, dtype] = contractible('matmul', x, y, wantedDtype('matmul', options))
    if (a.ndim === 0 || b.ndim === 0)
      throw new ShapeError(
        'matmul',
        `expected at least one axis each, got ${showAvals([a, b])}; use np.multiply for scalars`,
      )
    const inner = a.aval.shape[a.ndim - 1]
    const other = b.aval.shape[Math.max(0, b.ndim - 2)]
    if (inner !== other) throw innerSizesDiffer('matmul', a, b, inner, other)
    const product =
      a.ndim === 2 && b.ndim <= 2
        ? dotGeneral(a, b, matrixTimesMatrix)
        : a.ndim === 1 && b.ndim <= 2
          ? dotGeneral(a, b, vectorTimesMatrix)
          : batchedMatmul(a, b)
    return asResult(product, dtype)
  },
)

/** Contracts pairs of axes; other axes follow in order. */
const contract = (
  op: string,
  x: TensorLike,
  y: TensorLike,
  axesX: readonly number[],
  axesY: readonly number[],
  wanted: DType | undefined,
): Tensor => {
  const [a, b, dtype] = contractible(op, x, y, wanted)
  const sizes = (t: Tensor, axes: readonly number[]): string =>
    axes.map((i) => t.aval.shape[i]).join(', ')
  if (sizes(a, axesX) !== sizes(b, axesY))
    throw innerSizesDiffer(op, a, b, sizes(a, axesX), sizes(b, axesY))
  return asResult(dotGeneral(a, b, { contract: [axesX, axesY], batch: [[], []] }), dtype)
}

/**
 * The dot product: contracts the last axis of `x` with the last but one of `y`, or its only one.
 * Scalars multiply.
 *
 * Shapes: `x[…,k], y[…,k,n] → z[…,…,n]`.
 *
 * @throws ShapeError if inner sizes differ
 * @example
 * np.dot(np.array([1, 2]), np.array([3, 4])) // => 11
 */
export const dot = /*@__PURE__*/ checked(
  'dot(x, y, options?)',
  (x: TensorLike, y: TensorLike, options?: ProductOptions): Tensor => {
    const wanted = wantedDtype('dot', options)
    const [a, b] = [asTensor(x, 'dot'), asTensor(y, 'dot')]
    if (a.ndim === 0 || b.ndim === 0) return scaled('dot', x, y, wanted)
    return contract('dot', a, b, [a.ndim - 1], [Math.max(0, b.ndim - 2)], wanted)
  },
)

/** The product with a scalar. */
const scaled = (op: string, x: TensorLike, y: TensorLike, wanted: DType | undefined): Tensor => {
  if (wanted === undefined) return multiply(x, y)
  const [a, b, dtype] = contractible(op, x, y, wanted)
  return asResult(multiply(a, b), dtype)
}

/**
 * The dot product of two flattened tensors.
 *
 * Shapes: `x[s], y[s] → z[]`.
 *
 * @throws ShapeError if the sizes differ
 * @example
 * np.vdot(np.array([[1, 2]]), np.array([[3, 4]])) // => 11
 */
export const vdot = /*@__PURE__*/ checked(
  'vdot(x, y, options?)',
  (x: TensorLike, y: TensorLike, options?: ProductOptions): Tensor => {
    const wanted = wantedDtype('vdot', options)
    return contract('vdot', ravel(x), ravel(y), [0], [0], wanted)
  },
)

export interface VecdotOptions extends ProductOptions {
  /** The axis of the vectors. Default -1. */
  readonly axis?: number
}

/**
 * Dot products of vectors along an axis; other axes broadcast.
 *
 * Shapes: `x[…,k], y[…,k] → z[…]`.
 *
 * @throws ShapeError if the sizes differ or other axes do not broadcast
 * @throws AxisError for an axis that an operand does not have
 * @example
 * np.vecdot(np.array([[1, 2], [3, 4]]), np.array([1, 1])) // => [3, 7]
 */
export const vecdot = /*@__PURE__*/ checked(
  'vecdot(x, y, options?)',
  (x: TensorLike, y: TensorLike, options?: VecdotOptions): Tensor => {
    const preferredElementType = wantedDtype('vecdot', options, ['axis'])
    const axis = options?.axis ?? -1
    const row = expandDims(moveaxis(x, axis, -1), -2)
    const column = expandDims(moveaxis(y, axis, -1), -1)
    const product = matmul(row, column, { preferredElementType })
    return reshape(product, product.aval.shape.slice(0, -2))
  },
)

/**
 * Matrices times vectors; leading axes broadcast.
 *
 * Shapes: `x[…,m,k], y[…,k] → z[…,m]`.
 *
 * @throws ShapeError if the sizes differ or other axes do not broadcast
 * @example
 * np.matvec(np.array([[1, 2], [3, 4]]), np.array([1, 1])) // => [3, 7]
 */
export const matvec = /*@__PURE__*/ checked(
  'matvec(x, y)',
  (x: TensorLike, y: TensorLike): Tensor => {
    const product = matmul(x, expandDims(y, -1))
    return reshape(product, product.aval.shape.slice(0, -1))
  },
)

/**
 * Vectors times matrices; leading axes broadcast.
 *
 * Shapes: `x[…,k], y[…,k,n] → z[…,n]`.
 *
 * @throws ShapeError if the sizes differ or other axes do not broadcast
 * @example
 * np.vecmat(np.array([1, 1]), np.array([[1, 2], [3, 4]])) // => [4, 6]
 */
export const vecmat = /*@__PURE__*/ checked(
  'vecmat(x, y)',
  (x: TensorLike, y: TensorLike): Tensor => {
    const product = matmul(expandDims(x, -2), y)
    return reshape(product, [
      ...product.aval.shape.slice(0, -2),
      product.aval.shape[product.ndim - 1] as number,
    ])
  },
)

/**
 * Contracts the last axes of both operands.
 *
 * Shapes: `x[…,k], y[…,k] → z[…,…]`.
 *
 * @throws ShapeError if the last sizes differ
 * @example
 * np.inner(np.array([1, 2]), np.array([[3, 4], [5, 6]])) // => [11, 17]
 */
export const inner = /*@__PURE__*/ checked(
  'inner(x, y, options?)',
  (x: TensorLike, y: TensorLike, options?: ProductOptions): Tensor => {
    const wanted = wantedDtype('inner', options)
    const [a, b] = [asTensor(x, 'inner'), asTensor(y, 'inner')]
    if (a.ndim === 0 || b.ndim === 0) return scaled('inner', x, y, wanted)
    return contract('inner', a, b, [a.ndim - 1], [b.ndim - 1], wanted)
  },
)

/**
 * All products of an element of one with an element of the other, both flattened.
 *
 * Shapes: `x[m], y[n] → z[m,n]`.
 *
 * @example
 * np.outer(np.array([1, 2]), np.array([3, 4])) // => [[3, 4], [6, 8]]
 */
export const outer = /*@__PURE__*/ checked(
  'outer(x, y)',
  (x: TensorLike, y: TensorLike): Tensor => multiply(expandDims(ravel(x), 1), ravel(y)),
)

export interface TensordotOptions extends ProductOptions {
  /** How many last and first axes to contract, or the axes of each operand. Default 2. */
  readonly axes?: number | readonly [number | readonly number[], number | readonly number[]]
}

/**
 * Contracts several axes of two tensors.
 *
 * Shapes: `x[s,k], y[k,t] → z[s,t]`.
 *
 * @throws ShapeError if contracted sizes differ
 * @throws AxisError for axes that an operand does not have
 * @example
 * np.tensordot(np.ones([2, 3, 4]), np.ones([3, 4, 5])).shape // => [2, 5]
 */
export const tensordot = /*@__PURE__*/ checked(
  'tensordot(x, y, options?)',
  (x: TensorLike, y: TensorLike, options?: TensordotOptions): Tensor => {
    const wanted = wantedDtype('tensordot', options, ['axes'])
    const axes = options?.axes ?? 2
    const [a, b] = [asTensor(x, 'tensordot'), asTensor(y, 'tensordot')]
    if (typeof axes === 'number') {
      if (axes < 0 || axes > Math.min(a.ndim, b.ndim))
        throw new ArgumentError(
          'tensordot',
          `expected a number of axes that both operands have, got ${axes} for ${showAvals([a, b])}`,
        )
      return contract('tensordot', a, b, range(axes, a.ndim - axes), range(axes), wanted)
    }
    return contract(
      'tensordot',
      a,
      b,
      axesOf('tensordot', axes[0], a),
      axesOf('tensordot', axes[1], b),
      wanted,
    )
  },
)

/**
 * The Kronecker product: every element of `x` times all of `y`, block by block.
 *
 * Shapes: `x[m,n], y[p,q] → z[mp,nq]`.
 *
 * @example
 * np.kron(np.array([1, 2]), np.array([1, 10])) // => [1, 10, 2, 20]
 */
export const kron = /*@__PURE__*/ checked('kron(x, y)', (x: TensorLike, y: TensorLike): Tensor => {
  const [a, b] = promotePair('kron', x, y)
  const rank = Math.max(a.ndim, b.ndim)
  const padded = (t: Tensor): readonly number[] => [
    ...range(rank - t.ndim).map(() => 1),
    ...t.aval.shape,
  ]
  const [m, n] = [padded(a), padded(b)]
  const blocks = multiply(
    reshape(
      a,
      m.flatMap((size) => [size, 1]),
    ),
    reshape(
      b,
      n.flatMap((size) => [1, size]),
    ),
  )
  return reshape(
    blocks,
    m.map((size, i) => size * (n[i] as number)),
  )
})

export interface CrossOptions {
  /** The axis of the vectors. Default -1. */
  readonly axis?: number
}

/**
 * The cross product of vectors of three components; a vector of two has a third component 0, and that of two
 * such vectors is the third component alone. Other axes broadcast.
 *
 * Shapes: `x[…,3], y[…,3] → z[…,3]`, `x[…,2], y[…,2] → z[…]`.
 *
 * @throws ShapeError for vectors of another size
 * @throws AxisError for an axis that an operand does not have
 * @example
 * np.cross(np.array([1, 0, 0]), np.array([0, 1, 0])) // => [0, 0, 1]
 */
export const cross = /*@__PURE__*/ checked(
  'cross(x, y, options?)',
  (x: TensorLike, y: TensorLike, options?: CrossOptions): Tensor => {
    checkOptions('cross', options, ['axis'])
    const axis = options?.axis ?? -1
    const [a, b] = promotePair('cross', x, y)
    const [u, v] = [a, b].map((t) => {
      const place = axisOf('cross', axis, t)
      const size = t.aval.shape[place] as number
      if (size !== 2 && size !== 3)
        throw new ShapeError(
          'cross',
          `expected vectors of two or three components along axis ${axis}, got ${showAvals([a, b])}`,
        )
      const moved = moveaxis(t, place, 0)
      return range(size).map((i) =>
        reshape(sliceInDim(moved, i, i + 1, 0), moved.aval.shape.slice(1)),
      )
    }) as unknown as readonly [readonly Tensor[], readonly Tensor[]]
    const isPlane = u.length === 2 && v.length === 2
    const minor = (i: number, j: number): Tensor =>
      subtract(
        multiply(component(u, i), component(v, j)),
        multiply(component(u, j), component(v, i)),
      )
    if (isPlane) return minor(0, 1)
    const components = [minor(1, 2), minor(2, 0), minor(0, 1)]
    return moveaxis(stackFirst(components), 0, axis)
  },
)

const component = (x: readonly Tensor[], i: number): Tensor => x[i] ?? zerosLike(x[0] as Tensor)

const stackFirst = (xs: readonly Tensor[]): Tensor =>
  concatenate(
    xs.map((x) => reshape(x, [1, ...x.aval.shape])),
    0,
  )

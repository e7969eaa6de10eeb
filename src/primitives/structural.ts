import {
  type Aval,
  makeAval,
  range,
  type Shape,
  sameShape,
  showAval,
  sizeOf,
  withoutAxes,
} from '../core/aval.ts'
import { scalar } from '../core/convert.ts'
import { DtypeError, ShapeError } from '../core/errors.ts'
import type { Primitive } from '../core/primitive.ts'
import type { Tensor } from '../core/tensor.ts'
import { bind1 } from '../core/trace.ts'
import { linear } from './linear.ts'

interface BroadcastParams {
  readonly shape: Shape
  readonly broadcastDimensions: readonly number[]
}

const checkBroadcast = (x: Aval, { shape, broadcastDimensions: dims }: BroadcastParams): void => {
  const fits =
    dims.length === x.shape.length &&
    dims.every((d, i) => {
      const n = x.shape[i]
      return (
        d >= 0 &&
        d < shape.length &&
        (n === 1 || n === shape[d]) &&
        (i === 0 || d > (dims[i - 1] ?? -1))
      )
    })
  if (!fits)
    throw new ShapeError(
      'broadcastInDim',
      `expected axes of ${showAval(x)} of size 1 or that of the output's axes ${dims.join(', ')}, ` +
        `got the output shape [${shape.join(', ')}]; name one increasing output axis per operand axis`,
    )
}

/** `x[s] → y[shape]`: operand axis `i` becomes output axis `broadcastDimensions[i]`. */
const broadcastInDimP: Primitive<BroadcastParams> = linear('broadcast_in_dim', {
  abstract: ([x], params) => {
    const operand = x as Aval
    checkBroadcast(operand, params)
    return makeAval(params.shape, operand.dtype, operand.weakType)
  },
  transpose: (ct, { broadcastDimensions }, [x]) => {
    const { shape } = x as Aval
    const added = range(ct.ndim).filter((axis) => !broadcastDimensions.includes(axis))
    const grown = broadcastDimensions.filter((d, i) => shape[i] === 1 && ct.aval.shape[d] !== 1)
    return [reshape(reduceSum(ct, [...added, ...grown]), shape)]
  },
  batch: (size, [x], [dim], { shape, broadcastDimensions }) => [
    [
      broadcastInDim(
        batchToFront(x as Tensor, dim ?? null, size),
        [size, ...shape],
        [0, ...broadcastDimensions.map((d) => d + 1)],
      ),
    ],
    [0],
  ],
  lower: ({ shape, broadcastDimensions }) => ({
    kind: 'broadcast',
    shape,
    dims: broadcastDimensions,
  }),
  simplify: ([x], { shape }) => (x !== undefined && sameShape(x.aval.shape, shape) ? x : null),
})

export const broadcastInDim = (
  x: Tensor,
  shape: Shape,
  broadcastDimensions: readonly number[],
): Tensor =>
  sameShape(x.aval.shape, shape) ? x : bind1(broadcastInDimP, [x], { shape, broadcastDimensions })

interface AxesParams {
  readonly axes: readonly number[]
}

/** Sum over axes. `x[s] → y[s without axes]`. */
const reduceSumP: Primitive<AxesParams> = linear('reduce_sum', {
  abstract: ([x], { axes }) => {
    const { shape, dtype, weakType } = x as Aval
    if (dtype === 'bool')
      throw new DtypeError(
        'reduceSum',
        `expected numbers, got ${showAval(x as Aval)}; np.sum counts, or convert with astype`,
      )
    return makeAval(withoutAxes(shape, axes), dtype, weakType)
  },
  transpose: (ct, { axes }, [x]) => {
    const { shape } = x as Aval
    return [
      broadcastInDim(
        ct,
        shape,
        range(shape.length).filter((axis) => !axes.includes(axis)),
      ),
    ]
  },
  batch: (_, [x], [dim], { axes }) => {
    const d = dim ?? 0
    const shifted = axes.map((axis) => (axis < d ? axis : axis + 1))
    return [[reduceSum(x as Tensor, shifted)], [d - shifted.filter((axis) => axis < d).length]]
  },
  lower: ({ axes }) => ({ kind: 'reduce', op: 'sum', axes }),
})

export const reduceSum = (x: Tensor, axes: readonly number[]): Tensor =>
  axes.length === 0 ? x : bind1(reduceSumP, [x], { axes: [...axes].sort((a, b) => a - b) })

interface ReshapeParams {
  readonly newSizes: Shape
}

/** The same elements in row-major order under another shape. */
const reshapeP: Primitive<ReshapeParams> = linear('reshape', {
  abstract: ([x], { newSizes }) => {
    const operand = x as Aval
    if (sizeOf(newSizes) !== sizeOf(operand.shape))
      throw new ShapeError(
        'reshape',
        `expected a shape of ${sizeOf(operand.shape)} elements for ${showAval(operand)}, ` +
          `got [${newSizes.join(', ')}] of ${sizeOf(newSizes)}`,
      )
    return makeAval(newSizes, operand.dtype, operand.weakType)
  },
  transpose: (ct, _, [x]) => [reshape(ct, (x as Aval).shape)],
  batch: (size, [x], [dim], { newSizes }) => [
    [reshape(batchToFront(x as Tensor, dim ?? null, size), [size, ...newSizes])],
    [0],
  ],
  lower: ({ newSizes }) => ({ kind: 'reshape', shape: newSizes }),
  simplify: ([x], { newSizes }) =>
    x !== undefined && sameShape(x.aval.shape, newSizes) ? x : null,
})

export const reshape = (x: Tensor, newSizes: Shape): Tensor =>
  sameShape(x.aval.shape, newSizes) ? x : bind1(reshapeP, [x], { newSizes })

interface TransposeParams {
  readonly permutation: readonly number[]
}

const isIdentity = (permutation: readonly number[]): boolean => permutation.every((p, i) => p === i)

/** Output axis `i` is operand axis `permutation[i]`. */
const transposeP: Primitive<TransposeParams> = linear('transpose', {
  abstract: ([x], { permutation }) => {
    const { shape, dtype, weakType } = x as Aval
    if (
      permutation.length !== shape.length ||
      range(shape.length).some((i) => !permutation.includes(i))
    )
      throw new ShapeError(
        'transpose',
        `expected a permutation of the ${shape.length} axes of ${showAval(x as Aval)}, ` +
          `got [${permutation.join(', ')}]`,
      )
    return makeAval(
      permutation.map((p) => shape[p] as number),
      dtype,
      weakType,
    )
  },
  transpose: (ct, { permutation }) => [transpose(ct, inversePermutation(permutation))],
  batch: (_, [x], [dim], { permutation }) => {
    const d = dim ?? 0
    return [[transpose(x as Tensor, [d, ...permutation.map((p) => (p < d ? p : p + 1))])], [0]]
  },
  lower: ({ permutation }) => ({ kind: 'transpose', permutation }),
  simplify: ([x], { permutation }) => (x !== undefined && isIdentity(permutation) ? x : null),
})

export const transpose = (x: Tensor, permutation: readonly number[]): Tensor =>
  permutation.length === x.ndim && isIdentity(permutation)
    ? x
    : bind1(transposeP, [x], { permutation })

const inversePermutation = (permutation: readonly number[]): readonly number[] => {
  const inverse = permutation.map(() => 0)
  permutation.forEach((p, i) => {
    inverse[p] = i
  })
  return inverse
}

/** Moves one axis, keeping the order of the others. */
export const moveAxis = (x: Tensor, from: number, to: number): Tensor => {
  if (from === to) return x
  const permutation = range(x.ndim).filter((axis) => axis !== from)
  permutation.splice(to, 0, from)
  return transpose(x, permutation)
}

/** `x` with its batch axis first: moved there, or made by broadcasting where there is none. */
export const batchToFront = (x: Tensor, dim: number | null, size: number): Tensor =>
  dim === null ? broadcastInDim(x, [size, ...x.aval.shape], range(x.ndim, 1)) : moveAxis(x, dim, 0)

/** Broadcasts `x` to `shape`; its axes go to `dims`, by default the last ones. */
export const broadcastTo = (
  x: Tensor,
  shape: Shape,
  dims: readonly number[] = range(x.ndim, shape.length - x.ndim),
): Tensor => broadcastInDim(x, shape, dims)

/** Sums a cotangent to a scalar where the operand was a scalar that stood for its shape. */
export const sumTo = (ct: Tensor, shape: Shape): Tensor =>
  shape.length === 0 ? reduceSum(ct, range(ct.ndim)) : ct

/** A tensor of one repeated value. */
export const full = (shape: Shape, value: number, dtype: Aval['dtype']): Tensor =>
  broadcastInDim(scalar(value, dtype), shape, [])

export const zerosLike = ({ shape, dtype }: Aval): Tensor => full(shape, 0, dtype)

import { type Aval, avalOf, type Shape, sameShape, showAval, showAvals } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { asTensor, type TensorLike } from '../core/convert.ts'
import { ShapeError } from '../core/errors.ts'
import { isTensor, type Tensor } from '../core/tensor.ts'
import * as structural from '../primitives/structural.ts'
import { promotePair, promotePairInexact } from './promotion.ts'
import { checkSizes } from './shape-argument.ts'

/** The shape to which all shapes broadcast, or `undefined`. */
const commonShape = (shapes: readonly Shape[]): Shape | undefined => {
  const rank = Math.max(0, ...shapes.map((s) => s.length))
  const out = new Array<number>(rank).fill(1)
  for (const shape of shapes) {
    const offset = rank - shape.length
    for (let i = 0; i < shape.length; i++) {
      const n = shape[i] as number
      const m = out[i + offset] as number
      if (n === m || n === 1) continue
      if (m !== 1) return undefined
      out[i + offset] = n
    }
  }
  return out
}

/** The shape to which operands broadcast. Throws `ShapeError` where they do not. */
export const broadcastShapeOf = (op: string, avals: readonly Aval[]): Shape => {
  const shape = commonShape(avals.map((a) => avalOf(a).shape))
  if (shape === undefined)
    throw new ShapeError(
      op,
      `expected shapes that broadcast, got ${showAvals(avals)}, which are incompatible for broadcasting; ` +
        'sizes counted from the last axis must be equal or 1: reshape or transpose one of them',
    )
  return shape
}

/**
 * The shape to which all shapes broadcast: aligned at the last axis, sizes are equal or 1.
 *
 * @throws ShapeError if there is none
 * @example
 * np.broadcastShapes([2, 1], [3]) // => [2, 3]
 */
export const broadcastShapes = (...shapes: readonly (Shape | number)[]): Shape => {
  const lists = shapes.map((s) => checkSizes('broadcastShapes', s))
  const shape = commonShape(lists)
  if (shape === undefined)
    throw new ShapeError(
      'broadcastShapes',
      `expected shapes that broadcast, got ${lists.map((s) => `[${s.join(', ')}]`).join(', ')}`,
    )
  return shape
}

/** Two operands of one shape, up to scalars, which the primitives broadcast themselves. */
export const broadcastPair = (op: string, x: Tensor, y: Tensor): readonly [Tensor, Tensor] => {
  if (x.ndim === 0 || y.ndim === 0 || sameShape(x.aval.shape, y.aval.shape)) return [x, y]
  const shape = broadcastShapeOf(op, [x, y])
  return [structural.broadcastTo(x, shape), structural.broadcastTo(y, shape)]
}

/** Operands of one shape, up to scalars, which the primitives broadcast themselves. */
export const broadcastScalars = (op: string, xs: readonly Tensor[]): readonly Tensor[] => {
  const shape = broadcastShapeOf(op, xs)
  return xs.map((x) => (x.ndim === 0 ? x : structural.broadcastTo(x, shape)))
}

/** Applies a primitive of two operands of one dtype, after promotion and broadcasting. */
export const binary = (
  op: string,
  apply: (x: Tensor, y: Tensor) => Tensor,
  x: TensorLike,
  y: TensorLike,
): Tensor => {
  if (isTensor(x) && isTensor(y) && x.dtype === y.dtype && sameShape(x.aval.shape, y.aval.shape))
    return apply(x, y)
  const [a, b] = promotePair(op, x, y)
  const [c, d] = broadcastPair(op, a, b)
  return apply(c, d)
}

/** Applies a primitive of two floating point operands, after promotion and broadcasting. */
export const binaryInexact = (
  op: string,
  apply: (x: Tensor, y: Tensor) => Tensor,
  x: TensorLike,
  y: TensorLike,
): Tensor => {
  const [a, b] = promotePairInexact(op, x, y)
  const [c, d] = broadcastPair(op, a, b)
  return apply(c, d)
}

/**
 * Repeats a tensor along new or size-1 axes until it has `shape`.
 *
 * Shapes: `x[s] → y[shape]`, where `s` broadcasts to `shape`.
 *
 * @throws ShapeError if it does not
 * @example
 * np.broadcastTo(np.array([1, 2]), [2, 2]) // => [[1, 2], [1, 2]]
 */
export const broadcastTo = /*@__PURE__*/ checked(
  'broadcastTo(x, shape)',
  (x: TensorLike, shape: Shape | number): Tensor => {
    const tensor = asTensor(x, 'broadcastTo')
    const target = checkSizes('broadcastTo', shape)
    const fits = commonShape([tensor.aval.shape, target])
    if (fits === undefined || !sameShape(fits, target))
      throw new ShapeError(
        'broadcastTo',
        `expected a shape that ${showAval(tensor)} broadcasts to, got [${target.join(', ')}]; ` +
          'sizes counted from the last axis must be equal, or 1 in the operand',
      )
    return structural.broadcastTo(tensor, target)
  },
)

/**
 * Tensors broadcast to their common shape.
 *
 * @throws ShapeError if there is none
 * @example
 * np.broadcastArrays(np.array([[1], [2]]), np.array([3, 4])) // => [[[1, 1], [2, 2]], [[3, 4], [3, 4]]]
 */
export const broadcastArrays = (...xs: readonly TensorLike[]): readonly Tensor[] => {
  const tensors = xs.map((x) => asTensor(x, 'broadcastArrays'))
  const shape = broadcastShapeOf('broadcastArrays', tensors)
  return tensors.map((x) => structural.broadcastTo(x, shape))
}

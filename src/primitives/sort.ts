import { type Aval, avalOf, sameShape, showAvals } from '../core/aval.ts'
import { ArgumentError, AxisError, ShapeError } from '../core/errors.ts'
import type { Primitive } from '../core/primitive.ts'
import type { Tensor } from '../core/tensor.ts'
import { bind } from '../core/trace.ts'
import { takeAlongAxis } from './gather.ts'
import { iota } from './slicing.ts'
import { batchToFront } from './structural.ts'

interface SortParams {
  readonly dimension: number
  readonly numKeys: number
}

/**
 * Sorts operands of one shape along an axis by the first `numKeys` of them, ascending and stably; NaN
 * goes last. The derivative of a sorted operand moves as its elements do.
 *
 * Shapes: `x[s], y[s], … → x[s], y[s], …`.
 */
const sortP: Primitive<SortParams> = {
  name: 'sort',
  abstract: (operands, { dimension, numKeys }) => {
    const { shape } = operands[0] as Aval
    if (operands.some((x) => !sameShape(x.shape, shape)))
      throw new ShapeError(
        'sort',
        `expected operands of one shape, got ${showAvals(operands)}; broadcast them first`,
      )
    if (!(dimension >= 0 && dimension < shape.length))
      throw new AxisError(
        'sort',
        `expected an axis of ${showAvals(operands)}, got ${dimension}; count negative axes from ` +
          'the end first',
      )
    if (!(numKeys >= 1 && numKeys <= operands.length))
      throw new ArgumentError(
        'sort',
        `expected between 1 and ${operands.length} keys among ${showAvals(operands)}, got ${numKeys}`,
      )
    return operands.map(avalOf)
  },
  jvp: (primals, tangents, params) => {
    if (tangents.every((t) => t === null)) return [bind(sortP, primals, params), tangents]
    const { dimension } = params
    const positions = iota('int32', (primals[0] as Tensor).aval.shape, dimension)
    const sorted = bind(sortP, [...primals, positions], params)
    const order = sorted[primals.length] as Tensor
    return [
      sorted.slice(0, primals.length),
      tangents.map((t) => (t === null ? null : takeAlongAxis(t, order, dimension))),
    ]
  },
  batch: (size, operands, dims, { dimension, numKeys }) => {
    const batched = operands.map((x, i) => batchToFront(x, dims[i] ?? null, size))
    const sorted = bind(sortP, batched, { dimension: dimension + 1, numKeys })
    return [sorted, sorted.map(() => 0)]
  },
  lower: ({ dimension, numKeys }) => ({ kind: 'sort', axis: dimension, numKeys }),
}

/** Sorts all operands along an axis by the first `numKeys` of them. */
export const sort = (
  operands: readonly Tensor[],
  dimension: number,
  numKeys = 1,
): readonly Tensor[] => bind(sortP, operands, { dimension, numKeys })

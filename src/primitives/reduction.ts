import {
  type Aval,
  makeAval,
  range,
  type Shape,
  showAval,
  sizeOf,
  withoutAxes,
} from '../core/aval.ts'
import { scalar } from '../core/convert.ts'
import { type DType, isFloat } from '../core/dtype.ts'
import { AxisError, DtypeError, ShapeError } from '../core/errors.ts'
import type { ReduceOp } from '../core/kernel.ts'
import type { Primitive } from '../core/primitive.ts'
import type { Tensor } from '../core/tensor.ts'
import { bind1 } from '../core/trace.ts'
import { add, convertElementType, div, eq, mul } from './arithmetic.ts'
import { pad, sliceInDim } from './slicing.ts'
import { broadcastInDim, full, reduceSum, reshape, transpose } from './structural.ts'

interface ReduceParams {
  readonly axes: readonly number[]
}

interface ReductionRules {
  /** How messages name the operation. */
  readonly wrapper: string
  readonly op: ReduceOp
  readonly accepts: (dtype: DType) => boolean
  /** What `accepts` asks for, in words. */
  readonly wanted: string
  /** Whether there is a value for no elements at all. */
  readonly hasIdentity: boolean
  /** The tangent of `out` along `dx`; `null` where the output does not vary. */
  readonly tangent: ((dx: Tensor, x: Tensor, out: Tensor, axes: readonly number[]) => Tensor) | null
}

/** Throws `AxisError` unless `axes` are distinct axes of `x`. */
const checkAxes = (op: string, x: Aval, axes: readonly number[]): void => {
  const rank = x.shape.length
  if (axes.some((axis, i) => !(axis >= 0 && axis < rank) || axes.indexOf(axis) !== i))
    throw new AxisError(
      op,
      `expected distinct axes of ${showAval(x)}, each at least 0 and below ${rank}, ` +
        `got [${axes.join(', ')}]; count negative axes from the end first`,
    )
}

/** Throws `ShapeError` where an axis of no elements is asked for its extreme element. */
const checkNonEmpty = (op: string, x: Aval, axes: readonly number[]): void => {
  if (axes.some((axis) => x.shape[axis] === 0))
    throw new ShapeError(
      op,
      `expected at least one element along axes [${axes.join(', ')}], got ${showAval(x)}, of which ` +
        'none has an extreme; give np.max and np.min an initial value, or drop the empty axis',
    )
}

/** Axes of a reduction beside a batch axis, and where the batch axis is in the output. */
const batchedAxes = (
  axes: readonly number[],
  dim: number,
): readonly [axes: readonly number[], outDim: number] => {
  const shifted = axes.map((axis) => (axis < dim ? axis : axis + 1))
  return [shifted, dim - shifted.filter((axis) => axis < dim).length]
}

/** A primitive that reduces axes to one element with a commutative, associative operation. */
const reduction = (name: string, rules: ReductionRules): Primitive<ReduceParams> => {
  const { wrapper, op, accepts, wanted, hasIdentity, tangent } = rules
  const primitive: Primitive<ReduceParams> = {
    name,
    abstract: ([x], { axes }) => {
      const operand = x as Aval
      checkAxes(wrapper, operand, axes)
      if (!accepts(operand.dtype))
        throw new DtypeError(
          wrapper,
          `expected ${wanted}, got ${showAval(operand)}; convert with astype`,
        )
      if (!hasIdentity) checkNonEmpty(wrapper, operand, axes)
      return [makeAval(withoutAxes(operand.shape, axes), operand.dtype, operand.weakType)]
    },
    jvp: ([x], [dx], params) => {
      const out = bind1(primitive, [x as Tensor], params)
      return [[out], [dx && tangent ? tangent(dx, x as Tensor, out, params.axes) : null]]
    },
    batch: (_, [x], [dim], { axes }) => {
      const [shifted, outDim] = batchedAxes(axes, dim ?? 0)
      return [[bind1(primitive, [x as Tensor], { axes: shifted })], [outDim]]
    },
    lower: ({ axes }) => ({ kind: 'reduce', op, axes }),
  }
  return primitive
}

const apply =
  (primitive: Primitive<ReduceParams>) =>
  (x: Tensor, axes: readonly number[]): Tensor =>
    axes.length === 0 ? x : bind1(primitive, [x], { axes: [...axes].sort((a, b) => a - b) })

const isNumeric = (dtype: DType): boolean => dtype !== 'bool'

/** A reduced value beside the elements that it was reduced from. */
const spread = (out: Tensor, shape: Shape, axes: readonly number[]): Tensor =>
  broadcastInDim(
    out,
    shape,
    range(shape.length).filter((axis) => !axes.includes(axis)),
  )

/** The mean of the tangents of all extreme elements. */
const extremeTangent = (dx: Tensor, x: Tensor, out: Tensor, axes: readonly number[]): Tensor => {
  const chosen = convertElementType(eq(x, spread(out, x.aval.shape, axes)), x.dtype)
  return div(reduceSum(mul(dx, chosen), axes), reduceSum(chosen, axes))
}

/**
 * The tangent of a product. Multiplies halves of the elements with each other, so that no division
 * meets a zero and the result can be differentiated again.
 */
const productTangent = (dx: Tensor, x: Tensor, _: Tensor, axes: readonly number[]): Tensor => {
  const kept = range(x.ndim).filter((axis) => !axes.includes(axis))
  const outShape = withoutAxes(x.aval.shape, axes)
  let n = sizeOf(axes.map((axis) => x.aval.shape[axis] as number))
  if (n === 0) return full(outShape, 0, x.dtype)
  const flatten = (t: Tensor): Tensor => reshape(transpose(t, [...axes, ...kept]), [n, ...outShape])
  let value = flatten(x)
  let tangent = flatten(dx)
  const none = kept.map(() => 0)
  while (n > 1) {
    const half = Math.ceil(n / 2)
    const rest = (t: Tensor, filler: number): Tensor =>
      pad(sliceInDim(t, half, n, 0), scalar(filler, t.dtype), [0, ...none], [2 * half - n, ...none])
    const [a, da] = [sliceInDim(value, 0, half, 0), sliceInDim(tangent, 0, half, 0)]
    const [b, db] = [rest(value, 1), rest(tangent, 0)]
    value = mul(a, b)
    tangent = add(mul(da, b), mul(a, db))
    n = half
  }
  return reshape(tangent, outShape)
}

/** Largest element. `x[s] → y[s without axes]`; a tie shares the derivative evenly, NaN wins. */
const reduceMaxP = reduction('reduce_max', {
  wrapper: 'reduceMax',
  op: 'max',
  accepts: () => true,
  wanted: 'any dtype',
  hasIdentity: false,
  tangent: extremeTangent,
})
export const reduceMax = apply(reduceMaxP)

/** Smallest element. `x[s] → y[s without axes]`; a tie shares the derivative evenly, NaN wins. */
const reduceMinP = reduction('reduce_min', {
  wrapper: 'reduceMin',
  op: 'min',
  accepts: () => true,
  wanted: 'any dtype',
  hasIdentity: false,
  tangent: extremeTangent,
})
export const reduceMin = apply(reduceMinP)

/** Product of elements. `x[s] → y[s without axes]`; derivatives are right where elements are 0. */
const reduceProdP = reduction('reduce_prod', {
  wrapper: 'reduceProd',
  op: 'prod',
  accepts: isNumeric,
  wanted: 'numbers',
  hasIdentity: true,
  tangent: productTangent,
})
export const reduceProd = apply(reduceProdP)

const isExact = (dtype: DType): boolean => !isFloat(dtype)

/** Whether all elements are true; of integers the bits that all have. `b[s] → b[s without axes]`. */
const reduceAndP = reduction('reduce_and', {
  wrapper: 'reduceAnd',
  op: 'and',
  accepts: isExact,
  wanted: 'bools or integers',
  hasIdentity: true,
  tangent: null,
})
export const reduceAnd = apply(reduceAndP)

/** Whether any element is true; of integers the bits that any has. `b[s] → b[s without axes]`. */
const reduceOrP = reduction('reduce_or', {
  wrapper: 'reduceOr',
  op: 'or',
  accepts: isExact,
  wanted: 'bools or integers',
  hasIdentity: true,
  tangent: null,
})
export const reduceOr = apply(reduceOrP)

interface ArgParams {
  readonly axes: readonly [number]
  readonly indexDtype: 'int32'
}

const argExtreme = (name: 'argmax' | 'argmin', op: 'max' | 'min'): Primitive<ArgParams> => {
  const primitive: Primitive<ArgParams> = {
    name,
    abstract: ([x], { axes, indexDtype }) => {
      const operand = x as Aval
      checkAxes(name, operand, axes)
      checkNonEmpty(name, operand, axes)
      return [makeAval(withoutAxes(operand.shape, axes), indexDtype)]
    },
    jvp: (primals, _, params) => [[bind1(primitive, primals, params)], [null]],
    batch: (_, [x], [dim], { axes, indexDtype }) => {
      const [shifted, outDim] = batchedAxes(axes, dim ?? 0)
      const params: ArgParams = { axes: [shifted[0] as number], indexDtype }
      return [[bind1(primitive, [x as Tensor], params)], [outDim]]
    },
    lower: ({ axes: [axis] }) => ({ kind: 'argReduce', op, axis }),
  }
  return primitive
}

const argmaxP = argExtreme('argmax', 'max')
const argminP = argExtreme('argmin', 'min')

/** Index of the first largest element along an axis, or of the first NaN. `x[s] → i32[s without axis]`. */
export const argmax = (x: Tensor, axis: number): Tensor =>
  bind1(argmaxP, [x], { axes: [axis], indexDtype: 'int32' })

/** Index of the first smallest element along an axis, or of the first NaN. `x[s] → i32[s without axis]`. */
export const argmin = (x: Tensor, axis: number): Tensor =>
  bind1(argminP, [x], { axes: [axis], indexDtype: 'int32' })

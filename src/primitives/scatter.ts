import { type Aval, sizeOf } from '../core/aval.ts'
import { scalar } from '../core/convert.ts'
import { MissingRuleError } from '../core/errors.ts'
import { type JvpRule, type Primitive, requireKnown } from '../core/primitive.ts'
import type { Tensor } from '../core/tensor.ts'
import { bind1 } from '../core/trace.ts'
import { addAny } from './add-any.ts'
import { convertElementType, div, eq, mul, select } from './arithmetic.ts'
import {
  applyScatter,
  gatherUpdates,
  type ScatterParams,
  scatterAdd,
  scatterPrimitive,
} from './gather.ts'
import { iota } from './slicing.ts'
import { full, reshape, zerosLike } from './structural.ts'

/** Adds updates under the parameters of another scatter. */
const addUpdates = (
  x: Tensor,
  indices: Tensor,
  updates: Tensor,
  { dimensionNumbers, ...options }: ScatterParams,
): Tensor => scatterAdd(x, indices, updates, dimensionNumbers, options)

/**
 * Which elements of the updates a scatter leaves in the operand, as `bool`. Where several go to one
 * place it is not specified which one stays, so this scatters their numbers and looks which ones stay.
 */
const survivors = (
  operand: Aval,
  indices: Tensor,
  { shape }: Aval,
  params: ScatterParams,
): Tensor => {
  const count = sizeOf(shape)
  const numbers = reshape(iota('int32', [count]), shape)
  const none = full(operand.shape, -1, 'int32')
  const written = bind1(scatterP, [none, indices, numbers], params)
  return eq(numbers, gatherUpdates(written, indices, shape, params))
}

/** `x` where `mask` holds, else 0. */
const masked = (mask: Tensor, x: Tensor): Tensor => select(mask, scalar(0, x.dtype), x)

/** Replaces windows by updates. Linear in operand and updates jointly. */
export const scatterP: Primitive<ScatterParams> = scatterPrimitive('scatter', {
  wrapper: 'scatter',
  op: 'set',
  jvp: ([x, indices, updates], [dx, , du], params) => {
    const [operand, starts, values] = [x as Tensor, indices as Tensor, updates as Tensor]
    const out = bind1(scatterP, [operand, starts, values], params)
    if (!dx && !du) return [[out], [null]]
    const set = (t: Tensor, u: Tensor): Tensor => bind1(scatterP, [t, starts, u], params)
    if (!du || params.uniqueIndices)
      return [[out], [set(dx ?? zerosLike(operand), du ?? zerosLike(values))]]
    const base = dx ? set(dx, zerosLike(values)) : zerosLike(operand)
    const mask = survivors(operand, starts, values, params)
    return [[out], [addUpdates(base, starts, masked(mask, du), params)]]
  },
  transpose: ([ct], [x, indices, updates], params, [operand, , values]) => {
    if (!ct) return [null, null, null]
    const starts = indices as Tensor
    const shapeOfUpdates = values as Aval
    const read = (): Tensor => {
      const windows = gatherUpdates(ct, starts, shapeOfUpdates.shape, params)
      return params.uniqueIndices
        ? windows
        : masked(survivors(operand as Aval, starts, shapeOfUpdates, params), windows)
    }
    return [
      x ? null : bind1(scatterP, [ct, starts, zerosLike(shapeOfUpdates)], params),
      null,
      updates ? null : read(),
    ]
  },
})

const requireUnique = (rule: string, { uniqueIndices }: ScatterParams): void => {
  if (!uniqueIndices)
    throw new MissingRuleError(
      'scatterMul',
      `expected unique indices for its ${rule} in the updates, got indices that may repeat; promise ` +
        'uniqueIndices, or multiply in another way',
    )
}

/** Multiplies windows by updates. Linear in the operand; in the updates if indices are unique. */
const scatterMulP: Primitive<ScatterParams> = scatterPrimitive('scatter-mul', {
  wrapper: 'scatterMul',
  op: 'mul',
  accepts: (dtype) => dtype !== 'bool',
  jvp: ([x, indices, updates], [dx, , du], params) => {
    const [operand, starts, values] = [x as Tensor, indices as Tensor, updates as Tensor]
    const multiply = (t: Tensor): Tensor => bind1(scatterMulP, [t, starts, values], params)
    const left = dx ? multiply(dx) : null
    if (!du) return [[multiply(operand)], [left]]
    requireUnique('jvp', params)
    const right = mul(operand, addUpdates(zerosLike(operand), starts, du, params))
    return [[multiply(operand)], [left === null ? right : addAny(left, right)]]
  },
  transpose: ([ct], [x, indices, updates], params, avals) => {
    if (!ct) return [null, null, null]
    const starts = indices as Tensor
    if (updates) return [bind1(scatterMulP, [ct, starts, updates], params), null, null]
    requireUnique('transpose', params)
    const { shape } = avals[2] as Aval
    return [
      null,
      null,
      gatherUpdates(mul(ct, requireKnown('scatterMul', x)), starts, shape, params),
    ]
  },
})

/** The tangent of an extreme: the mean over operand and updates that attain it. */
const extremeJvp =
  (primitive: () => Primitive<ScatterParams>): JvpRule<ScatterParams> =>
  ([x, indices, updates], [dx, , du], params) => {
    const [operand, starts, values] = [x as Tensor, indices as Tensor, updates as Tensor]
    const out = bind1(primitive(), [operand, starts, values], params)
    if (!dx && !du) return [[out], [null]]
    const kept = convertElementType(eq(operand, out), out.dtype)
    const read = gatherUpdates(out, starts, values.aval.shape, params)
    const won = convertElementType(eq(values, read), out.dtype)
    const count = addUpdates(kept, starts, won, params)
    const base = dx ? mul(dx, kept) : zerosLike(operand)
    const total = du ? addUpdates(base, starts, mul(du, won), params) : base
    return [[out], [div(total, count)]]
  }

/** The smaller of windows and updates; a tie shares the derivative evenly. */
const scatterMinP: Primitive<ScatterParams> = scatterPrimitive('scatter-min', {
  wrapper: 'scatterMin',
  op: 'min',
  jvp: extremeJvp(() => scatterMinP),
})

/** The larger of windows and updates; a tie shares the derivative evenly. */
const scatterMaxP: Primitive<ScatterParams> = scatterPrimitive('scatter-max', {
  wrapper: 'scatterMax',
  op: 'max',
  jvp: extremeJvp(() => scatterMaxP),
})

export const scatter = applyScatter(scatterP)
export const scatterMul = applyScatter(scatterMulP)
export const scatterMin = applyScatter(scatterMinP)
export const scatterMax = applyScatter(scatterMaxP)

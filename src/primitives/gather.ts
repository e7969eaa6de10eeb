import {
  type Aval,
  avalOf,
  makeAval,
  range,
  type Shape,
  sameShape,
  showAvals,
} from '../core/aval.ts'
import { asElement, type DType, isFloat, isSigned, rangeOf } from '../core/dtype.ts'
import { DtypeError, ShapeError } from '../core/errors.ts'
import type { GatherDimensions, IndexMode, ScatterOp } from '../core/kernel.ts'
import { checkOperand } from '../core/literal.ts'
import type { JvpRule, Primitive, TransposeRule } from '../core/primitive.ts'
import type { Tensor } from '../core/tensor.ts'
import { bind1 } from '../core/trace.ts'
import {
  checkIndexing,
  sliceSizesOf,
  windowsShape,
  withBatchAxis,
  withMoreIndices,
  withWholeAxis,
} from './index-dims.ts'
import { batchToFront, moveAxis, reshape, zerosLike } from './structural.ts'

/**
 * What a gather reads out of range. `'promise'` says that nothing is: should a window be, it is moved as by
 * `'clip'`, but gets no cotangent, since updates out of range are dropped.
 */
export type GatherMode = IndexMode | 'promise'

export interface GatherParams {
  readonly dimensionNumbers: GatherDimensions
  readonly sliceSizes: Shape
  readonly mode: GatherMode
  /** What windows out of range are filled with; `null` for NaN, the extreme integer or `true`. */
  readonly fillValue: number | null
}

/** What stands for no value: NaN, the extreme integer or `true`. */
const absent = (dtype: DType): number => {
  const [least, greatest] = rangeOf(dtype)
  return isFloat(dtype) ? Number.NaN : isSigned(dtype) ? least : greatest
}

/** What fills windows out of range, as an element of the operand's. */
export const fillOf = (fillValue: number | null, dtype: DType): number =>
  fillValue === null ? absent(dtype) : asElement(fillValue, dtype)

/**
 * Windows of the operand that start at the index vectors. Linear in the operand.
 *
 * Shapes: `x[s], i32[…,k] → y[…,window]`, with the window's axes at `offsetDims`.
 */
export const gatherP: Primitive<GatherParams> = {
  name: 'gather',
  abstract: ([x, indices], { dimensionNumbers, sliceSizes }) => {
    const [operand, starts] = [x as Aval, indices as Aval]
    checkIndexing('gather', operand, starts, sliceSizes, dimensionNumbers)
    const shape = windowsShape(starts.shape, sliceSizes, dimensionNumbers)
    return [makeAval(shape, operand.dtype, operand.weakType)]
  },
  jvp: ([x, indices], [dx], params) => {
    const starts = indices as Tensor
    return [
      [bind1(gatherP, [x as Tensor, starts], params)],
      [dx ? bind1(gatherP, [dx, starts], { ...params, fillValue: 0 }) : null],
    ]
  },
  transpose: ([ct], [, indices], { dimensionNumbers, mode }, [x]) => {
    if (!ct) return [null, null]
    const zeros = zerosLike(x as Aval)
    const options = { mode: mode === 'promise' ? 'fill' : mode } as const
    return [scatterAdd(zeros, indices as Tensor, ct, dimensionNumbers, options), null]
  },
  batch: (size, [x, indices], [dx, di], params) => {
    const { dimensionNumbers, sliceSizes } = params
    const operand = dx === null ? (x as Tensor) : moveAxis(x as Tensor, dx as number, 0)
    const starts = di === null ? (indices as Tensor) : moveAxis(indices as Tensor, di as number, 0)
    const batched: GatherParams =
      di === null
        ? {
            ...params,
            dimensionNumbers: withWholeAxis(dimensionNumbers),
            sliceSizes: [size, ...sliceSizes],
          }
        : dx === null
          ? { ...params, dimensionNumbers: withMoreIndices(dimensionNumbers) }
          : {
              ...params,
              dimensionNumbers: withBatchAxis(dimensionNumbers),
              sliceSizes: [1, ...sliceSizes],
            }
    return [[bind1(gatherP, [operand, starts], batched)], [0]]
  },
  lower: ({ dimensionNumbers, sliceSizes, mode, fillValue }, [x]) => ({
    kind: 'gather',
    dims: dimensionNumbers,
    sliceSizes,
    mode: mode === 'promise' ? 'clip' : mode,
    fillValue: fillOf(fillValue, (x as Aval).dtype),
  }),
}

interface GatherOptions {
  readonly mode?: GatherMode
  readonly fillValue?: number | null
}

export const gather = (
  x: Tensor,
  indices: Tensor,
  dimensionNumbers: GatherDimensions,
  sliceSizes: Shape,
  { mode = 'fill', fillValue = null }: GatherOptions = {},
): Tensor => {
  if (fillValue !== null) checkOperand('gather', fillValue, x.dtype)
  return bind1(gatherP, [x, indices], { dimensionNumbers, sliceSizes, mode, fillValue })
}

/**
 * Elements of `x` at positions along one axis; positions out of range go to the edge.
 *
 * Shapes: `x[…,n,…], i32[…,m,…] → y[…,m,…]`.
 */
export const takeAlongAxis = (x: Tensor, indices: Tensor, axis: number): Tensor => {
  const others = range(x.ndim).filter((i) => i !== axis)
  const dims: GatherDimensions = {
    offsetDims: [],
    collapsed: [axis],
    startIndexMap: [axis],
    operandBatch: others,
    indicesBatch: others,
  }
  const ones = x.aval.shape.map(() => 1)
  return gather(x, reshape(indices, [...indices.aval.shape, 1]), dims, ones, { mode: 'clip' })
}

export interface ScatterParams {
  readonly dimensionNumbers: GatherDimensions
  readonly mode: IndexMode
  /** The caller's promise that no element is written twice. */
  readonly uniqueIndices: boolean
}

interface ScatterRules {
  /** How messages name the operation. */
  readonly wrapper: string
  readonly op: ScatterOp
  readonly accepts?: (dtype: DType) => boolean
  readonly jvp: JvpRule<ScatterParams>
  readonly transpose?: TransposeRule<ScatterParams>
}

/**
 * A primitive that combines windows of the operand with updates. Operands: array, indices, updates.
 *
 * Shapes: `x[s], i32[…,k], x[…,window] → y[s]`.
 */
export const scatterPrimitive = (name: string, rules: ScatterRules): Primitive<ScatterParams> => {
  const { wrapper, op, accepts = () => true, jvp, transpose } = rules
  const primitive: Primitive<ScatterParams> = {
    name,
    abstract: ([x, indices, updates], { dimensionNumbers }) => {
      const [operand, starts, values] = [x as Aval, indices as Aval, updates as Aval]
      const rank = starts.shape.length - 1 + dimensionNumbers.offsetDims.length
      if (values.shape.length !== rank)
        throw new ShapeError(
          wrapper,
          `expected updates of ${rank} axes, those of the indices without the last and one for each ` +
            `of offsetDims, got ${showAvals([operand, starts, values])}`,
        )
      const sliceSizes = sliceSizesOf(operand.shape, values.shape, dimensionNumbers)
      checkIndexing(wrapper, operand, starts, sliceSizes, dimensionNumbers)
      const expected = windowsShape(starts.shape, sliceSizes, dimensionNumbers)
      if (!sameShape(values.shape, expected))
        throw new ShapeError(
          wrapper,
          `expected updates of shape [${expected.join(', ')}], got ` +
            `${showAvals([operand, starts, values])}; give one window for each index vector`,
        )
      if (values.dtype !== operand.dtype || !accepts(operand.dtype))
        throw new DtypeError(
          wrapper,
          `expected ${accepts('bool') ? '' : 'numbers and '}updates of the operand's dtype, got ` +
            `${showAvals([operand, starts, values])}; convert with astype`,
        )
      return [avalOf(operand)]
    },
    jvp,
    ...(transpose === undefined ? {} : { transpose }),
    batch: (size, [x, indices, updates], [dx, di, du], params) => {
      const operand = batchToFront(x as Tensor, dx ?? null, size)
      const values = batchToFront(updates as Tensor, du ?? null, size)
      const isShared = di === null
      const starts = isShared ? (indices as Tensor) : moveAxis(indices as Tensor, di as number, 0)
      const dimensionNumbers = isShared
        ? withWholeAxis(params.dimensionNumbers)
        : withBatchAxis(params.dimensionNumbers)
      return [[bind1(primitive, [operand, starts, values], { ...params, dimensionNumbers })], [0]]
    },
    lower: ({ dimensionNumbers, mode }) => ({ kind: 'scatter', op, dims: dimensionNumbers, mode }),
  }
  return primitive
}

/** What a scatter of `updates` would have read: the windows of `x` at `indices`, 0 where there are none. */
export const gatherUpdates = (
  x: Tensor,
  indices: Tensor,
  updates: Shape,
  { dimensionNumbers, mode }: ScatterParams,
): Tensor =>
  gather(x, indices, dimensionNumbers, sliceSizesOf(x.aval.shape, updates, dimensionNumbers), {
    mode,
    fillValue: 0,
  })

export interface ScatterOptions {
  readonly mode?: IndexMode
  readonly uniqueIndices?: boolean
}

/** The function of a scattering primitive. */
export const applyScatter =
  (primitive: Primitive<ScatterParams>) =>
  (
    x: Tensor,
    indices: Tensor,
    updates: Tensor,
    dimensionNumbers: GatherDimensions,
    { mode = 'fill', uniqueIndices = false }: ScatterOptions = {},
  ): Tensor =>
    bind1(primitive, [x, indices, updates], { dimensionNumbers, mode, uniqueIndices })

/** Adds updates to windows; all updates of an element count. Linear in operand and updates jointly. */
const scatterAddP: Primitive<ScatterParams> = scatterPrimitive('scatter-add', {
  wrapper: 'scatterAdd',
  op: 'add',
  accepts: (dtype) => dtype !== 'bool',
  jvp: ([x, indices, updates], [dx, , du], params) => {
    const [operand, starts] = [x as Tensor, indices as Tensor]
    const out = bind1(scatterAddP, [operand, starts, updates as Tensor], params)
    if (!du) return [[out], [dx ?? null]]
    return [[out], [bind1(scatterAddP, [dx ?? zerosLike(operand), starts, du], params)]]
  },
  transpose: ([ct], [x, indices, updates], params, avals) => {
    if (!ct) return [null, null, null]
    const { shape } = avals[2] as Aval
    return [
      x ? null : ct,
      null,
      updates ? null : gatherUpdates(ct, indices as Tensor, shape, params),
    ]
  },
})
export const scatterAdd = applyScatter(scatterAddP)

import { type Aval, makeAval, range, type Shape, showAval, showAvals } from '../core/aval.ts'
import { scalar } from '../core/convert.ts'
import type { DType } from '../core/dtype.ts'
import { DtypeError, ShapeError } from '../core/errors.ts'
import type { Primitive } from '../core/primitive.ts'
import type { Tensor } from '../core/tensor.ts'
import { bind1 } from '../core/trace.ts'
import { select, sub } from './arithmetic.ts'
import { jointlyLinear } from './families.ts'
import { linear } from './linear.ts'
import { batchToFront, broadcastTo, full, reduceSum } from './structural.ts'

interface SliceParams {
  readonly startIndices: Shape
  readonly limitIndices: Shape
  readonly strides: Shape
}

const insertAt = <T>(list: readonly T[], index: number, value: T): readonly T[] => [
  ...list.slice(0, index),
  value,
  ...list.slice(index),
]

/** Elements `start, start + stride, …` below `limit`, per axis. */
const sliceP: Primitive<SliceParams> = linear('slice', {
  abstract: ([x], { startIndices, limitIndices, strides }) => {
    const { shape, dtype, weakType } = x as Aval
    const fits =
      [startIndices, limitIndices, strides].every((list) => list.length === shape.length) &&
      shape.every((n, i) => {
        const start = startIndices[i] as number
        const limit = limitIndices[i] as number
        return start >= 0 && start <= limit && limit <= n && (strides[i] as number) > 0
      })
    if (!fits)
      throw new ShapeError(
        'slice',
        `expected 0 ≤ start ≤ limit ≤ size and a positive stride for each axis of ${showAval(x as Aval)}, ` +
          `got start [${startIndices.join(', ')}], limit [${limitIndices.join(', ')}], ` +
          `strides [${strides.join(', ')}]`,
      )
    return makeAval(
      shape.map((_, i) =>
        Math.ceil(
          ((limitIndices[i] as number) - (startIndices[i] as number)) / (strides[i] as number),
        ),
      ),
      dtype,
      weakType,
    )
  },
  transpose: (ct, { startIndices, strides }, [x]) => {
    const { shape } = x as Aval
    const high = shape.map((n, i) => {
      const count = ct.aval.shape[i] as number
      const covered = count === 0 ? 0 : (count - 1) * (strides[i] as number) + 1
      return n - (startIndices[i] as number) - covered
    })
    return [
      pad(
        ct,
        scalar(0, ct.dtype),
        startIndices,
        high,
        strides.map((s) => s - 1),
      ),
    ]
  },
  batch: (size, [x], [dim], { startIndices, limitIndices, strides }) => {
    const d = dim ?? 0
    const params = {
      startIndices: insertAt(startIndices, d, 0),
      limitIndices: insertAt(limitIndices, d, size),
      strides: insertAt(strides, d, 1),
    }
    return [[bind1(sliceP, [x as Tensor], params)], [d]]
  },
  lower: ({ startIndices, limitIndices, strides }) => ({
    kind: 'slice',
    start: startIndices,
    limit: limitIndices,
    strides,
  }),
})

export const slice = (
  x: Tensor,
  startIndices: Shape,
  limitIndices: Shape,
  strides: Shape = startIndices.map(() => 1),
): Tensor => {
  const whole =
    startIndices.length === x.ndim &&
    x.aval.shape.every((n, i) => startIndices[i] === 0 && limitIndices[i] === n && strides[i] === 1)
  return whole ? x : bind1(sliceP, [x], { startIndices, limitIndices, strides })
}

/** The part `[start, limit)` of one axis. */
export const sliceInDim = (x: Tensor, start: number, limit: number, axis: number): Tensor =>
  slice(
    x,
    x.aval.shape.map((_, i) => (i === axis ? start : 0)),
    x.aval.shape.map((n, i) => (i === axis ? limit : n)),
  )

interface PadParams {
  readonly low: Shape
  readonly high: Shape
  readonly interior: Shape
}

const paddedSize = (n: number, low: number, high: number, interior: number): number =>
  low + high + n + Math.max(n - 1, 0) * interior

/** Pads with a scalar before, after and between elements; negative `low` and `high` cut. */
const padP: Primitive<PadParams> = jointlyLinear('pad', {
  abstract: ([x, value], { low, high, interior }) => {
    const { shape, dtype, weakType } = x as Aval
    const out = shape.map((n, i) =>
      paddedSize(n, low[i] as number, high[i] as number, interior[i] as number),
    )
    if (
      [low, high, interior].some((list) => list.length !== shape.length) ||
      out.some((n) => !(n >= 0)) ||
      value?.shape.length !== 0
    )
      throw new ShapeError(
        'pad',
        `expected a scalar value and low, high, interior per axis that leave no negative size, got ` +
          `${showAvals([x as Aval, value as Aval])} with low [${low.join(', ')}], ` +
          `high [${high.join(', ')}], interior [${interior.join(', ')}]`,
      )
    if (value.dtype !== dtype)
      throw new DtypeError('pad', `expected a value of dtype ${dtype}, got ${value.dtype}`)
    return makeAval(out, dtype, weakType)
  },
  transpose: (ct, { low, high, interior }, [x], [isX, isValue]) => {
    const { shape } = x as Aval
    const cut = pad(
      ct,
      scalar(0, ct.dtype),
      low.map((n) => -n),
      high.map((n) => -n),
    )
    const strides = interior.map((n) => n + 1)
    const inner = slice(
      cut,
      shape.map(() => 0),
      cut.aval.shape.map((n, i) => ((shape[i] as number) === 0 ? 0 : n)),
      strides,
    )
    if (isValue !== null) return [isX === null ? inner : null, null]
    const total = reduceSum(ct, range(ct.ndim))
    return [isX === null ? inner : null, sub(total, reduceSum(inner, range(inner.ndim)))]
  },
  batch: (size, [x, value], [dim, valueDim], { low, high, interior }) => {
    if (valueDim !== null && valueDim !== undefined) {
      const front = batchToFront(x as Tensor, dim ?? null, size)
      const grow = [
        [0, ...low],
        [0, ...high],
        [0, ...interior],
      ] as const
      const padded = pad(front, scalar(0, front.dtype), ...grow)
      const isPadding = pad(full(front.aval.shape, 0, 'bool'), scalar(1, 'bool'), ...grow)
      return [
        [select(isPadding, padded, broadcastTo(value as Tensor, padded.aval.shape, [0]))],
        [0],
      ]
    }
    const d = dim ?? 0
    const out = pad(
      x as Tensor,
      value as Tensor,
      insertAt(low, d, 0),
      insertAt(high, d, 0),
      insertAt(interior, d, 0),
    )
    return [[out], [d]]
  },
  lower: ({ low, high, interior }) => ({ kind: 'pad', low, high, interior }),
})

export const pad = (
  x: Tensor,
  value: Tensor,
  low: Shape,
  high: Shape,
  interior: Shape = low.map(() => 0),
): Tensor =>
  low.every((n, i) => n === 0 && high[i] === 0 && interior[i] === 0)
    ? x
    : bind1(padP, [x, value], { low, high, interior })

/** Reverses the order of elements along axes. */
const revP: Primitive<{ readonly dimensions: readonly number[] }> = linear('rev', {
  abstract: ([x]) => x as Aval,
  transpose: (ct, { dimensions }) => [rev(ct, dimensions)],
  batch: (_, [x], [dim], { dimensions }) => {
    const d = dim ?? 0
    return [
      [
        rev(
          x as Tensor,
          dimensions.map((axis) => (axis < d ? axis : axis + 1)),
        ),
      ],
      [d],
    ]
  },
  lower: ({ dimensions }) => ({ kind: 'reverse', axes: dimensions }),
})

export const rev = (x: Tensor, dimensions: readonly number[]): Tensor =>
  dimensions.length === 0 ? x : bind1(revP, [x], { dimensions })

/** Joins tensors along one axis; other sizes agree. */
const concatenateP: Primitive<{ readonly dimension: number }> = jointlyLinear('concatenate', {
  abstract: (inputs, { dimension }) => {
    const first = inputs[0] as Aval
    const fits = inputs.every(
      ({ shape }) =>
        shape.length === first.shape.length &&
        shape.every((n, i) => i === dimension || n === first.shape[i]),
    )
    if (!fits || dimension < 0 || dimension >= first.shape.length)
      throw new ShapeError(
        'concatenate',
        `expected shapes that differ at most along axis ${dimension}, got ${showAvals(inputs)}`,
      )
    if (inputs.some(({ dtype }) => dtype !== first.dtype))
      throw new DtypeError(
        'concatenate',
        `expected operands of one dtype, got ${showAvals(inputs)}; convert with astype`,
      )
    let total = 0
    for (const { shape } of inputs) total += shape[dimension] as number
    return makeAval(
      first.shape.map((n, i) => (i === dimension ? total : n)),
      first.dtype,
      inputs.every((a) => a.weakType),
    )
  },
  transpose: (ct, { dimension }, avals, inputs) => {
    let start = 0
    return avals.map(({ shape }, i) => {
      const from = start
      start += shape[dimension] as number
      return inputs[i] === null ? sliceInDim(ct, from, start, dimension) : null
    })
  },
  batch: (size, inputs, dims, { dimension }) => [
    [
      concatenate(
        inputs.map((x, i) => batchToFront(x, dims[i] ?? null, size)),
        dimension + 1,
      ),
    ],
    [0],
  ],
  lower: ({ dimension }) => ({ kind: 'concatenate', axis: dimension }),
  simplify: (inputs) => (inputs.length === 1 ? (inputs[0] ?? null) : null),
})

export const concatenate = (inputs: readonly Tensor[], dimension: number): Tensor =>
  inputs.length === 1 ? (inputs[0] as Tensor) : bind1(concatenateP, inputs, { dimension })

interface IotaParams {
  readonly dtype: DType
  readonly shape: Shape
  readonly dimension: number
}

/** `0, 1, 2, …` along one axis. */
const iotaP: Primitive<IotaParams> = {
  name: 'iota',
  abstract: (_, { dtype, shape, dimension }) => {
    if (dimension < 0 || dimension >= shape.length)
      throw new ShapeError(
        'iota',
        `expected an axis of the shape [${shape.join(', ')}], got ${dimension}`,
      )
    if (dtype === 'bool')
      throw new DtypeError('iota', 'expected a dtype of numbers, got bool; convert with astype')
    return [makeAval(shape, dtype)]
  },
  jvp: (_, __, params) => [[bind1(iotaP, [], params)], [null]],
  batch: (_, __, ___, params) => [[bind1(iotaP, [], params)], [null]],
  lower: ({ dimension }) => ({ kind: 'iota', axis: dimension }),
}

export const iota = (dtype: DType, shape: Shape, dimension = 0): Tensor =>
  bind1(iotaP, [], { dtype, shape, dimension })

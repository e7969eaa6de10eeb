import { range, type Shape, showAval } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { asTensor, integer, scalar, type TensorLike } from '../core/convert.ts'
import { isInteger } from '../core/dtype.ts'
import { DtypeError, ShapeError } from '../core/errors.ts'
import { checkInteger, checkOptions } from '../core/options.ts'
import { checkSize } from '../core/size.ts'
import type { Tensor } from '../core/tensor.ts'
import * as basic from '../primitives/arithmetic.ts'
import { scatterAdd } from '../primitives/gather.ts'
import { sliceInDim } from '../primitives/slicing.ts'
import { full, reshape } from '../primitives/structural.ts'
import { add, divide, subtract } from './arithmetic.ts'
import { broadcastTo } from './broadcasting.ts'
import { diff } from './cumulative.ts'
import { equal, greater, select3 } from './logic.ts'
import { cast, inexact, numeric } from './promotion.ts'
import { linspace } from './ranges.ts'
import { max, min, sum } from './reductions.ts'
import { ravel } from './shape.ts'
import { checkSizes } from './shape-argument.ts'
import { searchsorted } from './sorting.ts'

export interface BincountOptions {
  /** What each element adds to its bin. Default 1. */
  readonly weights?: TensorLike
  /** The least number of bins. Default 0. */
  readonly minlength?: number
  /** The number of bins; from the largest element, which must be concrete, unless given. */
  readonly length?: number
}

/**
 * How often each of `0, 1, 2, …` occurs. Negative elements count as 0; those beyond the bins do not count.
 *
 * Shapes: `i32[n] → i32[length]`.
 *
 * @throws DtypeError unless the elements are integers
 * @throws TracerError for traced elements without a length
 * @example
 * np.bincount(np.array([0, 2, 2], { dtype: 'int32' })) // => [1, 0, 2]
 */
export const bincount = /*@__PURE__*/ checked(
  'bincount(x, options?)',
  (x: TensorLike, options?: BincountOptions): Tensor => {
    checkOptions('bincount', options, ['weights', 'minlength', 'length'])
    const { weights, minlength = 0 } = options ?? {}
    const given = numeric('bincount', x)
    if (!isInteger(given.dtype))
      throw new DtypeError('bincount', `expected integers, got ${showAval(given)}; use astype`)
    const places = basic.max(cast(ravel(given), 'int32'), scalar(0, 'int32'))
    const largest = (): number => (places.size === 0 ? -1 : max(places).item())
    checkInteger('bincount', 'minlength', minlength, 0)
    checkInteger('bincount', 'length', options?.length, 0)
    const length = Math.max(minlength, options?.length ?? largest() + 1)
    checkSize('bincount', [length], 'int32')
    const amounts =
      weights === undefined
        ? full(places.shape, 1, 'int32')
        : ravel(broadcastTo(weights, given.shape))
    return scatterAdd(
      full([length], 0, amounts.dtype),
      reshape(places, [places.size, 1]),
      amounts,
      {
        offsetDims: [],
        collapsed: [0],
        startIndexMap: [0],
        operandBatch: [],
        indicesBatch: [],
      },
    )
  },
)

export interface HistogramOptions {
  /** The number of bins, or their edges. Default 10. */
  readonly bins?: number | Tensor
  /** From where to where the bins go; from the smallest to the largest element unless given. */
  readonly range?: readonly [TensorLike, TensorLike]
  /** What each element adds to its bin. Default 1. */
  readonly weights?: TensorLike
  /** Whether to divide by the total and the widths of the bins. Default false. */
  readonly density?: boolean
}

/**
 * Edges of equally wide bins.
 *
 * Shapes: `x[s] → f[bins + 1]`.
 *
 * @example
 * np.histogramBinEdges(np.array([0, 4]), { bins: 2 }) // => [0, 2, 4]
 */
export const histogramBinEdges = /*@__PURE__*/ checked(
  'histogramBinEdges(x, options?)',
  (x: TensorLike, options?: Pick<HistogramOptions, 'bins' | 'range'>): Tensor => {
    checkOptions('histogramBinEdges', options, ['bins', 'range'])
    return edgesOf(inexact('histogramBinEdges', x), options)
  },
)

const edgesOf = (
  values: Tensor,
  options: Pick<HistogramOptions, 'bins' | 'range'> | undefined,
): Tensor => {
  const bins = options?.bins ?? 10
  if (typeof bins !== 'number') return cast(bins, values.dtype)
  const [low, high] = options?.range ?? (values.size === 0 ? [0, 1] : [min(values), max(values)])
  const [from, to] = [low, high].map((bound) =>
    cast(inexact('histogram', bound), values.dtype),
  ) as [Tensor, Tensor]
  const isPoint = equal(from, to)
  return linspace(select3(isPoint, subtract(from, 0.5), from), select3(isPoint, add(to, 0.5), to), {
    num: bins + 1,
  })
}

/**
 * How many elements fall into each bin, and the edges of the bins.
 *
 * Shapes: `x[s] → f[bins], f[bins + 1]`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * np.histogram(np.array([1, 2, 2, 3]), { bins: 2 }) // => [[1, 3], [1, 2, 3]]
 */
export const histogram = /*@__PURE__*/ checked(
  'histogram(x, options?)',
  (x: TensorLike, options?: HistogramOptions): readonly [Tensor, Tensor] => {
    checkOptions('histogram', options, ['bins', 'range', 'weights', 'density'])
    const values = ravel(inexact('histogram', x))
    const edges = edgesOf(values, options)
    const n = edges.size - 1
    const last = reshape(sliceInDim(edges, n, n + 1, 0), [])
    const found = searchsorted(edges, values, { side: 'right' })
    const places = select3(equal(values, last), n, found)
    const given = options?.weights
    const weights =
      given === undefined ? full(values.shape, 1, values.dtype) : ravel(inexact('histogram', given))
    const counted = bincount(cast(places, 'int32'), {
      weights: select3(greater(places, 0), weights, 0),
      length: n + 1,
    })
    const counts = sliceInDim(counted, 1, n + 1, 0)
    if (options?.density !== true) return [counts, edges]
    return [divide(divide(counts, diff(edges)), sum(counts)), edges]
  },
)

/**
 * The indices along each axis of elements numbered in row-major order.
 *
 * Shapes: `i32[s] → rank lists i32[s]`.
 *
 * @throws DtypeError unless the numbers are integers
 * @example
 * np.unravelIndex(np.array([4], { dtype: 'int32' }), [2, 3]) // => [[1], [1]]
 */
export const unravelIndex = /*@__PURE__*/ checked(
  'unravelIndex(numbers, shape)',
  (numbers: TensorLike, shape: number | Shape): readonly Tensor[] => {
    const sizes = checkSizes('unravelIndex', shape)
    const given =
      typeof numbers === 'number'
        ? integer('unravelIndex', numbers, 'number')
        : asTensor(numbers, 'unravelIndex')
    if (!isInteger(given.dtype))
      throw new DtypeError('unravelIndex', `expected integers, got ${showAval(given)}; use astype`)
    const total = sizes.reduce((product, n) => product * n, 1)
    const literal = (value: number): Tensor => scalar(value, 'int32')
    const number = cast(given, 'int32')
    const counted = basic.select(
      basic.lt(number, literal(0)),
      number,
      basic.add(number, literal(total)),
    )
    let rest = basic.min(basic.max(counted, literal(0)), literal(Math.max(0, total - 1)))
    const parts = [...sizes].reverse().map((n) => {
      const part = basic.rem(rest, literal(Math.max(1, n)))
      rest = basic.div(rest, literal(Math.max(1, n)))
      return part
    })
    return parts.reverse()
  },
)

/**
 * The row-major numbers of elements from their indices along each axis, clipped into the shape.
 *
 * Shapes: `rank lists i32[s] → i32[s]`.
 *
 * @throws ShapeError unless there is a list for each axis
 * @throws DtypeError unless the indices are integers
 * @example
 * const places = [np.array([1], { dtype: 'int32' }), np.array([2], { dtype: 'int32' })]
 * np.ravelMultiIndex(places, [2, 3]) // => [5]
 */
export const ravelMultiIndex = /*@__PURE__*/ checked(
  'ravelMultiIndex(places, shape, options?)',
  (
    places: readonly TensorLike[],
    shape: number | Shape,
    options?: { readonly mode?: 'clip' | 'wrap' },
  ): Tensor => {
    checkOptions('ravelMultiIndex', options, ['mode'])
    const sizes = checkSizes('ravelMultiIndex', shape)
    if (places.length !== sizes.length)
      throw new ShapeError(
        'ravelMultiIndex',
        `expected indices for each of ${sizes.length} axes, got ${places.length}`,
      )
    const literal = (value: number): Tensor => scalar(value, 'int32')
    return range(sizes.length).reduce<Tensor>((total, i) => {
      const n = sizes[i] as number
      const given = asTensor(places[i], 'ravelMultiIndex')
      if (!isInteger(given.dtype))
        throw new DtypeError('ravelMultiIndex', `expected integers, got ${showAval(given)}`)
      const place = cast(given, 'int32')
      const rest = basic.rem(place, literal(Math.max(1, n)))
      const held =
        options?.mode === 'wrap'
          ? basic.select(basic.lt(rest, literal(0)), rest, basic.add(rest, literal(n)))
          : basic.min(basic.max(place, literal(0)), literal(n - 1))
      return add(basic.mul(total, literal(n)), held)
    }, literal(0))
  },
)

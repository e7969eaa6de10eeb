import { range, type Shape } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { asTensor, scalar, type TensorLike } from '../core/convert.ts'
import { checkInt32 } from '../core/literal.ts'
import { checkChoice } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import * as basic from '../primitives/arithmetic.ts'
import { dynamicSlice } from '../primitives/dynamic-slice.ts'
import { fillOf, gather } from '../primitives/gather.ts'
import { sliceInDim } from '../primitives/slicing.ts'
import { full, reshape } from '../primitives/structural.ts'
import { type Index, parseIndices } from './index-entries.ts'
import {
  gatherDimensions,
  type Indexer,
  indexVectors,
  planIndices,
  sliceRegion,
} from './indexer.ts'

/**
 * What happens to an index out of range. `'clip'` moves it to the edge; `'fill'` reads a fill value, and
 * `'drop'`, the same for updates, leaves them out; `'promiseInBounds'` says that there is none: should there
 * be one in a list, it reads the edge, which gets no derivative from it, and updates nothing; `'wrap'` starts
 * again from the other end.
 */
export type OutOfRangeMode = 'clip' | 'fill' | 'drop' | 'promiseInBounds' | 'wrap'

export interface GetOptions {
  /** Default `'promiseInBounds'`. */
  readonly mode?: OutOfRangeMode
  /** What `'fill'` reads: NaN, or the extreme unless given. */
  readonly fillValue?: number
}

export const outOfRangeModes: readonly OutOfRangeMode[] = [
  'clip',
  'fill',
  'drop',
  'promiseInBounds',
  'wrap',
]

/** Indices brought into the axis by counting on from its other end. */
export const wrapped = (indexer: Indexer, shape: Shape): Indexer => ({
  ...indexer,
  outOfRange: false,
  region: { ...indexer.region, start: indexer.wrappedStart },
  arrays: indexer.arrays.map((a, i) => {
    const n = scalar(shape[indexer.axes[i] as number] as number, 'int32')
    const rest = basic.rem(a, n)
    return basic.select(basic.lt(rest, scalar(0, 'int32')), rest, basic.add(rest, n))
  }),
})

/** The elements that an indexer selects. */
export const select = (x: Tensor, indexer: Indexer, options: GetOptions = {}): Tensor => {
  const { mode = 'promiseInBounds', fillValue } = options
  checkChoice('get', 'mode', mode, outOfRangeModes)
  const usual = mode === 'wrap' ? wrapped(indexer, x.aval.shape) : indexer
  const { axes, arrayShape, shape } = usual
  const clips = mode !== 'fill' && mode !== 'drop'
  if (usual.outOfRange && !clips) return full(shape, fillOf(fillValue ?? null, x.dtype), x.dtype)
  const part = sliceRegion(x, usual.region)
  if (axes.length === 0) return reshape(part, shape)
  const sizes = part.aval.shape.map((n, i) => (axes.includes(i) ? 1 : n))
  if (arrayShape.length === 0 && clips && axes.every((i) => (part.aval.shape[i] as number) > 0)) {
    const vector = indexVectors(usual, x.aval.shape)
    const zero = scalar(0, 'int32')
    const starts = range(part.ndim).map((i) =>
      axes.includes(i) ? elementAt(vector, axes.indexOf(i)) : zero,
    )
    return reshape(dynamicSlice(part, starts, sizes), shape)
  }
  const gathered = gather(
    part,
    indexVectors(usual, x.aval.shape),
    gatherDimensions(usual, part.ndim),
    sizes,
    clips
      ? { mode: mode === 'promiseInBounds' ? 'promise' : 'clip' }
      : { mode: 'fill', fillValue: fillValue ?? null },
  )
  return reshape(gathered, shape)
}

const elementAt = (vector: Tensor, i: number): Tensor =>
  reshape(sliceInDim(vector, i, i + 1, 0), [])

/**
 * Elements of a tensor, as NumPy's `x[…]`: integers and slices `'start:stop:step'`, `'...'`, `null` for a
 * new axis, integer tensors, which broadcast together, and concrete boolean masks. Negative indices
 * count from the end; what is then out of range goes to the edge.
 *
 * Shapes: `x[s] → y[…]`.
 *
 * @throws AxisError for more indices than axes
 * @throws ArgumentError, DtypeError or ShapeError for an index that is none
 * @throws TracerError for a traced mask
 * @example
 * np.get(np.array([[1, 2, 3], [4, 5, 6]]), 1, '::-1') // => [6, 5, 4]
 * @example
 * np.get(np.array([10, 20, 30]), [2, 0]) // => [30, 10]
 */
export const get = /*@__PURE__*/ checked(
  'get(x, ...indices)',
  (x: TensorLike, ...indices: readonly Index[]): Tensor => {
    const tensor = asTensor(x, 'get')
    if (indices.length === 1 && typeof indices[0] === 'number' && tensor.ndim > 0)
      return row(tensor, indices[0])
    return select(
      tensor,
      planIndices('get', tensor.aval.shape, parseIndices('get', tensor, indices)),
    )
  },
)

/** The slice of the first axis at a position. */
const row = (x: Tensor, index: number): Tensor => {
  const n = x.aval.shape[0] as number
  checkInt32('get', index, 'index')
  const place = Math.min(Math.max(index < 0 ? index + n : index, 0), n - 1)
  return reshape(sliceInDim(x, place, place + 1, 0), x.aval.shape.slice(1))
}

import { showAvals } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { asTensor, scalar, type TensorLike } from '../core/convert.ts'
import { ShapeError } from '../core/errors.ts'
import { checkChoice, checkInteger, checkOptions } from '../core/options.ts'
import { checkSize } from '../core/size.ts'
import type { Tensor } from '../core/tensor.ts'
import * as basic from '../primitives/arithmetic.ts'
import { iota, pad, rev, sliceInDim } from '../primitives/slicing.ts'
import { broadcastTo, reshape } from '../primitives/structural.ts'
import { abs, add, clip, divide, multiply, remainder, subtract } from './arithmetic.ts'
import { at } from './at.ts'
import { finfo } from './dtypes.ts'
import { concatenate, stack } from './joining.ts'
import { greater, less, lessEqual, select3 } from './logic.ts'
import { type ProductOptions, wantedDtype } from './product-dtype.ts'
import { dot } from './products.ts'
import {
  asDtype,
  numeric,
  promoteAllInexact,
  promotePair,
  promotePairInexact,
} from './promotion.ts'
import { argsort, searchsorted } from './sorting.ts'
import { take } from './take.ts'

export interface ConvolveOptions extends ProductOptions {
  /** `'full'`: every overlap; `'same'`: as long as the longer; `'valid'`: only whole overlaps. */
  readonly mode?: Mode
}

type Mode = 'full' | 'same' | 'valid'

const modes: readonly Mode[] = ['full', 'same', 'valid']

/** All `n`-element stretches of a vector, one a column: `y[k,i] = x[i+k]`. */
const stretches = (x: Tensor, count: number): Tensor => {
  const size = x.size
  const copies = reshape(broadcastTo(x, [count + 1, size]), [(count + 1) * size])
  const skewed = reshape(sliceInDim(copies, 0, count * (size + 1), 0), [count, size + 1])
  return sliceInDim(skewed, 0, size - count + 1, 1)
}

const convolution = (
  op: string,
  x: TensorLike,
  y: TensorLike,
  options: ConvolveOptions | undefined,
  usual: Mode,
  isReversed: boolean,
): Tensor => {
  const preferredElementType = wantedDtype(op, options, ['mode'])
  const mode = options?.mode ?? usual
  checkChoice(op, 'mode', mode, modes)
  const promote = preferredElementType === undefined ? promotePairInexact : promotePair
  const [a, b] = promote(op, x, y)
  if (a.ndim !== 1 || b.ndim !== 1 || a.size === 0 || b.size === 0)
    throw new ShapeError(op, `expected two vectors with elements, got ${showAvals([a, b])}`)
  const [long, short] = a.size >= b.size ? [a, b] : [b, a]
  const [n, m] = [long.size, short.size]
  const padded = pad(long, scalar(0, long.dtype), [m - 1], [m - 1])
  const kernel = isReversed ? short : rev(short, [0])
  const full = dot(kernel, stretches(padded, m), { preferredElementType })
  const part = overlapsOf(full, n, m, mode)
  // A correlation runs backwards where the second vector is the longer one.
  return isReversed && a.size < b.size ? rev(part, [0]) : part
}

/** Those of all overlaps of a vector of `n` elements with one of `m ≤ n` that a mode keeps. */
const overlapsOf = (full: Tensor, n: number, m: number, mode: Mode): Tensor => {
  if (mode === 'full') return full
  if (mode === 'valid') return sliceInDim(full, m - 1, n, 0)
  const start = Math.floor((m - 1) / 2)
  return sliceInDim(full, start, start + n, 0)
}

/**
 * The discrete convolution of two vectors, as floating point numbers.
 *
 * Shapes: `x[m], y[n] → z[m+n-1]`, or less by the mode. Default mode `'full'`.
 *
 * @throws ShapeError unless both are vectors with elements
 * @example
 * np.convolve(np.array([1, 2, 3]), np.array([1, 10])) // => [1, 12, 23, 30]
 */
export const convolve = /*@__PURE__*/ checked(
  'convolve(x, y, options?)',
  (x: TensorLike, y: TensorLike, options?: ConvolveOptions): Tensor => {
    return convolution('convolve', x, y, options, 'full', false)
  },
)

/**
 * The correlation of two vectors: sums of products with one of them moved along the other, as floating
 * point numbers.
 *
 * Shapes: `x[m], y[n] → z[|m-n|+1]`, or more by the mode. Default mode `'valid'`.
 *
 * @throws ShapeError unless both are vectors with elements
 * @example
 * np.correlate(np.array([1, 2, 3]), np.array([1, 10])) // => [21, 32]
 */
export const correlate = /*@__PURE__*/ checked(
  'correlate(x, y, options?)',
  (x: TensorLike, y: TensorLike, options?: ConvolveOptions): Tensor => {
    return convolution('correlate', x, y, options, 'valid', true)
  },
)

export interface InterpOptions {
  /** The value before the first place; the first value unless given. */
  readonly left?: TensorLike
  /** The value after the last place; the last value unless given. */
  readonly right?: TensorLike
  /** The distance after which places repeat. */
  readonly period?: number
}

/**
 * The piecewise linear function through the points `(xp, fp)`, with `xp` ascending, at `x`.
 *
 * Shapes: `x[s], xp[n], fp[n] → y[s]`.
 *
 * @throws ShapeError unless `xp` and `fp` are vectors of one size
 * @example
 * np.interp(np.array([0.5, 9]), np.array([0, 1]), np.array([10, 20])) // => [15, 20]
 */
export const interp = /*@__PURE__*/ checked(
  'interp(x, xp, fp, options?)',
  (x: TensorLike, xp: TensorLike, fp: TensorLike, options?: InterpOptions): Tensor => {
    checkOptions('interp', options, ['left', 'right', 'period'])
    const given = promoteAllInexact('interp', [x, xp, fp]) as [Tensor, Tensor, Tensor]
    if (given[1].ndim !== 1 || given[2].ndim !== 1 || given[1].size !== given[2].size)
      throw new ShapeError(
        'interp',
        `expected places and values as vectors of one size, got ${showAvals(given.slice(1))}`,
      )
    const { left, right, period } = options ?? {}
    const [at, places, values] = period === undefined ? given : periodic(given, Math.abs(period))
    const n = places.size
    const index = clip(searchsorted(places, at, { side: 'right' }), 1, n - 1)
    const neighbour = (of: Tensor, offset: number): Tensor =>
      take(of, subtract(index, offset), { mode: 'clip' })
    const [x0, y0] = [neighbour(places, 1), neighbour(values, 1)]
    const width = subtract(neighbour(places, 0), x0)
    const isPoint = lessEqual(abs(width), finfo(width.dtype).eps * finfo(width.dtype).eps)
    const slope = divide(subtract(neighbour(values, 0), y0), select3(isPoint, 1, width))
    const line = add(y0, select3(isPoint, 0, multiply(subtract(at, x0), slope)))
    if (period !== undefined) return line
    const end = (i: number): Tensor => take(values, i)
    const before = select3(less(at, take(places, 0)), left ?? end(0), line)
    return select3(greater(at, take(places, n - 1)), right ?? end(n - 1), before)
  },
)

/** Places within one period in ascending order, with one more at each end. */
const periodic = (
  [x, xp, fp]: readonly [Tensor, Tensor, Tensor],
  period: number,
): readonly [Tensor, Tensor, Tensor] => {
  const inside = remainder(xp, period)
  const order = argsort(inside)
  const [places, values] = [take(inside, order), take(fp, order)]
  const n = places.size
  const ends = (of: Tensor, shift: number): Tensor =>
    concatenate([
      subtract(sliceInDim(of, n - 1, n, 0), shift),
      of,
      add(sliceInDim(of, 0, 1, 0), shift),
    ])
  return [remainder(x, period), ends(places, period), ends(values, 0)]
}

export interface VanderOptions {
  /** How many columns; as many as elements unless given. */
  readonly N?: number
  /** Whether powers rise to the right. Default false. */
  readonly increasing?: boolean
}

/**
 * The powers of each element in a row.
 *
 * Shapes: `x[n] → y[n,N]`.
 *
 * @throws ShapeError unless `x` is a vector
 * @example
 * np.vander(np.array([2, 3]), { N: 3 }) // => [[4, 2, 1], [9, 3, 1]]
 */
export const vander = /*@__PURE__*/ checked(
  'vander(x, options?)',
  (x: TensorLike, options?: VanderOptions): Tensor => {
    checkOptions('vander', options, ['N', 'increasing'])
    const vector = numeric('vander', x)
    if (vector.ndim !== 1)
      throw new ShapeError('vander', `expected a vector, got ${showAvals([vector])}`)
    const count = options?.N ?? vector.size
    checkInteger('vander', 'N', count, 0)
    checkSize('vander', [vector.size, count], vector.dtype)
    const one = broadcastTo(scalar(1, vector.dtype), vector.shape)
    const powers: Tensor[] = []
    for (let i = 0, power = one; i < count; i++, power = basic.mul(power, vector))
      powers.push(power)
    if (options?.increasing !== true) powers.reverse()
    return count === 0
      ? broadcastTo(scalar(0, vector.dtype), [vector.size, 0])
      : stack(powers, { axis: 1 })
  },
)

/**
 * A tensor with the elements of its main diagonal replaced.
 *
 * Shapes: `x[n,n] → y[n,n]`.
 *
 * @throws ShapeError for fewer than two axes
 * @example
 * np.fillDiagonal(np.zeros([2, 2]), 5) // => [[5, 0], [0, 5]]
 */
export const fillDiagonal = /*@__PURE__*/ checked(
  'fillDiagonal(x, value, options?)',
  (x: TensorLike, value: TensorLike, options?: { readonly inplace?: false }): Tensor => {
    checkOptions('fillDiagonal', options, ['inplace'])
    const tensor = asTensor(x, 'fillDiagonal')
    if (tensor.ndim < 2)
      throw new ShapeError('fillDiagonal', `expected at least two axes, got ${showAvals([tensor])}`)
    const n = Math.min(...tensor.shape)
    const diagonal = iota('int32', [n])
    const places = tensor.shape.map(() => diagonal)
    return at(tensor, ...places).set(asDtype('fillDiagonal', value, tensor.dtype))
  },
)

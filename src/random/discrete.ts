import { range, type Shape, sizeOf } from '../core/aval.ts'
import { asTensor, scalar, type TensorLike } from '../core/convert.ts'
import { bytesOf, type Integer, isFloat, isInteger, rangeOf, unsignedOf } from '../core/dtype.ts'
import { ArgumentError, DtypeError, ShapeError } from '../core/errors.ts'
import { checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { axisOf } from '../numpy/axes.ts'
import { broadcastTo } from '../numpy/broadcasting.ts'
import { cumsum } from '../numpy/cumulative.ts'
import { checkDtype } from '../numpy/dtypes.ts'
import { cast, inexact } from '../numpy/promotion.ts'
import { argmax } from '../numpy/reductions.ts'
import { expandDims } from '../numpy/shape.ts'
import { checkSizes, type ShapeLike } from '../numpy/shape-argument.ts'
import { argsort, searchsorted } from '../numpy/sorting.ts'
import { take } from '../numpy/take.ts'
import * as basic from '../primitives/arithmetic.ts'
import * as lax from '../primitives/elementwise.ts'
import { iota, sliceInDim } from '../primitives/slicing.ts'
import { sort } from '../primitives/sort.ts'
import { full, moveAxis, reshape } from '../primitives/structural.ts'
import { gumbelOf, uniformBetween } from './continuous.ts'
import { sampler } from './key-reuse.ts'
import { randomBits, splitInTwo } from './keys.ts'

export interface RandintOptions {
  /** A dtype of integers. Default `'int32'`. */
  readonly dtype?: Integer
}

/** Integers as the nearest of another dtype. */
const clipInto = (x: Tensor, dtype: Integer): Tensor => {
  const own = rangeOf(x.dtype)
  const [least, greatest] = rangeOf(dtype)
  const low = scalar(Math.max(least, own[0]), x.dtype)
  const high = scalar(Math.min(greatest, own[1]), x.dtype)
  return cast(lax.clamp(low, x, high), dtype)
}

/** Where a bound exceeds a number; `null` if it does nowhere. */
const exceeds = (bound: TensorLike, limit: number, shape: Shape): Tensor | null => {
  if (typeof bound === 'number') return bound > limit ? scalar(1, 'bool') : null
  const x = asTensor(bound, 'randint')
  if (limit >= rangeOf(x.dtype)[1]) return null
  const exceeding = basic.gt(x, scalar(limit, x.dtype))
  return exceeding.ndim === 0 ? exceeding : broadcastTo(exceeding, shape)
}

/**
 * Random integers in `[minval, maxval)`; `minval` where the interval is empty.
 *
 * Shapes: `u32[2] → i32[shape]`; the bounds broadcast to `shape`.
 *
 * @throws ShapeError for anything but one key, or bounds that do not broadcast
 * @throws DtypeError for bounds or a dtype that are no integers
 * @example
 * random.randint(random.key(0), [100], 0, 6).max().lt(6) // => true
 */
export const randint = /*@__PURE__*/ sampler(
  'randint(key, shape, minval, maxval, options?)',
  (
    key: TensorLike,
    shape: ShapeLike,
    minval: TensorLike,
    maxval: TensorLike,
    options?: RandintOptions,
  ): Tensor => {
    checkOptions('randint', options, ['dtype'])
    const dtype = checkDtype('randint', options?.dtype ?? 'int32')
    if (!isInteger(dtype))
      throw new DtypeError('randint', `expected a dtype of integers, got ${dtype}`)
    const [least, greatest] = rangeOf(dtype)
    const sizes = checkSizes('randint', shape)
    const bound = (value: TensorLike): Tensor => {
      if (typeof value === 'number') {
        if (!Number.isInteger(value))
          throw new DtypeError('randint', `expected integer bounds, got ${value}`)
        return scalar(Math.min(Math.max(value, least), greatest), dtype)
      }
      const tensor = asTensor(value, 'randint')
      if (isFloat(tensor.dtype))
        throw new DtypeError('randint', `expected integer bounds, got ${tensor.dtype}`)
      const converted = clipInto(tensor, dtype)
      return converted.ndim === 0 ? converted : broadcastTo(converted, sizes)
    }
    const [low, high] = [bound(minval), bound(maxval)]
    const [k1, k2] = splitInTwo(key)
    const words = unsignedOf(dtype)
    const draw = (from: Tensor): Tensor => cast(randomBits('randint', from, sizes), words)
    const [higher, lower] = [draw(k1), draw(k2)]
    const word = (value: number): Tensor => scalar(value, words)
    const isEmpty = basic.le(high, low)
    const plainSpan = basic.select(isEmpty, cast(basic.sub(high, low), words), word(1))
    // A bound above the dtype's largest number was clipped to it, but still excludes nothing.
    const extra = exceeds(maxval, greatest, sizes)
    const span =
      extra === null
        ? plainSpan
        : basic.select(lax.or(isEmpty, lax.not(extra)), basic.add(plainSpan, word(1)), plainSpan)
    const half = basic.rem(full(span.shape, 2 ** (4 * bytesOf(dtype)), words), span)
    const multiplier = basic.rem(basic.mul(half, half), span)
    const offset = basic.add(basic.mul(basic.rem(higher, span), multiplier), basic.rem(lower, span))
    return basic.add(low, cast(basic.rem(offset, span), dtype))
  },
)

export interface BernoulliOptions {
  /** How likely `true` is. Default 0.5. */
  readonly p?: TensorLike
  /** That of `p` unless given. */
  readonly shape?: ShapeLike
}

/**
 * Booleans that are true with probability `p`.
 *
 * Shapes: `u32[2], p[s] → bool[s]`, or `bool[shape]`.
 *
 * @throws ShapeError for anything but one key, or a `p` that does not broadcast
 * @example
 * random.bernoulli(random.key(0), { p: 1, shape: [3] }) // => [true, true, true]
 */
export const bernoulli = /*@__PURE__*/ sampler(
  'bernoulli(key, options?)',
  (key: TensorLike, options?: BernoulliOptions): Tensor => {
    checkOptions('bernoulli', options, ['p', 'shape'])
    const p = inexact('bernoulli', options?.p ?? 0.5)
    const shape = options?.shape === undefined ? p.shape : checkSizes('bernoulli', options.shape)
    const u = uniformBetween('bernoulli', key, shape, p.dtype, 0, 1)
    return basic.lt(u, p.ndim === 0 ? p : broadcastTo(p, shape))
  },
)

export interface RademacherOptions {
  /** Default `[]`. */
  readonly shape?: ShapeLike
  readonly dtype?: 'int32' | 'float32' | 'float64'
}

/**
 * Random signs, `-1` or `1`.
 *
 * Shapes: `u32[2] → i32[shape]`.
 *
 * @throws ShapeError for anything but one key
 * @example
 * np.abs(random.rademacher(random.key(0), { shape: [3] })) // => [1, 1, 1]
 */
export const rademacher = /*@__PURE__*/ sampler(
  'rademacher(key, options?)',
  (key: TensorLike, options?: RademacherOptions): Tensor => {
    checkOptions('rademacher', options, ['shape', 'dtype'])
    const dtype = options?.dtype ?? 'int32'
    const heads = cast(bernoulli(key, { shape: options?.shape ?? [] }), dtype)
    return basic.sub(basic.mul(heads, scalar(2, dtype)), scalar(1, dtype))
  },
)

/** Elements in random order along an axis, another order in each row: sorted by random bits, often enough. */
const shuffle = (op: string, key: TensorLike, x: Tensor, axis: number): Tensor => {
  const rounds = Math.ceil((3 * Math.log(Math.max(1, x.size))) / Math.log(2 ** 32 - 1))
  let [current, out] = [key, x]
  for (let i = 0; i < rounds; i++) {
    const [next, sortKey] = splitInTwo(current)
    out = sort([randomBits(op, sortKey, x.shape), out], axis)[1] as Tensor
    current = next
  }
  return out
}

export interface PermutationOptions {
  /** The axis. Default 0. */
  readonly axis?: number
  /** Whether each row along the axis gets an order of its own. Default false. */
  readonly independent?: boolean
}

/**
 * The slices of a tensor in random order, or `0 … n - 1` in random order for a number `n`.
 *
 * Shapes: `u32[2], x[n,…] → y[n,…]`.
 *
 * @throws ShapeError for anything but one key
 * @throws AxisError for an axis that the value does not have
 * @example
 * np.sort(random.permutation(random.key(0), 4)) // => [0, 1, 2, 3]
 */
export const permutation = /*@__PURE__*/ sampler(
  'permutation(key, x, options?)',
  (key: TensorLike, x: TensorLike, options?: PermutationOptions): Tensor => {
    checkOptions('permutation', options, ['axis', 'independent'])
    const { axis = 0, independent = false } = options ?? {}
    const given =
      typeof x === 'number'
        ? iota('int32', checkSizes('permutation', x))
        : asTensor(x, 'permutation')
    if (given.ndim === 0)
      throw new ArgumentError(
        'permutation',
        'expected a plain number or a tensor with an axis, got a scalar tensor; sizes must be plain',
      )
    const place = axisOf('permutation', axis, given)
    if (given.ndim === 1 || independent) return shuffle('permutation', key, given, place)
    const order = shuffle('permutation', key, iota('int32', [given.shape[place] as number]), 0)
    return take(given, order, { axis: place })
  },
)

export interface ChoiceOptions {
  /** Default `[]`. */
  readonly shape?: ShapeLike
  /** Whether an element may be drawn again. Default true. */
  readonly replace?: boolean
  /** How likely each element is; all equally unless given. */
  readonly p?: TensorLike
  /** The axis to draw from. Default 0. */
  readonly axis?: number
}

/** Positions of the `k` largest elements of a vector, largest first. */
const largest = (x: Tensor, k: number): Tensor => sliceInDim(argsort(basic.neg(x)), 0, k, 0)

/**
 * Random elements of a tensor, or of `0 … n - 1` for a number `n`.
 *
 * Shapes: `u32[2], x[n,…] → y[shape,…]`.
 *
 * @throws ShapeError for anything but one key, or for more draws than elements without replacement
 * @throws AxisError for an axis that the value does not have
 * @example
 * random.choice(random.key(0), np.array([7, 7]), { shape: [3] }) // => [7, 7, 7]
 */
export const choice = /*@__PURE__*/ sampler(
  'choice(key, a, options?)',
  (key: TensorLike, a: TensorLike, options?: ChoiceOptions): Tensor => {
    checkOptions('choice', options, ['shape', 'replace', 'p', 'axis'])
    const { replace = true, p } = options ?? {}
    const shape = checkSizes('choice', options?.shape ?? [])
    const draws = sizeOf(shape)
    const population = typeof a === 'number' ? null : asTensor(a, 'choice')
    const axis = population === null ? 0 : axisOf('choice', options?.axis ?? 0, population)
    const n =
      population === null
        ? (checkSizes('choice', a as number)[0] as number)
        : (population.shape[axis] as number)
    if (draws > 0 && (n === 0 || (!replace && draws > n)))
      throw new ShapeError(
        'choice',
        `expected at most ${n} draws ${n === 0 ? 'from no elements' : 'without replacement'}, got ${draws}`,
      )
    const finish = (positions: Tensor): Tensor =>
      population === null ? positions : take(population, positions, { axis })
    if (p !== undefined) return finish(weighted(key, inexact('choice', p), n, shape, replace))
    if (replace) return finish(randint(key, shape, 0, n))
    const mixed = permutation(key, population ?? n, { axis })
    const drawn = sliceInDim(mixed, 0, draws, axis)
    return reshape(drawn, [...drawn.shape.slice(0, axis), ...shape, ...drawn.shape.slice(axis + 1)])
  },
)

const weighted = (
  key: TensorLike,
  p: Tensor,
  n: number,
  shape: Shape,
  replace: boolean,
): Tensor => {
  if (p.ndim !== 1 || p.size !== n)
    throw new ShapeError('choice', `expected ${n} probabilities, got [${p.shape.join(', ')}]`)
  if (!replace) {
    const scores = basic.add(gumbelOf('choice', key, [n], p.dtype), lax.log(p))
    return reshape(largest(scores, sizeOf(shape)), shape)
  }
  const total = cumsum(p)
  const last = reshape(sliceInDim(total, n - 1, n, 0), [])
  const u = uniformBetween('choice', key, shape, p.dtype, 0, 1)
  return searchsorted(total, basic.mul(last, basic.sub(scalar(1, p.dtype), u)))
}

export interface CategoricalOptions {
  /** The axis of the logits. Default -1. */
  readonly axis?: number
  /** That of the logits without the axis unless given; may have further axes in front. */
  readonly shape?: ShapeLike
  /** Whether a category may be drawn again. Default true. */
  readonly replace?: boolean
}

/**
 * Random categories, each as likely as the softmax of its logit.
 *
 * Shapes: `u32[2], logits[s,n] → i32[s]`, or `i32[shape]`.
 *
 * @throws ShapeError for anything but one key, or a shape that does not end like that of the logits
 * @throws AxisError for an axis that the logits do not have
 * @example
 * random.categorical(random.key(0), np.log(np.array([0, 1, 0]))) // => 1
 */
export const categorical = /*@__PURE__*/ sampler(
  'categorical(key, logits, options?)',
  (key: TensorLike, logits: TensorLike, options?: CategoricalOptions): Tensor => {
    checkOptions('categorical', options, ['axis', 'shape', 'replace'])
    const scores = inexact('categorical', logits)
    const axis = axisOf('categorical', options?.axis ?? -1, scores)
    const batch = scores.shape.filter((_, i) => i !== axis)
    const shape = options?.shape === undefined ? batch : checkSizes('categorical', options.shape)
    const extra = shape.slice(0, Math.max(0, shape.length - batch.length))
    const tail = shape.slice(extra.length)
    if (tail.join() !== batch.join())
      throw new ShapeError(
        'categorical',
        `expected a shape that ends with [${batch.join(', ')}], got [${shape.join(', ')}]`,
      )
    const wide = expandDims(scores, range(extra.length))
    const place = axis + extra.length
    if (options?.replace === false) {
      const noise = gumbelOf('categorical', key, scores.shape, scores.dtype)
      const order = argsort(basic.neg(basic.add(noise, scores)), { axis })
      const drawn = sliceInDim(order, 0, sizeOf(extra), axis)
      const front = moveAxis(drawn, axis, 0)
      return reshape(front, shape)
    }
    const noise = gumbelOf('categorical', key, [...extra, ...scores.shape], scores.dtype)
    return argmax(basic.add(noise, broadcastTo(wide, noise.shape)), { axis: place })
  },
)

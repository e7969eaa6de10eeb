import { showAval, sizeOf } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { asTensor, describe, scalar, type TensorLike } from '../core/convert.ts'
import { isFloat, isUnsigned } from '../core/dtype.ts'
import { ArgumentError, DtypeError, ShapeError } from '../core/errors.ts'
import { checkElement } from '../core/literal.ts'
import { checkOptions } from '../core/options.ts'
import { isTensor, type Tensor } from '../core/tensor.ts'
import { checkDtype } from '../numpy/dtypes.ts'
import { cast } from '../numpy/promotion.ts'
import { checkSizes, type ShapeLike } from '../numpy/shape-argument.ts'
import { xor } from '../primitives/elementwise.ts'
import { threefry2x32 } from '../primitives/random.ts'
import { concatenate, iota, sliceInDim } from '../primitives/slicing.ts'
import { reshape } from '../primitives/structural.ts'
import { madeKeys, sampler, usesKey } from './key-reuse.ts'

/** The two words of one key. Throws where `key` is none, or several. */
const wordsOf = (op: string, key: TensorLike): readonly [Tensor, Tensor] => {
  if (!isTensor(key) || key.dtype !== 'uint32')
    throw new DtypeError(op, `expected a key, got ${describe(key)}; make one with random.key(seed)`)
  if (key.ndim !== 1 || key.size !== 2)
    throw new ShapeError(
      op,
      `expected one key, u32[2], got ${showAval(key)}; map over an array of keys with vmap`,
    )
  const word = (i: number): Tensor => reshape(sliceInDim(key, i, i + 1, 0), [])
  return [word(0), word(1)]
}

/** Two words for every place of a shape, from the place's row-major number. */
export const randomWords = (
  op: string,
  key: TensorLike,
  shape: readonly number[],
): readonly [Tensor, Tensor] => {
  const [key0, key1] = wordsOf(op, key)
  const size = sizeOf(shape)
  if (size >= 2 ** 32)
    throw new ShapeError(op, `expected fewer than 2^32 elements, got [${shape.join(', ')}]`)
  const counts = reshape(iota('uint32', [size]), shape)
  return threefry2x32(key0, key1, scalar(0, 'uint32'), counts)
}

/** One key of two words, or many. */
const joinWords = ([a, b]: readonly [Tensor, Tensor]): Tensor => {
  const column = (x: Tensor): Tensor => reshape(x, [...x.shape, 1])
  return concatenate([column(a), column(b)], a.ndim)
}

/**
 * A key from a seed, an integer taken modulo 2³². Functions never change a key: split it for more.
 *
 * Shapes: `→ u32[2]`.
 *
 * @throws ArgumentError for a seed that is no integer
 * @example
 * random.key(42) // => [0, 42]
 */
export const key = /*@__PURE__*/ checked('key(seed)', (seed: TensorLike): Tensor => {
  const tensor = typeof seed === 'number' ? undefined : asTensor(seed, 'key')
  const isWrong =
    tensor === undefined ? !Number.isSafeInteger(seed) : isFloat(tensor.dtype) || tensor.ndim > 0
  if (isWrong)
    throw new ArgumentError(
      'key',
      `expected an integer seed, got ${tensor === undefined ? String(seed) : showAval(tensor)}`,
    )
  const low =
    tensor === undefined ? scalar(Number(seed) % 2 ** 32, 'uint32') : cast(tensor, 'uint32')
  return madeKeys(joinWords([scalar(0, 'uint32'), low]))
})

/** As `key`. */
export { key as PRNGKey }

export interface SplitOptions<N extends ShapeLike = ShapeLike> {
  /** How many keys, or a shape of keys. Default 2. */
  readonly num?: N
}

type Tuple<N extends number, T extends readonly unknown[] = []> = T['length'] extends N
  ? T
  : T['length'] extends 32
    ? never
    : Tuple<N, readonly [...T, unknown]>

/** The tensor of `N` keys, which is taken apart into that many where `N` is known. */
export type Keys<N extends ShapeLike> = Tensor &
  (N extends number
    ? number extends N
      ? unknown
      : { readonly [K in Exclude<keyof Tuple<N>, keyof (readonly [])>]: Tensor }
    : unknown)

/**
 * New keys from a key, independent of each other; the old one should not be used again.
 *
 * Shapes: `u32[2] → u32[num,2]`.
 *
 * @throws ShapeError for anything but one key
 * @example
 * const [a, b] = random.split(random.key(0))
 * random.normal(a).item() === random.normal(b).item() // => false
 * random.split(random.key(0), { num: 3 }).shape // => [3, 2]
 */
export const split = /*@__PURE__*/ checked(
  'split(key, options?)',
  <const N extends ShapeLike = 2>(key: TensorLike, options?: SplitOptions<N>): Keys<N> =>
    madeKeys(splitKey(key, options)) as Keys<N>,
)

const splitKey = /*@__PURE__*/ usesKey(
  'split',
  (key: TensorLike, options?: SplitOptions): Tensor => {
    checkOptions('split', options, ['num'])
    return joinWords(randomWords('split', key, checkSizes('split', options?.num ?? 2)))
  },
)

/** The two keys that a key splits into. */
export const splitInTwo = (key: TensorLike): readonly [Tensor, Tensor] => {
  const keys = split(key)
  const row = (i: number): Tensor => reshape(sliceInDim(keys, i, i + 1, 0), [2])
  return [row(0), row(1)]
}

/**
 * A new key from a key and a number, such as a step count, which may be traced.
 *
 * Shapes: `u32[2], i32[] → u32[2]`.
 *
 * @throws ShapeError for anything but one key and one number
 * @throws DtypeError for a number that is no integer
 * @example
 * random.foldIn(random.key(0), 1).shape // => [2]
 */
export const foldIn = /*@__PURE__*/ checked(
  'foldIn(key, data)',
  (key: TensorLike, data: TensorLike): Tensor => {
    const [key0, key1] = wordsOf('foldIn', key)
    const isPlain = typeof data === 'number'
    if (isPlain && Number.isInteger(data)) checkElement('foldIn', data, 'uint32')
    const tensor = isPlain ? scalar(data, 'uint32') : asTensor(data, 'foldIn')
    if (isFloat(tensor.dtype) || (isPlain && !Number.isInteger(data)))
      throw new DtypeError(
        'foldIn',
        `expected an integer, got ${isPlain ? data : showAval(tensor)}`,
      )
    if (tensor.ndim > 0)
      throw new ShapeError(
        'foldIn',
        `expected one number, got ${showAval(tensor)}; map over numbers with vmap`,
      )
    return madeKeys(
      joinWords(threefry2x32(key0, key1, scalar(0, 'uint32'), cast(tensor, 'uint32'))),
    )
  },
)

export interface BitsOptions {
  /** Default `[]`. */
  readonly shape?: ShapeLike
  /** `'uint32'`, the default, or `'uint8'`. */
  readonly dtype?: 'uint32' | 'uint8'
}

/** 32 random bits for every place of a shape. */
export const randomBits = (op: string, key: TensorLike, shape: readonly number[]): Tensor =>
  xor(...randomWords(op, key, shape))

/**
 * Random bits: integers of which all are equally likely.
 *
 * Shapes: `u32[2] → u32[shape]`.
 *
 * @throws ShapeError for anything but one key
 * @example
 * random.bits(random.key(0), { shape: [2, 3] }).shape // => [2, 3]
 */
export const bits = /*@__PURE__*/ sampler(
  'bits(key, options?)',
  (key: TensorLike, options?: BitsOptions): Tensor => {
    checkOptions('bits', options, ['shape', 'dtype'])
    const dtype = checkDtype('bits', options?.dtype ?? 'uint32')
    if (!isUnsigned(dtype))
      throw new DtypeError('bits', `expected uint32 or uint8, got ${dtype}; convert with astype`)
    return cast(randomBits('bits', key, checkSizes('bits', options?.shape ?? [])), dtype)
  },
)

/**
 * The words of a key, which is itself.
 *
 * @example
 * random.keyData(random.key(7)) // => [0, 7]
 */
export const keyData = /*@__PURE__*/ checked('keyData(key)', (key: Tensor): Tensor => key)

/**
 * A key of given words, which is a tensor of them.
 *
 * @example
 * random.wrapKeyData(random.keyData(random.key(7))) // => [0, 7]
 */
export const wrapKeyData = /*@__PURE__*/ checked(
  'wrapKeyData(words)',
  (words: Tensor): Tensor => madeKeys(words),
)

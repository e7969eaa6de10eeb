import type { Shape } from '../core/aval.ts'
import { scalar, type TensorLike } from '../core/convert.ts'
import { type DType, isFloat } from '../core/dtype.ts'
import { DtypeError } from '../core/errors.ts'
import { checkOptions } from '../core/options.ts'
import { isTensor, type Tensor } from '../core/tensor.ts'
import { broadcastShapes, broadcastTo } from '../numpy/broadcasting.ts'
import { checkDtype, finfo } from '../numpy/dtypes.ts'
import { asDtype } from '../numpy/promotion.ts'
import { checkSizes, type ShapeLike } from '../numpy/shape-argument.ts'
import * as basic from '../primitives/arithmetic.ts'
import * as lax from '../primitives/elementwise.ts'
import { stopTensorGradient } from '../primitives/stop-gradient.ts'
import { sampler } from './key-reuse.ts'
import { randomBits, randomWords } from './keys.ts'

export interface SampleOptions {
  /** Default `[]`. */
  readonly shape?: ShapeLike
  /** Unless given `'float32'`, or `'float64'` where a parameter of the distribution has it. */
  readonly dtype?: DType
}

export interface UniformOptions extends SampleOptions {
  /** Default 0. */
  readonly minval?: TensorLike
  /** Default 1. */
  readonly maxval?: TensorLike
}

/** The floating point dtype that is asked for; unless one is, float64 where a parameter has it. */
export const floatDtype = (
  op: string,
  options: SampleOptions | undefined,
  ...parameters: readonly (TensorLike | undefined)[]
): DType => {
  const isDouble = parameters.some((x) => isTensor(x) && x.dtype === 'float64')
  const dtype = checkDtype(op, options?.dtype ?? (isDouble ? 'float64' : 'float32'))
  if (!isFloat(dtype))
    throw new DtypeError(op, `expected a floating point dtype, got ${dtype}; see random.randint`)
  return dtype
}

/** The shape that is asked for. */
export const shapeOf = (op: string, options: SampleOptions | undefined): Shape =>
  checkSizes(op, options?.shape ?? [])

/** Multiples of 2⁻²³, or of 2⁻⁵², in `[0, 1)`. */
const unitInterval = (op: string, key: TensorLike, shape: Shape, dtype: DType): Tensor => {
  const literal = (value: number): Tensor => scalar(value, dtype)
  const float = (x: Tensor): Tensor => basic.convertElementType(x, dtype)
  const shift = (x: Tensor, by: number): Tensor => lax.shiftRightLogical(x, scalar(by, 'uint32'))
  if (dtype === 'float32')
    return basic.mul(float(shift(randomBits(op, key, shape), 9)), literal(2 ** -23))
  const [high, low] = randomWords(op, key, shape)
  return basic.add(
    basic.mul(float(high), literal(2 ** -32)),
    basic.mul(float(shift(low, 12)), literal(2 ** -52)),
  )
}

/** Values in `[minval, maxval)`, both scalars or of the given shape. */
export const uniformBetween = (
  op: string,
  key: TensorLike,
  shape: Shape,
  dtype: DType,
  minval: TensorLike,
  maxval: TensorLike,
): Tensor => {
  const unit = unitInterval(op, key, shape, dtype)
  if (minval === 0 && maxval === 1) return unit
  const [low, high] = [minval, maxval].map((bound) => {
    const tensor = asDtype(op, bound, dtype)
    return tensor.ndim === 0 ? tensor : broadcastTo(tensor, shape)
  }) as [Tensor, Tensor]
  return basic.max(low, basic.add(basic.mul(unit, basic.sub(high, low)), low))
}

/**
 * Uniform random numbers in `[minval, maxval)`.
 *
 * Shapes: `u32[2] → f[shape]`; the bounds broadcast to `shape`.
 *
 * @throws ShapeError for anything but one key, or bounds that do not broadcast
 * @throws DtypeError for a dtype of integers
 * @example
 * random.uniform(random.key(0), { shape: [2] }).shape // => [2]
 */
export const uniform = /*@__PURE__*/ sampler(
  'uniform(key, options?)',
  (key: TensorLike, options?: UniformOptions): Tensor => {
    checkOptions('uniform', options, ['shape', 'dtype', 'minval', 'maxval'])
    const { minval = 0, maxval = 1 } = options ?? {}
    const dtype = floatDtype('uniform', options, minval, maxval)
    return uniformBetween('uniform', key, shapeOf('uniform', options), dtype, minval, maxval)
  },
)

/** The number next to -1 towards 0. */
const afterMinusOne = (dtype: DType): number => -1 + finfo(dtype).eps / 2

/** Standard normal random numbers of a shape and dtype. */
export const normalOf = (op: string, key: TensorLike, shape: Shape, dtype: DType): Tensor => {
  const u = uniformBetween(op, key, shape, dtype, afterMinusOne(dtype), 1)
  return basic.mul(scalar(Math.SQRT2, dtype), lax.erfInv(u))
}

export const sampleKeys = ['shape', 'dtype']

/**
 * Standard normal random numbers.
 *
 * Shapes: `u32[2] → f[shape]`.
 *
 * @throws ShapeError for anything but one key
 * @throws DtypeError for a dtype of integers
 * @example
 * random.normal(random.key(0), { shape: [2, 3] }).shape // => [2, 3]
 * @example
 * vmap((key: Tensor) => random.normal(key))(random.split(random.key(0), { num: 4 })).shape // => [4]
 */
export const normal = /*@__PURE__*/ sampler(
  'normal(key, options?)',
  (key: TensorLike, options?: SampleOptions): Tensor => {
    checkOptions('normal', options, sampleKeys)
    return normalOf('normal', key, shapeOf('normal', options), floatDtype('normal', options))
  },
)

/**
 * Normal random numbers given that they lie between `lower` and `upper`.
 *
 * Shapes: `u32[2], lower[s], upper[t] → f[s broadcast with t]`, or `f[shape]`.
 *
 * @throws ShapeError for anything but one key, or bounds that do not broadcast
 * @throws DtypeError for a dtype of integers
 * @example
 * np.abs(random.truncatedNormal(random.key(0), -1, 1, { shape: [9] })).max().lt(1) // => true
 */
export const truncatedNormal = /*@__PURE__*/ sampler(
  'truncatedNormal(key, lower, upper, options?)',
  (key: TensorLike, lower: TensorLike, upper: TensorLike, options?: SampleOptions): Tensor => {
    const op = 'truncatedNormal'
    checkOptions(op, options, sampleKeys)
    const dtype = floatDtype(op, options, lower, upper)
    const [low, high] = [asDtype(op, lower, dtype), asDtype(op, upper, dtype)]
    const shape =
      options?.shape === undefined
        ? broadcastShapes(low.shape, high.shape)
        : checkSizes(op, options.shape)
    const literal = (value: number): Tensor => scalar(value, dtype)
    const root2 = literal(Math.SQRT2)
    const quantile = (x: Tensor): Tensor => lax.erf(basic.div(x, root2))
    const u = uniformBetween(op, key, shape, dtype, quantile(low), quantile(high))
    const out = basic.mul(root2, lax.erfInv(u))
    const inside = (bound: Tensor, towards: number): Tensor => {
      const next = lax.nextafter(stopTensorGradient(bound), literal(towards))
      return next.ndim === 0 ? next : broadcastTo(next, shape)
    }
    const aboveLow = basic.max(out, inside(low, Number.POSITIVE_INFINITY))
    return basic.min(aboveLow, inside(high, Number.NEGATIVE_INFINITY))
  },
)

/** Gumbel random numbers of a shape and dtype. */
export const gumbelOf = (op: string, key: TensorLike, shape: Shape, dtype: DType): Tensor => {
  const u = uniformBetween(op, key, shape, dtype, finfo(dtype).tiny, 1)
  return basic.neg(lax.log(basic.neg(lax.log(u))))
}

/**
 * Gumbel random numbers: `argmax(logits + gumbel)` is a categorical sample.
 *
 * Shapes: `u32[2] → f[shape]`.
 *
 * @throws ShapeError for anything but one key
 * @throws DtypeError for a dtype of integers
 * @example
 * random.gumbel(random.key(0), { shape: [2] }).shape // => [2]
 */
export const gumbel = /*@__PURE__*/ sampler(
  'gumbel(key, options?)',
  (key: TensorLike, options?: SampleOptions): Tensor => {
    checkOptions('gumbel', options, sampleKeys)
    return gumbelOf('gumbel', key, shapeOf('gumbel', options), floatDtype('gumbel', options))
  },
)

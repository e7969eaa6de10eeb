import type { Shape } from '../core/aval.ts'
import { scalar, type TensorLike } from '../core/convert.ts'
import type { DType } from '../core/dtype.ts'
import { checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { broadcastTo } from '../numpy/broadcasting.ts'
import { finfo } from '../numpy/dtypes.ts'
import { asDtype } from '../numpy/promotion.ts'
import { sum } from '../numpy/reductions.ts'
import { checkSizes } from '../numpy/shape-argument.ts'
import * as basic from '../primitives/arithmetic.ts'
import * as lax from '../primitives/elementwise.ts'
import {
  floatDtype,
  normalOf,
  type SampleOptions,
  sampleKeys,
  shapeOf,
  uniformBetween,
} from './continuous.ts'
import { sampler } from './key-reuse.ts'

/** A function of uniform random numbers above a bound and below 1. */
const fromUniform = (
  op: string,
  minval: (dtype: DType) => number,
  transform: (u: Tensor, literal: (value: number) => Tensor) => Tensor,
): ((key: TensorLike, options?: SampleOptions) => Tensor) =>
  sampler(`${op}(key, options?)`, (key: TensorLike, options?: SampleOptions): Tensor => {
    checkOptions(op, options, sampleKeys)
    const dtype = floatDtype(op, options)
    const u = uniformBetween(op, key, shapeOf(op, options), dtype, minval(dtype), 1)
    return transform(u, (value) => scalar(value, dtype))
  })

/**
 * Exponential random numbers of mean 1.
 *
 * Shapes: `u32[2] → f[shape]`.
 *
 * @throws ShapeError for anything but one key
 * @example
 * random.exponential(random.key(0), { shape: [2] }).shape // => [2]
 */
export const exponential = /*@__PURE__*/ fromUniform(
  'exponential',
  () => 0,
  (u) => basic.neg(lax.log1p(basic.neg(u))),
)

/**
 * Laplace random numbers.
 *
 * Shapes: `u32[2] → f[shape]`.
 *
 * @throws ShapeError for anything but one key
 * @example
 * random.laplace(random.key(0), { shape: [2] }).shape // => [2]
 */
export const laplace = /*@__PURE__*/ fromUniform(
  'laplace',
  (dtype) => -1 + finfo(dtype).eps,
  (u) => basic.mul(basic.sign(u), lax.log1p(basic.neg(basic.abs(u)))),
)

/**
 * Logistic random numbers.
 *
 * Shapes: `u32[2] → f[shape]`.
 *
 * @throws ShapeError for anything but one key
 * @example
 * random.logistic(random.key(0), { shape: [2] }).shape // => [2]
 */
export const logistic = /*@__PURE__*/ fromUniform(
  'logistic',
  (dtype) => finfo(dtype).eps,
  (u, literal) => lax.log(basic.div(u, basic.sub(literal(1), u))),
)

/**
 * Cauchy random numbers.
 *
 * Shapes: `u32[2] → f[shape]`.
 *
 * @throws ShapeError for anything but one key
 * @example
 * random.cauchy(random.key(0), { shape: [2] }).shape // => [2]
 */
export const cauchy = /*@__PURE__*/ fromUniform(
  'cauchy',
  (dtype) => finfo(dtype).eps,
  (u, literal) => lax.tan(basic.mul(literal(Math.PI), basic.sub(u, literal(0.5)))),
)

/** The shape asked for, or that of the parameter. */
const parameterShape = (op: string, options: SampleOptions | undefined, x: Tensor): Shape =>
  options?.shape === undefined ? x.shape : checkSizes(op, options.shape)

/** A parameter of a distribution as a tensor of a shape. */
const parameter = (op: string, value: TensorLike, shape: Shape, dtype: DType): Tensor =>
  broadcastTo(asDtype(op, value, dtype), shape)

/**
 * Pareto random numbers of exponent `b`, at least 1.
 *
 * Shapes: `u32[2], b[s] → f[s]`, or `f[shape]`.
 *
 * @throws ShapeError for anything but one key, or a `b` that does not broadcast
 * @example
 * random.pareto(random.key(0), 2, { shape: [3] }).min().ge(1) // => true
 */
export const pareto = /*@__PURE__*/ sampler(
  'pareto(key, b, options?)',
  (key: TensorLike, b: TensorLike, options?: SampleOptions): Tensor => {
    checkOptions('pareto', options, sampleKeys)
    const dtype = floatDtype('pareto', options, b)
    const shape = parameterShape('pareto', options, asDtype('pareto', b, dtype))
    return lax.exp(
      basic.div(exponential(key, { shape, dtype }), parameter('pareto', b, shape, dtype)),
    )
  },
)

/**
 * Weibull random numbers of a scale and a concentration.
 *
 * Shapes: `u32[2] → f[shape]`; the parameters broadcast to `shape`.
 *
 * @throws ShapeError for anything but one key, or parameters that do not broadcast
 * @example
 * random.weibullMin(random.key(0), 1, 2, { shape: [3] }).shape // => [3]
 */
export const weibullMin = /*@__PURE__*/ sampler(
  'weibullMin(key, scale, concentration, options?)',
  (
    key: TensorLike,
    scale: TensorLike,
    concentration: TensorLike,
    options?: SampleOptions,
  ): Tensor => {
    checkOptions('weibullMin', options, sampleKeys)
    const dtype = floatDtype('weibullMin', options, scale, concentration)
    const shape = shapeOf('weibullMin', options)
    const exponent = basic.div(scalar(1, dtype), asDtype('weibullMin', concentration, dtype))
    const power = lax.pow(exponential(key, { shape, dtype }), broadcastTo(exponent, shape))
    return basic.mul(power, parameter('weibullMin', scale, shape, dtype))
  },
)

/**
 * Rayleigh random numbers of a scale: lengths of normal vectors in the plane.
 *
 * Shapes: `u32[2], scale[s] → f[s]`, or `f[shape]`.
 *
 * @throws ShapeError for anything but one key, or a scale that does not broadcast
 * @example
 * random.rayleigh(random.key(0), 1, { shape: [3] }).shape // => [3]
 */
export const rayleigh = /*@__PURE__*/ sampler(
  'rayleigh(key, scale, options?)',
  (key: TensorLike, scale: TensorLike, options?: SampleOptions): Tensor => {
    checkOptions('rayleigh', options, sampleKeys)
    const dtype = floatDtype('rayleigh', options, scale)
    const shape = parameterShape('rayleigh', options, asDtype('rayleigh', scale, dtype))
    const u = uniformBetween('rayleigh', key, shape, dtype, 0, 1)
    const length = lax.sqrt(basic.mul(lax.log(u), scalar(-2, dtype)))
    return basic.mul(parameter('rayleigh', scale, shape, dtype), length)
  },
)

/**
 * Maxwell random numbers: lengths of normal vectors in space.
 *
 * Shapes: `u32[2] → f[shape]`.
 *
 * @throws ShapeError for anything but one key
 * @example
 * random.maxwell(random.key(0), { shape: [3] }).shape // => [3]
 */
export const maxwell = /*@__PURE__*/ sampler(
  'maxwell(key, options?)',
  (key: TensorLike, options?: SampleOptions): Tensor => {
    checkOptions('maxwell', options, sampleKeys)
    const dtype = floatDtype('maxwell', options)
    const vectors = normalOf('maxwell', key, [...shapeOf('maxwell', options), 3], dtype)
    return lax.sqrt(sum(basic.mul(vectors, vectors), { axis: -1 }))
  },
)

export interface LognormalOptions extends SampleOptions {
  /** The deviation of the logarithm. Default 1. */
  readonly sigma?: TensorLike
}

/**
 * Exponentials of normal random numbers.
 *
 * Shapes: `u32[2] → f[shape]`; `sigma` broadcasts to `shape`.
 *
 * @throws ShapeError for anything but one key, or a `sigma` that does not broadcast
 * @example
 * random.lognormal(random.key(0), { shape: [3] }).shape // => [3]
 */
export const lognormal = /*@__PURE__*/ sampler(
  'lognormal(key, options?)',
  (key: TensorLike, options?: LognormalOptions): Tensor => {
    checkOptions('lognormal', options, [...sampleKeys, 'sigma'])
    const dtype = floatDtype('lognormal', options, options?.sigma)
    const shape = shapeOf('lognormal', options)
    const sigma = parameter('lognormal', options?.sigma ?? 1, shape, dtype)
    return lax.exp(basic.mul(normalOf('lognormal', key, shape, dtype), sigma))
  },
)

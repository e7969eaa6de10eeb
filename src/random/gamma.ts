import type { Shape } from '../core/aval.ts'
import { asTensor, scalar, type TensorLike } from '../core/convert.ts'
import type { DType } from '../core/dtype.ts'
import { MissingRuleError, ShapeError } from '../core/errors.ts'
import { checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { currentTrace, type FlatJvp } from '../core/trace.ts'
import { broadcastShapes, broadcastTo } from '../numpy/broadcasting.ts'
import { asDtype } from '../numpy/promotion.ts'
import { max, sum } from '../numpy/reductions.ts'
import { checkSizes } from '../numpy/shape-argument.ts'
import * as basic from '../primitives/arithmetic.ts'
import * as lax from '../primitives/elementwise.ts'
import { sliceInDim } from '../primitives/slicing.ts'
import { reshape } from '../primitives/structural.ts'
import { vmap } from '../transforms/vmap.ts'
import { whileLoop } from '../transforms/while-loop.ts'
import {
  floatDtype,
  normalOf,
  type SampleOptions,
  sampleKeys,
  uniformBetween,
} from './continuous.ts'
import { sampler } from './key-reuse.ts'
import { split, splitInTwo } from './keys.ts'

interface Candidate {
  readonly key: Tensor
  readonly x: Tensor
  readonly v: Tensor
}

interface Trial {
  readonly key: Tensor
  readonly square: Tensor
  readonly cube: Tensor
  readonly u: Tensor
}

const row = (keys: Tensor, i: number): Tensor => reshape(sliceInDim(keys, i, i + 1, 0), [2])

/** The logarithm of a gamma random number of shape parameter `a` from a key, by rejection. */
const logGammaOne = (key: Tensor, a: Tensor): Tensor => {
  const { dtype } = a
  const literal = (value: number): Tensor => scalar(value, dtype)
  const one = literal(1)
  const isLarge = basic.ge(a, one)
  // Below 1 a sample for a + 1 is taken and scaled down by a power of a uniform one.
  const raised = basic.select(isLarge, basic.add(a, one), a)
  const d = basic.sub(raised, literal(1 / 3))
  const c = basic.div(literal(1 / 3), lax.sqrt(d))

  const isRejected = ({ square, cube, u }: Trial): Tensor => {
    const squeeze = basic.sub(one, basic.mul(literal(0.0331), basic.mul(square, square)))
    const exact = basic.add(
      basic.mul(square, literal(0.5)),
      basic.mul(d, basic.add(basic.sub(one, cube), lax.log(cube))),
    )
    return lax.and(basic.ge(u, squeeze), basic.ge(lax.log(u), exact))
  }
  const propose = ({ key: from }: Candidate): Candidate => {
    const [next, drawn] = splitInTwo(from)
    const x = normalOf('gamma', drawn, [], dtype)
    return { key: next, x, v: basic.add(one, basic.mul(x, c)) }
  }
  const attempt = ({ key: from }: Trial): Trial => {
    const keys = split(from, { num: 3 })
    const start: Candidate = { key: row(keys, 1), x: literal(0), v: literal(-1) }
    const { x, v } = whileLoop(
      (candidate: Candidate) => basic.le(candidate.v, literal(0)),
      propose,
      start,
    ) as Candidate
    return {
      key: row(keys, 0),
      square: basic.mul(x, x),
      cube: basic.mul(basic.mul(v, v), v),
      u: uniformBetween('gamma', row(keys, 2), [], dtype, 0, 1),
    }
  }
  const [loopKey, boostKey] = splitInTwo(key)
  // A first trial that is always rejected.
  const first: Trial = { key: loopKey, square: literal(0), cube: one, u: literal(2) }
  const { cube } = whileLoop(isRejected, attempt, first) as Trial
  const exponential = lax.log1p(basic.neg(uniformBetween('gamma', boostKey, [], dtype, 0, 1)))
  const isWhole = lax.or(isLarge, basic.eq(exponential, literal(0)))
  const boost = basic.select(isWhole, basic.mul(exponential, basic.div(one, a)), literal(0))
  return basic.add(basic.add(lax.log(d), lax.log(cube)), boost)
}

const sampleRule: FlatJvp = {
  fun: ([key, a]) => {
    const alpha = a as Tensor
    const keys = split(key as Tensor, { num: Math.max(1, alpha.size) })
    const flat = reshape(alpha, [alpha.size])
    if (alpha.size === 0) return [alpha]
    return [reshape(vmap(logGammaOne)(keys, flat), alpha.shape)]
  },
  jvp: () => {
    throw new MissingRuleError(
      'gamma',
      'expected parameters that are not differentiated, got ones that are: samples of gamma, beta and ' +
        'dirichlet have no derivative here; use stopGradient on the parameters',
    )
  },
}

/** Logarithms of gamma random numbers, one for each shape parameter. */
const logGammaOf = (
  op: string,
  key: TensorLike,
  a: TensorLike,
  shape: Shape | undefined,
  dtype: DType,
): Tensor => {
  const alpha = asDtype(op, a, dtype)
  const full = shape === undefined ? alpha : broadcastTo(alpha, shape)
  return currentTrace().customJvp(sampleRule, [asTensor(key, op), full])[0] as Tensor
}

const shapeGiven = (op: string, options: SampleOptions | undefined): Shape | undefined =>
  options?.shape === undefined ? undefined : checkSizes(op, options.shape)

/**
 * Logarithms of gamma random numbers, which do not underflow for small `a`.
 *
 * Shapes: `u32[2], a[s] → f[s]`, or `f[shape]`.
 *
 * @throws ShapeError for anything but one key, or an `a` that does not broadcast
 * @throws MissingRuleError if `a` is differentiated
 * @example
 * random.loggamma(random.key(0), 2, { shape: [3] }).shape // => [3]
 */
export const loggamma = /*@__PURE__*/ sampler(
  'loggamma(key, a, options?)',
  (key: TensorLike, a: TensorLike, options?: SampleOptions): Tensor => {
    checkOptions('loggamma', options, sampleKeys)
    return logGammaOf(
      'loggamma',
      key,
      a,
      shapeGiven('loggamma', options),
      floatDtype('loggamma', options, a),
    )
  },
)

/**
 * Gamma random numbers of shape parameter `a` and scale 1.
 *
 * Shapes: `u32[2], a[s] → f[s]`, or `f[shape]`.
 *
 * @throws ShapeError for anything but one key, or an `a` that does not broadcast
 * @throws MissingRuleError if `a` is differentiated
 * @example
 * random.gamma(random.key(0), 2, { shape: [3] }).shape // => [3]
 * @see Marsaglia & Tsang, A simple method for generating gamma variables, 2000
 */
export const gamma = /*@__PURE__*/ sampler(
  'gamma(key, a, options?)',
  (key: TensorLike, a: TensorLike, options?: SampleOptions): Tensor => {
    checkOptions('gamma', options, sampleKeys)
    return lax.exp(
      logGammaOf('gamma', key, a, shapeGiven('gamma', options), floatDtype('gamma', options, a)),
    )
  },
)

/**
 * Beta random numbers.
 *
 * Shapes: `u32[2], a[s], b[t] → f[s broadcast with t]`, or `f[shape]`.
 *
 * @throws ShapeError for anything but one key, or parameters that do not broadcast
 * @throws MissingRuleError if a parameter is differentiated
 * @example
 * random.beta(random.key(0), 2, 3, { shape: [3] }).max().lt(1) // => true
 */
export const beta = /*@__PURE__*/ sampler(
  'beta(key, a, b, options?)',
  (key: TensorLike, a: TensorLike, b: TensorLike, options?: SampleOptions): Tensor => {
    checkOptions('beta', options, sampleKeys)
    const dtype = floatDtype('beta', options, a, b)
    const [alpha, other] = [asDtype('beta', a, dtype), asDtype('beta', b, dtype)]
    const shape = shapeGiven('beta', options) ?? broadcastShapes(alpha.shape, other.shape)
    const [keyA, keyB] = splitInTwo(key)
    const [x, y] = [
      logGammaOf('beta', keyA, alpha, shape, dtype),
      logGammaOf('beta', keyB, other, shape, dtype),
    ]
    const top = basic.max(x, y)
    const share = lax.exp(basic.sub(x, top))
    return basic.div(share, basic.add(share, lax.exp(basic.sub(y, top))))
  },
)

/**
 * Random probabilities that sum to 1 along the last axis.
 *
 * Shapes: `u32[2], alpha[s,n] → f[s,n]`, or `f[shape,n]`.
 *
 * @throws ShapeError for anything but one key, a scalar `alpha`, or a shape that it does not broadcast to
 * @throws MissingRuleError if `alpha` is differentiated
 * @example
 * random.dirichlet(random.key(0), np.ones(4)).shape // => [4]
 */
export const dirichlet = /*@__PURE__*/ sampler(
  'dirichlet(key, alpha, options?)',
  (key: TensorLike, alpha: TensorLike, options?: SampleOptions): Tensor => {
    checkOptions('dirichlet', options, sampleKeys)
    const dtype = floatDtype('dirichlet', options, alpha)
    const given = asDtype('dirichlet', alpha, dtype)
    if (given.ndim === 0)
      throw new ShapeError('dirichlet', 'expected a parameter for each category, got a scalar')
    const n = given.shape.at(-1) as number
    const shape = [...(shapeGiven('dirichlet', options) ?? given.shape.slice(0, -1)), n]
    const logs = logGammaOf('dirichlet', key, given, shape, dtype)
    const weights = lax.exp(
      basic.sub(logs, broadcastTo(max(logs, { axis: -1, keepdims: true }), shape)),
    )
    return basic.div(weights, broadcastTo(sum(weights, { axis: -1, keepdims: true }), shape))
  },
)

/**
 * Chi-square random numbers of `df` degrees of freedom.
 *
 * Shapes: `u32[2], df[s] → f[s]`, or `f[shape]`.
 *
 * @throws ShapeError for anything but one key, or a `df` that does not broadcast
 * @throws MissingRuleError if `df` is differentiated
 * @example
 * random.chisquare(random.key(0), 3, { shape: [2] }).shape // => [2]
 */
export const chisquare = /*@__PURE__*/ sampler(
  'chisquare(key, df, options?)',
  (key: TensorLike, df: TensorLike, options?: SampleOptions): Tensor => {
    checkOptions('chisquare', options, sampleKeys)
    const dtype = floatDtype('chisquare', options, df)
    const half = basic.mul(asDtype('chisquare', df, dtype), scalar(0.5, dtype))
    const logs = logGammaOf('chisquare', key, half, shapeGiven('chisquare', options), dtype)
    return basic.mul(lax.exp(logs), scalar(2, dtype))
  },
)

/**
 * Random numbers of Student's t distribution of `df` degrees of freedom.
 *
 * Shapes: `u32[2], df[s] → f[s]`, or `f[shape]`.
 *
 * @throws ShapeError for anything but one key, or a `df` that does not broadcast
 * @throws MissingRuleError if `df` is differentiated
 * @example
 * random.t(random.key(0), 3, { shape: [2] }).shape // => [2]
 */
export const t = /*@__PURE__*/ sampler(
  't(key, df, options?)',
  (key: TensorLike, df: TensorLike, options?: SampleOptions): Tensor => {
    checkOptions('t', options, sampleKeys)
    const dtype = floatDtype('t', options, df)
    const given = asDtype('t', df, dtype)
    const shape = shapeGiven('t', options) ?? given.shape
    const [keyN, keyG] = splitInTwo(key)
    const half = broadcastTo(basic.mul(given, scalar(0.5, dtype)), shape)
    const g = lax.exp(logGammaOf('t', keyG, half, shape, dtype))
    return basic.mul(normalOf('t', keyN, shape, dtype), lax.sqrt(basic.div(half, g)))
  },
)

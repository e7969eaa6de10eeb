import type { TensorLike } from '../core/convert.ts'
import type { Tensor } from '../core/tensor.ts'
import { add, divide, multiply, square, subtract } from '../numpy/arithmetic.ts'
import { fullLike } from '../numpy/creation.ts'
import { greater, select3 } from '../numpy/logic.ts'
import { sqrt } from '../numpy/math.ts'
import { checkOptions } from '../numpy/options.ts'
import { rsqrt } from '../primitives/elementwise.ts'
import { chain, mapLeaves, scaleByLearningRate, trace, zerosOf } from './transformation.ts'
import type { GradientTransformation, LearningRate } from './types.ts'

export interface RmsOptions {
  /** Decay of the mean of squared gradients. Default 0.9. */
  readonly decay?: TensorLike
  /** Keeps the step finite where gradients vanish. Default 1e-8. */
  readonly eps?: TensorLike
  /** Where the mean begins. Default 0. */
  readonly initialScale?: TensorLike
  /** Whether `eps` is added under the root. Default true. */
  readonly epsInSqrt?: boolean
  /** Whether to divide by the deviation from the mean gradient instead. Default false. */
  readonly centered?: boolean
}

const rmsOptions = ['decay', 'eps', 'initialScale', 'epsInSqrt', 'centered']

interface RmsState {
  readonly mu: unknown
  readonly nu: unknown
}

const movingMean = (value: Tensor, mean: Tensor, decay: TensorLike): Tensor =>
  add(multiply(subtract(1, decay), value), multiply(decay, mean))

/**
 * Divides gradients by the root of the mean of their squares.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * const t = optim.scaleByRms({ decay: 0.75 })
 * t.update(np.array([3]), t.init(np.zeros(1)))[0] // => [2]
 * @see Tieleman & Hinton, Lecture 6.5: RMSProp, 2012
 */
export const scaleByRms = (options?: RmsOptions): GradientTransformation => {
  checkOptions('scaleByRms', options, rmsOptions)
  const { decay = 0.9, eps = 1e-8, initialScale = 0 } = options ?? {}
  const { epsInSqrt = true, centered = false } = options ?? {}
  const directed = (g: Tensor, spread: Tensor): Tensor =>
    epsInSqrt ? multiply(g, rsqrt(add(spread, eps))) : divide(g, add(sqrt(spread), eps))
  return {
    init: (params): RmsState => ({
      mu: centered ? zerosOf(params) : null,
      nu: mapLeaves((p) => fullLike(p, initialScale), params),
    }),
    update: (grads, state) => {
      const given = state as RmsState
      const nu = mapLeaves((g, v) => movingMean(square(g), v as Tensor, decay), grads, given.nu)
      if (!centered)
        return [mapLeaves((g, v) => directed(g, v as Tensor), grads, nu), { mu: null, nu }]
      const mu = mapLeaves((g, m) => movingMean(g, m as Tensor, decay), grads, given.mu)
      const updates = mapLeaves(
        (g, m, v) => directed(g, subtract(v as Tensor, square(m as Tensor))),
        grads,
        mu,
        nu,
      )
      return [updates, { mu, nu }]
    },
  }
}

export interface RmspropOptions extends RmsOptions {
  /** How much of the accumulated step stays; none unless given. */
  readonly momentum?: TensorLike
  /** Whether to look ahead along the accumulated steps. Default false. */
  readonly nesterov?: boolean
}

/**
 * RMSProp: gradients over the root of the mean of their squares.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * const opt = optim.rmsprop(0.1, { decay: 0.75 })
 * opt.update(np.array([3]), opt.init(np.zeros(1)))[0].round({ decimals: 4 }) // => [-0.2]
 * @see Tieleman & Hinton, Lecture 6.5: RMSProp, 2012
 */
export const rmsprop = (
  learningRate: LearningRate,
  options?: RmspropOptions,
): GradientTransformation => {
  checkOptions('rmsprop', options, [...rmsOptions, 'momentum', 'nesterov'])
  const { momentum, nesterov = false, ...rest } = options ?? {}
  const steps = [scaleByRms(rest), scaleByLearningRate(learningRate)]
  return chain(...steps, ...(momentum === undefined ? [] : [trace(momentum, { nesterov })]))
}

export interface RssOptions {
  /** Where the sum of squares begins. Default 0.1. */
  readonly initialAccumulatorValue?: TensorLike
  /** Keeps the step finite where gradients vanish. Default 1e-7. */
  readonly eps?: TensorLike
}

/**
 * Divides gradients by the root of the sum of all their squares.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * const t = optim.scaleByRss({ initialAccumulatorValue: 7 })
 * t.update(np.array([3]), t.init(np.zeros(1)))[0].round({ decimals: 4 }) // => [0.75]
 */
export const scaleByRss = (options?: RssOptions): GradientTransformation => {
  checkOptions('scaleByRss', options, ['initialAccumulatorValue', 'eps'])
  const { initialAccumulatorValue = 0.1, eps = 1e-7 } = options ?? {}
  return {
    init: (params) => ({
      sumOfSquares: mapLeaves((p) => fullLike(p, initialAccumulatorValue), params),
    }),
    update: (grads, state) => {
      const before = (state as { sumOfSquares: unknown }).sumOfSquares
      const sumOfSquares = mapLeaves((g, s) => add(square(g), s as Tensor), grads, before)
      const updates = mapLeaves(
        (g, s) => {
          const total = s as Tensor
          return multiply(g, select3(greater(total, 0), rsqrt(add(total, eps)), 0))
        },
        grads,
        sumOfSquares,
      )
      return [updates, { sumOfSquares }]
    },
  }
}

/**
 * Adagrad: gradients over the root of the sum of all their squares.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * const opt = optim.adagrad(0.1, { initialAccumulatorValue: 7 })
 * opt.update(np.array([3]), opt.init(np.zeros(1)))[0].round({ decimals: 4 }) // => [-0.075]
 * @see Duchi et al., Adaptive Subgradient Methods, JMLR 2011, figure 1
 */
export const adagrad = (
  learningRate: LearningRate,
  options?: RssOptions,
): GradientTransformation => {
  checkOptions('adagrad', options, ['initialAccumulatorValue', 'eps'])
  return chain(scaleByRss(options), scaleByLearningRate(learningRate))
}

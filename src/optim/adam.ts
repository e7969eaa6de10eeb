import type { TensorLike } from '../core/convert.ts'
import { isTensor, type Tensor } from '../core/tensor.ts'
import { add, divide, multiply, power, square, subtract } from '../numpy/arithmetic.ts'
import { sqrt } from '../numpy/math.ts'
import { checkOptions } from '../numpy/options.ts'
import { asDtype, cast } from '../numpy/promotion.ts'
import {
  addDecayedWeights,
  chain,
  type DecayedWeightsOptions,
  firstCount,
  mapLeaves,
  nextCount,
  scaleByLearningRate,
  zerosOf,
} from './transformation.ts'
import type { GradientTransformation, LearningRate } from './types.ts'

export interface AdamOptions {
  /** Decay of the mean of gradients. Default 0.9. */
  readonly b1?: TensorLike
  /** Decay of the mean of their squares. Default 0.999. */
  readonly b2?: TensorLike
  /** Added to the root, so that small gradients do not make large steps. Default 1e-8. */
  readonly eps?: TensorLike
  /** Added under the root, so that its gradient is finite where a meta-gradient needs it. Default 0. */
  readonly epsRoot?: TensorLike
  /** Whether to look ahead along the mean of gradients (Nadam). Default false. */
  readonly nesterov?: boolean
}

const adamOptions = ['b1', 'b2', 'eps', 'epsRoot', 'nesterov']

/** `decay · mean + (1 - decay) · value`. */
const movingMean = (value: Tensor, mean: unknown, decay: TensorLike): Tensor =>
  add(multiply(subtract(1, decay), value), multiply(decay, mean as Tensor))

/** `1 - decay^count` in the dtype of `like`: how much of a mean that began at 0 is there. */
const biasCorrection = (decay: TensorLike, count: Tensor, like: Tensor): Tensor => {
  const base = isTensor(decay) ? cast(decay, like.dtype) : asDtype('scaleByAdam', decay, like.dtype)
  return subtract(1, power(base, cast(count, like.dtype)))
}

interface AdamState {
  readonly count: Tensor
  readonly mu: unknown
  readonly nu: unknown
}

/**
 * Adam's direction: the mean of gradients over the root of the mean of their squares, both corrected for
 * having begun at 0.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * const t = optim.scaleByAdam()
 * t.update(np.array([3, -4]), t.init(np.zeros(2)))[0].round({ decimals: 4 }) // => [1, -1]
 * @see Kingma & Ba, Adam: A Method for Stochastic Optimization, ICLR 2015, algorithm 1
 */
export const scaleByAdam = (options?: AdamOptions): GradientTransformation => {
  checkOptions('scaleByAdam', options, adamOptions)
  const { b1 = 0.9, b2 = 0.999, eps = 1e-8, epsRoot = 0, nesterov = false } = options ?? {}
  return {
    init: (params): AdamState => ({
      count: firstCount(),
      mu: zerosOf(params),
      nu: zerosOf(params),
    }),
    update: (grads, state) => {
      const given = state as AdamState
      const mu = mapLeaves((g, m) => movingMean(g, m, b1), grads, given.mu)
      const nu = mapLeaves((g, v) => movingMean(square(g), v, b2), grads, given.nu)
      const count = nextCount(given.count)
      const meanOf = (g: Tensor, m: Tensor): Tensor => {
        if (!nesterov) return divide(m, biasCorrection(b1, count, m))
        const ahead = divide(m, biasCorrection(b1, nextCount(count), m))
        const now = divide(g, biasCorrection(b1, count, m))
        return add(multiply(b1, ahead), multiply(subtract(1, b1), now))
      }
      const updates = mapLeaves(
        (g, m, v) => {
          const variance = divide(v as Tensor, biasCorrection(b2, count, v as Tensor))
          const root = sqrt(epsRoot === 0 ? variance : add(variance, epsRoot))
          return divide(meanOf(g, m as Tensor), add(root, eps))
        },
        grads,
        mu,
        nu,
      )
      return [updates, { count, mu, nu }]
    },
  }
}

/**
 * Adam: steps along the mean of gradients, in units of their typical size.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * const opt = optim.adam(0.1)
 * const params = { w: np.array([1]) }
 * const [updates] = opt.update({ w: np.array([5]) }, opt.init(params))
 * optim.applyUpdates(params, updates).w.round({ decimals: 3 }) // => [0.9]
 * @see Kingma & Ba, Adam: A Method for Stochastic Optimization, ICLR 2015, algorithm 1
 */
export const adam = (learningRate: LearningRate, options?: AdamOptions): GradientTransformation => {
  checkOptions('adam', options, adamOptions)
  return chain(scaleByAdam(options), scaleByLearningRate(learningRate))
}

export interface AdamwOptions extends AdamOptions, DecayedWeightsOptions {
  /** How much of each parameter is subtracted, times the learning rate. Default 1e-4. */
  readonly weightDecay?: TensorLike
}

/**
 * Adam with decay of the weights that is not scaled by gradients.
 *
 * @throws ArgumentError for an unknown option, or if `update` is called without parameters
 * @example
 * const opt = optim.adamw(0.1, { weightDecay: 0.5 })
 * const params = np.array([1])
 * opt.update(np.array([5]), opt.init(params), params)[0].round({ decimals: 3 }) // => [-0.15]
 * @see Loshchilov & Hutter, Decoupled Weight Decay Regularization, ICLR 2019, algorithm 2
 */
export const adamw = (
  learningRate: LearningRate,
  options?: AdamwOptions,
): GradientTransformation => {
  checkOptions('adamw', options, [...adamOptions, 'weightDecay', 'mask'])
  const { weightDecay = 1e-4, mask, ...rest } = options ?? {}
  return chain(
    scaleByAdam(rest),
    addDecayedWeights(weightDecay, mask === undefined ? {} : { mask }),
    scaleByLearningRate(learningRate),
  )
}

import type { TensorLike } from '../core/convert.ts'
import { keeping } from '../core/keeping.ts'
import { addDecayedWeights, type DecayedWeightsOptions } from './add-decayed-weights.ts'
import { checkSettings, finiteOrSchedule, mask as isMask, rate } from './arguments.ts'
import { inSequence } from './chain.ts'
import { type AdamOptions, adamOptions, scaleByAdam } from './scale-by-adam.ts'
import { scaleByLearningRate } from './scale-by-learning-rate.ts'
import type { GradientTransformation, LearningRate, Schedule } from './types.ts'

/**
 * Adam: steps along the mean of gradients, in units of their typical size, `−α m̂ / (√v̂ + ε)`. See
 * `scaleByAdam`.
 *
 * @param learningRate - `α`: a number, a tensor, a schedule, or a tree of rates for the parameters
 * @throws ArgumentError for a rate or an option that is not what it should be
 * @example
 * const optimizer = optim.adam(0.25)
 * const params = { w: np.array([1]) }
 * const [updates] = optimizer.update({ w: np.array([5]) }, optimizer.init(params))
 * optim.applyUpdates(params, updates).w.round({ decimals: 3 }) // => [0.75]
 * @see Kingma & Ba, Adam: A Method for Stochastic Optimization, ICLR 2015, algorithm 1
 */
export const adam = /*@__PURE__*/ keeping(
  'adam(learningRate, options?)',
  (learningRate: LearningRate, options?: AdamOptions): GradientTransformation => {
    rate('adam', 'learningRate', learningRate)
    checkSettings('adam', options, adamOptions)
    return inSequence('adam', [scaleByAdam(options), scaleByLearningRate(learningRate)])
  },
)

export interface AdamwOptions extends AdamOptions, DecayedWeightsOptions {
  /** `λ`, how much of each parameter is subtracted, times the learning rate. Default 1e-4. */
  readonly weightDecay?: TensorLike | Schedule
}

/**
 * Adam with decay of weights that is not divided by the size of gradients: `−α (m̂ / (√v̂ + ε) + λ θ)`.
 *
 * @throws ArgumentError for a rate or an option that is not what it should be, or, from `update`, without parameters
 * @example
 * const optimizer = optim.adamw(0.25, { weightDecay: 0.5 })
 * const params = np.array([1])
 * optimizer.update(np.array([5]), optimizer.init(params), params)[0].round({ decimals: 3 }) // => [-0.375]
 * @see Loshchilov & Hutter, Decoupled Weight Decay Regularization, ICLR 2019, algorithm 2
 */
export const adamw = /*@__PURE__*/ keeping(
  'adamw(learningRate, options?)',
  (learningRate: LearningRate, options?: AdamwOptions): GradientTransformation => {
    rate('adamw', 'learningRate', learningRate)
    checkSettings('adamw', options, { ...adamOptions, weightDecay: finiteOrSchedule, mask: isMask })
    const { weightDecay = 1e-4, mask, ...rest } = options ?? {}
    return inSequence('adamw', [
      scaleByAdam(rest),
      addDecayedWeights(weightDecay, { mask }),
      scaleByLearningRate(learningRate),
    ])
  },
)

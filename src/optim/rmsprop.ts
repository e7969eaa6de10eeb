import type { TensorLike } from '../core/convert.ts'
import { keeping } from '../core/keeping.ts'
import { checkSettings, finite, flag, rate } from './arguments.ts'
import { inSequence } from './chain.ts'
import { identity } from './identity.ts'
import { scaleByLearningRate } from './scale-by-learning-rate.ts'
import { type RmsOptions, rmsOptions, scaleByRms, scaleByStddev } from './scale-by-rms.ts'
import { trace } from './trace.ts'
import type { GradientTransformation, LearningRate } from './types.ts'

export interface RmspropOptions extends RmsOptions {
  /** Whether to divide by the standard deviation of gradients. Default false. */
  readonly centered?: boolean
  /** How much of earlier updates is added; unless given, none is. */
  readonly momentum?: TensorLike
  /** Whether to look ahead along the momentum. Default false. */
  readonly nesterov?: boolean
}

/**
 * RMSProp: gradients over the root of the mean of their squares, `−α g / √(v + ε)`. See `scaleByRms`.
 *
 * @param learningRate - `α`: a number, a tensor, a schedule, or a tree of rates for the parameters
 * @throws ArgumentError for a rate or an option that is not what it should be
 * @example
 * const optimizer = optim.rmsprop(0.25, { decay: 0.75 })
 * optimizer.update(np.array([3]), optimizer.init(np.zeros(1)))[0].round({ decimals: 4 }) // => [-0.5]
 * @see Tieleman & Hinton, Lecture 6.5: RMSProp, 2012
 * @see Graves, Generating Sequences With Recurrent Neural Networks, 2013, eq. 38–41
 */
export const rmsprop = /*@__PURE__*/ keeping(
  'rmsprop(learningRate, options?)',
  (learningRate: LearningRate, options?: RmspropOptions): GradientTransformation => {
    rate('rmsprop', 'learningRate', learningRate)
    checkSettings('rmsprop', options, {
      ...rmsOptions,
      centered: flag,
      momentum: finite,
      nesterov: flag,
    })
    const { centered = false, momentum, nesterov = false, ...rest } = options ?? {}
    return inSequence('rmsprop', [
      centered ? scaleByStddev(rest) : scaleByRms(rest),
      scaleByLearningRate(learningRate),
      momentum === undefined ? identity() : trace(momentum, { nesterov }),
    ])
  },
)

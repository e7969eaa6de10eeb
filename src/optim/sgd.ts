import type { TensorLike } from '../core/convert.ts'
import { keeping } from '../core/keeping.ts'
import { checkSettings, finite, flag, rate } from './arguments.ts'
import { inSequence } from './chain.ts'
import { identity } from './identity.ts'
import { scaleByLearningRate } from './scale-by-learning-rate.ts'
import { trace } from './trace.ts'
import type { GradientTransformation, LearningRate } from './types.ts'

export interface SgdOptions {
  /** How much of earlier updates is added; unless given, none is, and nothing remembered. */
  readonly momentum?: TensorLike
  /** Whether to look ahead along the momentum. Default false. */
  readonly nesterov?: boolean
}

/**
 * Gradient descent: updates `−α g`; with momentum `t ← g + ρ t`, updates `−α t`, or `−α (g + ρ t)` where
 * it looks ahead.
 *
 * @param learningRate - `α`: a number, a tensor, a schedule, or a tree of rates for the parameters
 * @throws ArgumentError for an unknown option, or a rate that is none of these
 * @example
 * const optimizer = optim.sgd(0.25)
 * const params = { w: np.array([1, 2]) }
 * const gradient = grad((p: { w: Tensor }) => p.w.pow(2).sum())(params)
 * const [updates] = optimizer.update(gradient, optimizer.init(params))
 * optim.applyUpdates(params, updates) // => { w: [0.5, 1] }
 * @see Sutskever et al., On the importance of initialization and momentum in deep learning, 2013, eq. 1
 */
export const sgd = /*@__PURE__*/ keeping(
  'sgd(learningRate, options?)',
  (learningRate: LearningRate, options?: SgdOptions): GradientTransformation => {
    rate('sgd', 'learningRate', learningRate)
    checkSettings('sgd', options, { momentum: finite, nesterov: flag })
    const { momentum, nesterov = false } = options ?? {}
    return inSequence('sgd', [
      momentum === undefined ? identity() : trace(momentum, { nesterov }),
      scaleByLearningRate(learningRate),
    ])
  },
)

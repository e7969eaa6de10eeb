import type { TensorLike } from '../core/convert.ts'
import { checkOptions } from '../numpy/options.ts'
import { chain, scaleByLearningRate, trace } from './transformation.ts'
import type { GradientTransformation, LearningRate } from './types.ts'

export interface SgdOptions {
  /** How much of the accumulated gradient stays from step to step; none unless given. */
  readonly momentum?: TensorLike
  /** Whether to look ahead along the accumulated gradients. Default false. */
  readonly nesterov?: boolean
}

/**
 * Stochastic gradient descent: `θ ← θ - α g`, with momentum `m ← g + μ m`, `θ ← θ - α m`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * const opt = optim.sgd(0.1)
 * const params = np.array([1, 2])
 * const [updates] = opt.update(np.array([10, 20]), opt.init(params))
 * optim.applyUpdates(params, updates) // => [0, 0]
 * @see Sutskever et al., On the importance of initialization and momentum in deep learning, ICML 2013
 */
export const sgd = (learningRate: LearningRate, options?: SgdOptions): GradientTransformation => {
  checkOptions('sgd', options, ['momentum', 'nesterov'])
  const { momentum, nesterov = false } = options ?? {}
  const step = scaleByLearningRate(learningRate)
  return momentum === undefined ? step : chain(trace(momentum, { nesterov }), step)
}

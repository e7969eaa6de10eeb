import { isTensorLike, type TensorLike } from '../core/convert.ts'
import { keeping } from '../core/keeping.ts'
import { flatten, unflatten } from '../core/tree-def.ts'
import { negative } from '../numpy/arithmetic.ts'
import { rate as isRate } from './arguments.ts'
import { scaleBy } from './scale.ts'
import { scaleBySchedule } from './scale-by-schedule.ts'
import type { GradientTransformation, LearningRate, RateTree } from './types.ts'

const op = 'scaleByLearningRate'

const opposite = (rate: TensorLike): TensorLike =>
  typeof rate === 'number' ? -rate : negative(rate)

/**
 * Multiplies gradients by `−rate`, so that adding the updates descends.
 *
 * The rate is a number, a scalar tensor, a schedule, or a tree with a rate for each parameter or subtree
 * of parameters. Tensors may be traced, and get gradients of their own.
 *
 * @throws ArgumentError for a rate that is none of these
 * @throws TreeError, from `update`, if a tree of rates does not fit the gradients, with the path
 * @example
 * const rates = { w: 0.5, b: np.array([1, 2]) }
 * const grads = { w: np.array(4), b: np.array([1, 1]) }
 * optim.scaleByLearningRate(rates).update(grads, null)[0] // => { b: [-1, -2], w: -2 }
 */
export const scaleByLearningRate = /*@__PURE__*/ keeping(
  'scaleByLearningRate(learningRate)',
  (learningRate: LearningRate): GradientTransformation => {
    isRate(op, 'learningRate', learningRate)
    if (typeof learningRate === 'function')
      return scaleBySchedule((count, options) => opposite(learningRate(count, options)))
    if (isTensorLike(learningRate)) return scaleBy(op, opposite(learningRate))
    const [rates, def] = flatten(learningRate)
    const factors = rates.map((rate) => opposite(rate as TensorLike))
    return scaleBy(op, unflatten(def, factors) as RateTree)
  },
)

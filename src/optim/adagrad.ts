import type { TensorLike } from '../core/convert.ts'
import { keeping } from '../core/keeping.ts'
import type { Tensor } from '../core/tensor.ts'
import { add, multiply, square } from '../numpy/arithmetic.ts'
import { fullLike } from '../numpy/creation.ts'
import { greater, select3 } from '../numpy/logic.ts'
import { asDtype } from '../numpy/promotion.ts'
import { rsqrt } from '../primitives/elementwise.ts'
import { type Checks, checkSettings, nonNegative, rate } from './arguments.ts'
import { inSequence } from './chain.ts'
import { mapLeaves, stateOf } from './map-leaves.ts'
import { scaleByLearningRate } from './scale-by-learning-rate.ts'
import { transformation } from './transformation.ts'
import type { GradientTransformation, LearningRate } from './types.ts'

export interface AdagradOptions {
  /** Where the sum of squares begins. Default 0.1. */
  readonly initialAccumulatorValue?: TensorLike
  /** `ε`, which keeps steps finite where gradients vanish. Default 1e-7. */
  readonly eps?: TensorLike
}

const adagradOptions: Checks = { initialAccumulatorValue: nonNegative, eps: nonNegative }

interface RssState {
  readonly sumOfSquares: unknown
}

const op = 'scaleByRss'

/**
 * Divides gradients by the root of the sum of all their squares: `s ← s + g²`, updates `g / √(s + ε)`, and 0
 * where `s` is 0.
 *
 * @throws ArgumentError for an unknown option, or one that is no number of at least 0
 * @example
 * const t = optim.scaleByRss({ initialAccumulatorValue: 7 })
 * t.update(np.array([3]), t.init(np.zeros(1)))[0].round({ decimals: 4 }) // => [0.75]
 * @see Duchi et al., Adaptive Subgradient Methods, JMLR 12, 2011, figure 1
 */
export const scaleByRss = /*@__PURE__*/ keeping(
  'scaleByRss(options?)',
  (options?: AdagradOptions): GradientTransformation => {
    checkSettings(op, options, adagradOptions)
    const { initialAccumulatorValue = 0.1, eps = 1e-7 } = options ?? {}
    const direction = (g: Tensor, total: Tensor): Tensor => {
      const isPositive = greater(total, 0)
      // The root never sees 0, whose infinite derivative would leak as 0 · ∞.
      const safe = select3(isPositive, add(total, asDtype(op, eps, total.dtype)), 1)
      return multiply(select3(isPositive, rsqrt(safe), 0), g)
    }
    return transformation(op, {
      init: (params): RssState => ({
        sumOfSquares: mapLeaves(op, (p) => fullLike(p, initialAccumulatorValue), params),
      }),
      update: (grads, state) => {
        const given = stateOf<RssState>(op, state, ['sumOfSquares'])
        const total = mapLeaves(
          op,
          (g, s) => add(square(g), s as Tensor),
          grads,
          given.sumOfSquares,
        )
        const updates = mapLeaves(op, (g, s) => direction(g, s as Tensor), grads, total)
        return [updates, { sumOfSquares: total }]
      },
    })
  },
)

/**
 * Adagrad: gradients over the root of the sum of all their squares, `−α g / √(s + ε)`. See `scaleByRss`.
 *
 * @param learningRate - `α`: a number, a tensor, a schedule, or a tree of rates for the parameters
 * @throws ArgumentError for an unknown option, or one that is no number of at least 0
 * @example
 * const optimizer = optim.adagrad(0.5, { initialAccumulatorValue: 7 })
 * optimizer.update(np.array([3]), optimizer.init(np.zeros(1)))[0].round({ decimals: 4 }) // => [-0.375]
 * @see Duchi et al., Adaptive Subgradient Methods, JMLR 12, 2011, figure 1
 */
export const adagrad = /*@__PURE__*/ keeping(
  'adagrad(learningRate, options?)',
  (learningRate: LearningRate, options?: AdagradOptions): GradientTransformation => {
    rate('adagrad', 'learningRate', learningRate)
    checkSettings('adagrad', options, adagradOptions)
    return inSequence('adagrad', [scaleByRss(options), scaleByLearningRate(learningRate)])
  },
)

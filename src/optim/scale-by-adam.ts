import type { TensorLike } from '../core/convert.ts'
import { keeping } from '../core/keeping.ts'
import type { Tensor } from '../core/tensor.ts'
import { add, divide, square } from '../numpy/arithmetic.ts'
import { asDtype } from '../numpy/promotion.ts'
import { type Checks, checkSettings, decayBelow1, flag, nonNegative } from './arguments.ts'
import { firstCount, nextCount } from './count.ts'
import { mapLeaves, stateOf, zerosOf } from './map-leaves.ts'
import { biasCorrection, movingMean } from './moments.ts'
import { safeSqrt } from './safe-sqrt.ts'
import { transformation } from './transformation.ts'
import type { GradientTransformation } from './types.ts'

export interface AdamOptions {
  /** `β₁`, decay of the mean of gradients. Default 0.9. */
  readonly b1?: TensorLike
  /** `β₂`, decay of the mean of their squares. Default 0.999. */
  readonly b2?: TensorLike
  /** Added to the root, so that small gradients do not make large steps. Default 1e-8. */
  readonly eps?: TensorLike
  /** Added under the root, which bounds the derivative of a step by its gradient. Default 0. */
  readonly epsRoot?: TensorLike
  /** Whether to look ahead along the mean of gradients (Nadam). Default false. */
  readonly nesterov?: boolean
}

export const adamOptions: Checks = {
  b1: decayBelow1,
  b2: decayBelow1,
  eps: nonNegative,
  epsRoot: nonNegative,
  nesterov: flag,
}

interface AdamState {
  readonly count: Tensor
  readonly mu: unknown
  readonly nu: unknown
}

const op = 'scaleByAdam'

/**
 * Adam's direction: the mean of gradients over the root of the mean of their squares, both corrected for
 * having begun at 0. `m ← β₁ m + (1−β₁) g`, `v ← β₂ v + (1−β₂) g²`, updates `m̂ / (√(v̂ + ε₀) + ε)`.
 *
 * Meta-gradients are finite where a gradient is 0: there the derivative of the root is taken to be 0, which
 * leaves that of the whole right. It is as large as `1/ε`, though; `epsRoot` makes it smaller.
 *
 * @throws ArgumentError for an unknown option, a decay outside of `[0, 1)`, or a negative `ε`
 * @example
 * const t = optim.scaleByAdam()
 * t.update(np.array([3, -4]), t.init(np.zeros(2)))[0].round({ decimals: 4 }) // => [1, -1]
 * @see Kingma & Ba, Adam: A Method for Stochastic Optimization, ICLR 2015, algorithm 1
 * @see Dozat, Incorporating Nesterov Momentum into Adam, 2016, algorithm 2
 */
export const scaleByAdam = /*@__PURE__*/ keeping(
  'scaleByAdam(options?)',
  (options?: AdamOptions): GradientTransformation => {
    checkSettings(op, options, adamOptions)
    const { b1 = 0.9, b2 = 0.999, eps = 1e-8, epsRoot = 0, nesterov = false } = options ?? {}
    const direction = (m: Tensor, v: Tensor): Tensor => {
      const root = safeSqrt(epsRoot === 0 ? v : add(v, asDtype(op, epsRoot, v.dtype)))
      return divide(m, add(root, asDtype(op, eps, v.dtype)))
    }
    return transformation(op, {
      init: (params): AdamState => ({
        count: firstCount(),
        mu: zerosOf(op, params),
        nu: zerosOf(op, params),
      }),
      update: (grads, state) => {
        const given = stateOf<AdamState>(op, state, ['count', 'mu', 'nu'])
        const mu = mapLeaves(op, (g, m) => movingMean(g, m as Tensor, b1), grads, given.mu)
        const nu = mapLeaves(op, (g, v) => movingMean(square(g), v as Tensor, b2), grads, given.nu)
        const count = nextCount(given.count)
        const corrected = biasCorrection(b1, count)
        const correctedSquare = biasCorrection(b2, count)
        const correctedAhead = nesterov ? biasCorrection(b1, nextCount(count)) : null
        const mean = (g: Tensor, m: Tensor): Tensor =>
          correctedAhead === null ? corrected(m) : movingMean(corrected(g), correctedAhead(m), b1)
        const updates = mapLeaves(
          op,
          (g, m, v) => direction(mean(g, m as Tensor), correctedSquare(v as Tensor)),
          grads,
          mu,
          nu,
        )
        return [updates, { count, mu, nu }]
      },
    })
  },
)

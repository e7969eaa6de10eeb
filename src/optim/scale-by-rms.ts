import type { TensorLike } from '../core/convert.ts'
import { keeping } from '../core/keeping.ts'
import type { Tensor } from '../core/tensor.ts'
import { add, divide, multiply, square, subtract } from '../numpy/arithmetic.ts'
import { fullLike } from '../numpy/creation.ts'
import { asDtype } from '../numpy/promotion.ts'
import { rsqrt } from '../primitives/elementwise.ts'
import { type Checks, checkSettings, decayBelow1, flag, nonNegative } from './arguments.ts'
import { firstCount, nextCount } from './count.ts'
import { mapLeaves, stateOf, zerosOf } from './map-leaves.ts'
import { biasCorrection, movingMean } from './moments.ts'
import { safeSqrt } from './safe-sqrt.ts'
import { transformation } from './transformation.ts'
import type { GradientTransformation } from './types.ts'

export interface RmsOptions {
  /** `β`, decay of the mean of squared gradients. Default 0.9. */
  readonly decay?: TensorLike
  /** `ε`, which keeps steps finite where gradients vanish. Default 1e-8. */
  readonly eps?: TensorLike
  /** Where the mean of squares begins. Default 0. */
  readonly initialScale?: TensorLike
  /** Whether `ε` is added under the root, else to the root. Default true. */
  readonly epsInSqrt?: boolean
  /** Whether means are corrected for having begun at 0. Default false. */
  readonly biasCorrection?: boolean
}

export const rmsOptions: Checks = {
  decay: decayBelow1,
  eps: nonNegative,
  initialScale: nonNegative,
  epsInSqrt: flag,
  biasCorrection: flag,
}

interface RmsState {
  readonly count?: Tensor
  readonly nu: unknown
}

interface DeviationState extends RmsState {
  readonly mu: unknown
}

/** What both transformations have in common, with the defaults filled in. */
const settings = (op: string, options: RmsOptions | undefined) => {
  checkSettings(op, options, rmsOptions)
  const { decay = 0.9, eps = 1e-8, initialScale = 0 } = options ?? {}
  const { epsInSqrt = true, biasCorrection: isCorrected = false } = options ?? {}
  const first = isCorrected ? { count: firstCount() } : {}
  return {
    decay,
    keys: isCorrected ? (['count', 'nu'] as const) : (['nu'] as const),
    init: (params: unknown) => ({
      ...first,
      nu: mapLeaves(op, (p) => fullLike(p, initialScale), params),
    }),
    /** The next count, and the correction of means by it. */
    counted: ({ count }: RmsState) => {
      if (!isCorrected || count === undefined) return { next: {}, corrected: (x: Tensor) => x }
      const next = nextCount(count)
      return { next: { count: next }, corrected: biasCorrection(decay, next) }
    },
    /** The gradient over the root of its spread. */
    direction: (g: Tensor, spread: Tensor): Tensor => {
      const tiny = asDtype(op, eps, spread.dtype)
      const factor = epsInSqrt ? rsqrt(add(spread, tiny)) : divide(1, add(safeSqrt(spread), tiny))
      return multiply(factor, g)
    },
  }
}

/**
 * Divides gradients by the root of the mean of their squares: `v ← β v + (1−β) g²`, updates `g / √(v + ε)`.
 *
 * Where `ε` is added to the root instead, the derivative of the root at 0 is taken to be 0, so that
 * meta-gradients are finite.
 *
 * @throws ArgumentError for an unknown option, a decay outside of `[0, 1)`, or a negative `ε`
 * @example
 * const t = optim.scaleByRms({ decay: 0.75 })
 * t.update(np.array([3]), t.init(np.zeros(1)))[0] // => [2]
 * @see Tieleman & Hinton, Lecture 6.5: RMSProp, 2012
 */
export const scaleByRms = /*@__PURE__*/ keeping(
  'scaleByRms(options?)',
  (options?: RmsOptions): GradientTransformation => {
    const op = 'scaleByRms'
    const { decay, keys, init, counted, direction } = settings(op, options)
    return transformation(op, {
      init,
      update: (grads, state) => {
        const given = stateOf<RmsState>(op, state, keys)
        const { next, corrected } = counted(given)
        const nu = mapLeaves(
          op,
          (g, v) => movingMean(square(g), v as Tensor, decay),
          grads,
          given.nu,
        )
        const updates = mapLeaves(op, (g, v) => direction(g, corrected(v as Tensor)), grads, nu)
        return [updates, { ...next, nu }]
      },
    })
  },
)

/**
 * Divides gradients by their standard deviation: `m ← β m + (1−β) g`, `v ← β v + (1−β) g²`, updates
 * `g / √(v − m² + ε)`.
 *
 * @throws ArgumentError for an unknown option, a decay outside of `[0, 1)`, or a negative `ε`
 * @example
 * const t = optim.scaleByStddev({ decay: 0.5 })
 * t.update(np.array([3]), t.init(np.zeros(1)))[0].round({ decimals: 4 }) // => [2]
 * @see Graves, Generating Sequences With Recurrent Neural Networks, 2013, eq. 38–41
 */
export const scaleByStddev = /*@__PURE__*/ keeping(
  'scaleByStddev(options?)',
  (options?: RmsOptions): GradientTransformation => {
    const op = 'scaleByStddev'
    const { decay, keys, init, counted, direction } = settings(op, options)
    return transformation(op, {
      init: (params) => ({ ...init(params), mu: zerosOf(op, params) }),
      update: (grads, state) => {
        const given = stateOf<DeviationState>(op, state, [...keys, 'mu'])
        const { next, corrected } = counted(given)
        const mu = mapLeaves(op, (g, m) => movingMean(g, m as Tensor, decay), grads, given.mu)
        const nu = mapLeaves(
          op,
          (g, v) => movingMean(square(g), v as Tensor, decay),
          grads,
          given.nu,
        )
        const spread = (m: Tensor, v: Tensor): Tensor =>
          subtract(corrected(v), square(corrected(m)))
        const updates = mapLeaves(
          op,
          (g, m, v) => direction(g, spread(m as Tensor, v as Tensor)),
          grads,
          mu,
          nu,
        )
        return [updates, { ...next, mu, nu }]
      },
    })
  },
)

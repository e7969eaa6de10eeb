import type { TensorLike } from '../core/convert.ts'
import { clip as clipValue, divide, multiply, negative } from '../numpy/arithmetic.ts'
import { less, select3 } from '../numpy/logic.ts'
import { cast } from '../numpy/promotion.ts'
import { globalNorm } from './apply-updates.ts'
import { mapLeaves, stateless } from './transformation.ts'
import type { GradientTransformation } from './types.ts'

/**
 * Holds every gradient in `[-maxDelta, maxDelta]`.
 *
 * @example
 * optim.clip(1).update(np.array([-3, 0.5]), null)[0] // => [-1, 0.5]
 */
export const clip = (maxDelta: TensorLike): GradientTransformation =>
  stateless((grads) =>
    mapLeaves((g) => cast(clipValue(g, negative(maxDelta), maxDelta), g.dtype), grads),
  )

/**
 * Scales gradients down so that the norm of all together is at most `maxNorm`.
 *
 * @example
 * optim.clipByGlobalNorm(1).update(np.array([3, 4]), null)[0].round({ decimals: 3 }) // => [0.6, 0.8]
 * @see Pascanu et al., On the difficulty of training recurrent neural networks, ICML 2013, §3.2
 */
export const clipByGlobalNorm = (maxNorm: TensorLike): GradientTransformation =>
  stateless((grads) => {
    const norm = globalNorm(grads)
    const fits = less(norm, maxNorm)
    return mapLeaves((g) => {
      const shrunk = multiply(divide(g, cast(norm, g.dtype)), maxNorm)
      return cast(select3(fits, g, shrunk), g.dtype)
    }, grads)
  })

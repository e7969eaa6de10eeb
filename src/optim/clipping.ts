import { checked } from '../core/checked.ts'
import type { TensorLike } from '../core/convert.ts'
import { keeping } from '../core/keeping.ts'
import type { Tensor } from '../core/tensor.ts'
import { treeLeaves } from '../core/tree.ts'
import { add, clip as clipValue, divide, multiply, negative, square } from '../numpy/arithmetic.ts'
import { equal, less, logicalOr, select3 } from '../numpy/logic.ts'
import { asDtype, cast, inexact } from '../numpy/promotion.ts'
import { sum } from '../numpy/reductions.ts'
import { bound as isBound } from './arguments.ts'
import { mapLeaves } from './map-leaves.ts'
import { safeSqrt } from './safe-sqrt.ts'
import { stateless } from './stateless.ts'
import type { GradientTransformation } from './types.ts'

/**
 * Holds every gradient in `[-maxDelta, maxDelta]`.
 *
 * @throws ArgumentError for a negative bound, or one that is no number
 * @example
 * optim.clip(1).update(np.array([-3, 0.5]), null)[0] // => [-1, 0.5]
 * @see Pascanu et al., On the difficulty of training recurrent neural networks, ICML 2013, §3.2
 */
export const clip = /*@__PURE__*/ keeping(
  'clip(maxDelta)',
  (maxDelta: TensorLike): GradientTransformation => {
    isBound('clip', 'maxDelta', maxDelta)
    return stateless('clip', (grads) =>
      mapLeaves(
        'clip',
        (g) => {
          const bound = asDtype('clip', maxDelta, g.dtype)
          return clipValue(g, negative(bound), bound)
        },
        grads,
      ),
    )
  },
)

/**
 * The Euclidean norm of all leaves together; its gradient at 0 is 0.
 *
 * Shapes: `T → f[]`.
 *
 * @example
 * optim.globalNorm({ a: np.array([3]), b: np.array([[4]]) }) // => 5
 */
export const globalNorm = /*@__PURE__*/ checked('globalNorm(tree)', (tree: unknown): Tensor => {
  const squares = treeLeaves(tree).map((leaf) =>
    sum(square(inexact('globalNorm', leaf as TensorLike))),
  )
  const total = squares.reduce<TensorLike>((rest, s) => (rest === 0 ? s : add(rest, s)), 0)
  return safeSqrt(inexact('globalNorm', total))
})

/**
 * Scales gradients down so that the norm of all together is at most `maxNorm`.
 *
 * @throws ArgumentError for a negative bound, or one that is no number
 * @example
 * optim.clipByGlobalNorm(2.5).update({ a: np.array(3), b: np.array(4) }, null)[0] // => { a: 1.5, b: 2 }
 * @see Pascanu et al., On the difficulty of training recurrent neural networks, ICML 2013, algorithm 1
 */
export const clipByGlobalNorm = /*@__PURE__*/ keeping(
  'clipByGlobalNorm(maxNorm)',
  (maxNorm: TensorLike): GradientTransformation => {
    isBound('clipByGlobalNorm', 'maxNorm', maxNorm)
    return stateless('clipByGlobalNorm', (grads) => {
      const norm = globalNorm(grads)
      const fits = less(norm, maxNorm)
      // Where gradients fit they are not divided, so that neither value nor derivative sees a norm of 0; nor are
      // they where the largest norm allowed is 0 itself.
      const divisor = select3(logicalOr(fits, equal(norm, 0)), 1, norm)
      return mapLeaves(
        'clipByGlobalNorm',
        (g) => {
          const bound = asDtype('clipByGlobalNorm', maxNorm, g.dtype)
          return select3(fits, g, multiply(divide(g, cast(divisor, g.dtype)), bound))
        },
        grads,
      )
    })
  },
)

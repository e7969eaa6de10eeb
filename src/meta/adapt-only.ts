import { TreeError } from '../core/errors.ts'
import { keeping } from '../core/keeping.ts'
import type { Loss } from './types.ts'

/**
 * Adapts one entry of the parameters and leaves the rest: with `'head'`, ANIL. The outer loop still
 * moves everything.
 *
 * @throws TreeError if the parameters have no such entry
 * @example
 * const loss = (p: { body: Tensor; head: Tensor }, x: Tensor) => p.body.mul(p.head).sub(x).pow(2)
 * const adapt = meta.adaptOnly('head', meta.gradientSteps(optim.sgd(0.25), 1))(loss)
 * adapt({ body: np.array(1), head: np.array(0) }, np.array(4)) // => { body: 1, head: 2 }
 * @see Raghu et al., Rapid Learning or Feature Reuse?, ICLR 2020, §4
 */
export const adaptOnly = /*@__PURE__*/ keeping(
  'adaptOnly(key, inner)(loss)(theta, support)',
  <K extends string>(key: K, inner: <P, D>(loss: Loss<P, D>) => (theta: P, support: D) => P) =>
    <T extends { readonly [key in K]: unknown }, D>(
      loss: Loss<T, D>,
    ): ((theta: T, support: D) => T) =>
    (theta, support) => {
      if (!(key in theta))
        throw new TreeError(
          'adaptOnly',
          `expected parameters with an entry '${key}' to adapt, got the keys {${Object.keys(theta).join(', ')}}`,
          key,
        )
      const partLoss: Loss<T[K], D> = (part, batch) => loss({ ...theta, [key]: part }, batch)
      return { ...theta, [key]: inner(partLoss)(theta[key], support) }
    },
)

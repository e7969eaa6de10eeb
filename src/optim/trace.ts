import type { TensorLike } from '../core/convert.ts'
import { keeping } from '../core/keeping.ts'
import type { Tensor } from '../core/tensor.ts'
import { add, multiply } from '../numpy/arithmetic.ts'
import { asDtype } from '../numpy/promotion.ts'
import { checkSettings, finite, flag } from './arguments.ts'
import { mapLeaves, stateOf, zerosOf } from './map-leaves.ts'
import { transformation } from './transformation.ts'
import type { GradientTransformation } from './types.ts'

export interface TraceOptions {
  /** Whether to look ahead along the trace (Nesterov): updates `g + ρ t`. Default false. */
  readonly nesterov?: boolean
}

interface TraceState {
  readonly trace: unknown
}

/**
 * Momentum: accumulates gradients with decay, `t ← g + ρ t`; updates are `t`.
 *
 * @param decay - `ρ`, how much of the trace stays from step to step
 * @throws ArgumentError for a decay that is no number, or an unknown option
 * @example
 * const momentum = optim.trace(0.5)
 * const [, state] = momentum.update(np.array(4), momentum.init(np.array(0)))
 * momentum.update(np.array(1), state)[0] // => 3
 * @see Sutskever et al., On the importance of initialization and momentum in deep learning, 2013, eq. 1
 */
export const trace = /*@__PURE__*/ keeping(
  'trace(decay, options?)',
  (decay: TensorLike, options?: TraceOptions): GradientTransformation => {
    finite('trace', 'decay', decay)
    checkSettings('trace', options, { nesterov: flag })
    const looksAhead = options?.nesterov ?? false
    return transformation('trace', {
      init: (params): TraceState => ({ trace: zerosOf('trace', params) }),
      update: (grads, state) => {
        const given = stateOf<TraceState>('trace', state, ['trace'])
        const follow = (g: Tensor, t: Tensor): Tensor =>
          add(g, multiply(asDtype('trace', decay, t.dtype), t))
        const accumulate = (traces: unknown) =>
          mapLeaves('trace', (g, t) => follow(g, t as Tensor), grads, traces)
        const next = accumulate(given.trace)
        return [looksAhead ? accumulate(next) : next, { trace: next }]
      },
    })
  },
)

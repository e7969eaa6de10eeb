import { asTensor, type TensorLike } from '../core/convert.ts'
import { ArgumentError } from '../core/errors.ts'
import { keeping } from '../core/keeping.ts'
import { broadcastPrefix } from '../core/tree.ts'
import { flatten, flattenUpTo, unflatten } from '../core/tree-def.ts'
import { add } from '../numpy/arithmetic.ts'
import type { Tensors } from '../transforms/types.ts'
import { checkSettings, finiteOrSchedule, mask as isMask } from './arguments.ts'
import { firstCount, nextCount } from './count.ts'
import { requireParams, stateOf } from './map-leaves.ts'
import { scaled } from './scale.ts'
import { type CountState, scheduleValue } from './scale-by-schedule.ts'
import { transformation } from './transformation.ts'
import type { GradientTransformation, OptState, Schedule } from './types.ts'

export interface DecayedWeightsOptions {
  /**
   * Which parameters decay: a tree of booleans for them or their subtrees, or a function of the parameters
   * that gives one. Default: all.
   */
  readonly mask?: unknown
}

const op = 'addDecayedWeights'

/** Whether each of the parameters decays. */
const chosen = (mask: unknown, params: unknown): readonly boolean[] => {
  const tree = typeof mask === 'function' ? (mask as (params: unknown) => unknown)(params) : mask
  return broadcastPrefix(tree, params, op).map((value) => {
    if (typeof value !== 'boolean')
      throw new ArgumentError(op, `expected a mask of booleans, got ${String(value)} in it`)
    return value
  })
}

const decayed = <T>(
  grads: T,
  given: unknown,
  mask: unknown,
  weightDecay: TensorLike,
): Tensors<T> => {
  const params = requireParams(op, given)
  if (weightDecay === 0) return grads as unknown as Tensors<T>
  const [leaves, def] = flatten(grads)
  const weights = flattenUpTo(def, params, op)
  const areChosen = mask === undefined ? null : chosen(mask, params)
  return unflatten(
    def,
    leaves.map((leaf, i) => {
      const g = asTensor(leaf, op)
      return areChosen === null || areChosen[i] === true
        ? add(g, scaled(op, asTensor(weights[i], op), weightDecay))
        : g
    }),
  ) as Tensors<T>
}

/**
 * Adds a multiple of the parameters to the gradients: `g + λ θ`. A schedule gives `λ` for the number of
 * steps made before.
 *
 * @param weightDecay - `λ`
 * @throws ArgumentError for an unknown option, or, from `update`, without parameters
 * @example
 * const decay = optim.addDecayedWeights(0.5)
 * decay.update(np.array(1), decay.init(np.array(4)), np.array(4))[0] // => 3
 * @see Loshchilov & Hutter, Decoupled Weight Decay Regularization, ICLR 2019, §2
 */
export const addDecayedWeights = /*@__PURE__*/ keeping(
  'addDecayedWeights(weightDecay, options?)',
  (weightDecay: TensorLike | Schedule, options?: DecayedWeightsOptions): GradientTransformation => {
    finiteOrSchedule(op, 'weightDecay', weightDecay)
    checkSettings(op, options, { mask: isMask })
    const mask = options?.mask
    if (typeof weightDecay !== 'function')
      return transformation(op, {
        init: () => null,
        update: (grads, state, params) => [decayed(grads, params, mask, weightDecay), state],
      })
    return transformation(op, {
      init: (): CountState => ({ count: firstCount() }),
      update: <T>(grads: T, state: OptState, params?: unknown) => {
        const { count } = stateOf<CountState>(op, state, ['count'])
        const factor = scheduleValue(weightDecay, count, grads)
        return [decayed(grads, params, mask, factor), { count: nextCount(count) }]
      },
    })
  },
)

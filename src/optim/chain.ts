import { describe } from '../core/convert.ts'
import { ArgumentError } from '../core/errors.ts'
import { checkFunction } from '../core/options.ts'
import { owned } from '../core/owned.ts'
import { callGiven } from '../core/thrown.ts'
import type { Tensors } from '../transforms/types.ts'
import { transformation } from './transformation.ts'
import type { GradientTransformation, OptState } from './types.ts'

/** The parts one after the other, as an optimizer of that name, whose name is in the errors of its parts. */
export const inSequence = (
  op: string,
  parts: readonly GradientTransformation[],
): GradientTransformation =>
  transformation(op, {
    init: (params) => parts.map(({ init }) => init(params)),
    update: <T>(grads: T, state: OptState, params?: unknown) => {
      const states = state as readonly OptState[]
      if (!Array.isArray(state) || states.length !== parts.length)
        throw new ArgumentError(
          op,
          `expected a list of ${parts.length} states, got ` +
            `${Array.isArray(state) ? `a list of ${states.length}` : describe(state)}; ` +
            'hand over what init or the last update returned',
        )
      let updates: unknown = grads
      const next = parts.map(({ update }, i) => {
        const [out, nextState] = update(updates, states[i], params)
        updates = out
        return nextState
      })
      return [updates as Tensors<T>, next]
    },
  })

/**
 * Transformations one after the other; each gets the updates of the one before. The state is the list of
 * their states.
 *
 * @throws ArgumentError for what is no transformation, and, from `update`, for a state that is no list of that many
 * @example
 * const optimizer = optim.chain(optim.clip(1), optim.scale(-0.5))
 * const params = np.array([0, 0])
 * optimizer.update(np.array([4, 0.5]), optimizer.init(params))[0] // => [-0.5, -0.25]
 */
export const chain = (...parts: readonly GradientTransformation[]): GradientTransformation => {
  parts.forEach((part, i) => {
    if (typeof part !== 'object' || part === null)
      throw new ArgumentError(
        'chain',
        `expected transformations { init, update }, got ${describe(part)} in place ${i}`,
      )
    checkFunction('chain', part.init, `init in place ${i}`)
    checkFunction('chain', part.update, `update in place ${i}`)
  })
  const given = owned(parts).map(
    ({ init, update }): GradientTransformation => ({
      init: (params) => callGiven(init, params),
      update: (grads, state, params) => callGiven(update, grads, state, params) as never,
    }),
  )
  return inSequence('chain', given)
}

import { checked } from './checked.ts'
import { describe } from './describe.ts'
import { ArgumentError } from './errors.ts'
import { checkFunction } from './options.ts'
import { registerPytreeNode as register } from './tree-def.ts'

/**
 * Makes a class a tree node. `flatten` gives its children and what else is needed to rebuild it, `aux`,
 * which is part of the structure.
 *
 * @throws ArgumentError for what is no class, no function, or registered already
 * @example
 * class Pair { constructor(readonly a: unknown, readonly b: unknown) {} }
 * registerPytreeNode(Pair, (p) => [[p.a, p.b], null], (_, [a, b]) => new Pair(a, b))
 * treeLeaves(new Pair(1, { x: 2 })) // => [1, 2]
 */
export const registerPytreeNode: typeof register = /*@__PURE__*/ checked(
  'registerPytreeNode(type, flatten, unflatten)',
  (type, flatten, unflatten) => {
    const op = 'registerPytreeNode'
    const given: unknown = type
    if (typeof given !== 'function' || given.prototype === undefined)
      throw new ArgumentError(op, `expected a class, got ${describe(given)}`)
    if (given === Object || given === Array)
      throw new ArgumentError(
        op,
        `expected a class of your own, got ${given.name}, which is a node`,
      )
    checkFunction(op, flatten, 'flatten')
    checkFunction(op, unflatten, 'unflatten')
    register(type, flatten, unflatten)
  },
)

import { bindRemat } from '../control/remat.ts'
import type { CheckpointPolicy } from '../control/saving.ts'
import { avalOf } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { describe } from '../core/convert.ts'
import { ArgumentError } from '../core/errors.ts'
import { checkFunction, checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { unflatten } from '../core/tree-def.ts'
import { stage } from '../interpreters/stage.ts'
import { withName } from '../primitives/name.ts'
import { flattenFunction, nameOf, tensorLeaves } from './flat.ts'
import type { Tensors } from './types.ts'

export interface CheckpointOptions {
  /** Which results are kept beside the arguments, such as one of `checkpointPolicies`. Default: none. */
  readonly policy?: CheckpointPolicy
}

/**
 * The same function, of which reverse mode stores only the arguments, and what a policy says: what else its backward
 * pass needs is computed again. Costs one more forward pass, and saves the memory of one. A policy does not look into
 * the bodies of loops and branches.
 *
 * Shapes: those of `f`.
 *
 * @example
 * grad(checkpoint((x: Tensor) => np.sin(np.sin(x))))(np.array(0)).item() // => 1
 * @example
 * const policy = checkpointPolicies.saveOnlyTheseNames('inner')
 * const f = checkpoint((x: Tensor) => np.sin(checkpointName(np.sin(x), 'inner')), { policy })
 * grad(f)(np.array(0)).item() // => 1
 * @see Griewank & Walther, Algorithm 799: Revolve, ACM TOMS 2000
 */
export const checkpoint = /*@__PURE__*/ checked(
  'checkpoint(f, options?)',
  <A extends readonly unknown[], R>(
    f: (...args: A) => R,
    options: CheckpointOptions = {},
  ): ((...args: A) => Tensors<R>) => {
    checkFunction('checkpoint', f)
    checkOptions('checkpoint', options, ['policy'])
    const { policy } = options
    if (policy !== undefined) checkFunction('checkpoint', policy, 'policy')
    return (...args) => {
      const [leaves, def] = tensorLeaves(args, 'checkpoint', 'args')
      const { flat, outDef } = flattenFunction(
        f as (...args: never[]) => unknown,
        def,
        'checkpoint',
      )
      const { program, constants } = stage(flat, leaves.map(avalOf), 'checkpoint')
      const results: readonly Tensor[] = bindRemat(
        nameOf(f),
        program,
        [...constants, ...leaves],
        policy,
      )
      return unflatten(outDef(), results) as Tensors<R>
    }
  },
)

/**
 * The same tree, of which policies of `checkpoint` may keep the leaves by name; without one it does nothing.
 *
 * @throws ArgumentError for a name that is no text
 */
export const checkpointName = /*@__PURE__*/ checked(
  'checkpointName(tree, name)',
  <T>(tree: T, name: string): Tensors<T> => {
    if (typeof name !== 'string')
      throw new ArgumentError('checkpointName', `expected a text for a name, got ${describe(name)}`)
    const [leaves, def] = tensorLeaves(tree, 'checkpointName', 'tree')
    return unflatten(
      def,
      leaves.map((leaf) => withName(leaf, name)),
    ) as Tensors<T>
  },
)

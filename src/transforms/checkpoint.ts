import { bindRemat } from '../control/remat.ts'
import { avalOf } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { checkFunction } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { unflatten } from '../core/tree-def.ts'
import { stage } from '../interpreters/stage.ts'
import { flattenFunction, nameOf, tensorLeaves } from './flat.ts'
import type { Tensors } from './types.ts'

/**
 * The same function, of which reverse mode stores only the arguments: what its backward pass needs is
 * computed again. Costs one more forward pass, and saves the memory of one.
 *
 * Shapes: those of `f`.
 *
 * @example
 * grad(checkpoint((x: Tensor) => np.sin(np.sin(x))))(np.array(0)).item() // => 1
 * @see Griewank & Walther, Algorithm 799: Revolve, ACM TOMS 2000
 */
export const checkpoint = /*@__PURE__*/ checked(
  'checkpoint(f)',
  <A extends readonly unknown[], R>(f: (...args: A) => R): ((...args: A) => Tensors<R>) => {
    checkFunction('checkpoint', f)
    return (...args) => {
      const [leaves, def] = tensorLeaves(args, 'checkpoint', 'args')
      const { flat, outDef } = flattenFunction(
        f as (...args: never[]) => unknown,
        def,
        'checkpoint',
      )
      const { program, constants } = stage(flat, leaves.map(avalOf), 'checkpoint')
      const results: readonly Tensor[] = bindRemat(nameOf(f), program, [...constants, ...leaves])
      return unflatten(outDef(), results) as Tensors<R>
    }
  },
)

import { asTensor, describe } from '../core/convert.ts'
import { ArgumentError } from '../core/errors.ts'
import { isTensor, type Tensor } from '../core/tensor.ts'
import {
  flatten,
  flattenUpTo,
  leafPath,
  showPath,
  type TreeDef,
  unflatten,
} from '../core/tree-def.ts'
import { zerosLike } from '../numpy/creation.ts'
import type { Tensors } from '../transforms/types.ts'
import type { OptState } from './types.ts'

const tensorAt = (op: string, leaf: unknown, def: TreeDef, i: number): Tensor =>
  isTensor(leaf) ? leaf : asTensor(leaf, op, showPath(leafPath(def, i)))

/**
 * Applies `f` to the leaves of `tree` as tensors, with the leaves of `others` at the same places. Errors
 * name `op` and the path.
 */
export const mapLeaves = <T>(
  op: string,
  f: (leaf: Tensor, ...others: readonly Tensor[]) => Tensor,
  tree: T,
  ...others: readonly unknown[]
): Tensors<T> => {
  const [leaves, def] = flatten(tree)
  const rest = others.map((other) => flattenUpTo(def, other, op))
  return unflatten(
    def,
    leaves.map((leaf, i) =>
      f(tensorAt(op, leaf, def, i), ...rest.map((list) => tensorAt(op, list[i], def, i))),
    ),
  ) as Tensors<T>
}

/** Zeros in the structure of the parameters. */
export const zerosOf = (op: string, params: unknown): unknown =>
  mapLeaves(op, (p) => zerosLike(p), params)

/** The parameters given to `update`, for transformations that cannot do without. */
export const requireParams = (op: string, params: unknown): unknown => {
  if (params === undefined || params === null)
    throw new ArgumentError(
      op,
      `expected the parameters for the third argument of update, got ${describe(params)}; ` +
        'call update(grads, state, params)',
    )
  return params
}

/** The entries of a state that is a record. Throws where it is none, or an entry is missing. */
export const stateOf = <S>(op: string, state: OptState, keys: readonly (keyof S & string)[]): S => {
  const isState =
    typeof state === 'object' && state !== null && keys.every((key) => Object.hasOwn(state, key))
  if (!isState)
    throw new ArgumentError(
      op,
      `expected a state { ${keys.join(', ')} }, got ${describe(state)}; ` +
        'hand over what init or the last update returned',
    )
  return state as S
}

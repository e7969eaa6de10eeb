import { checked } from '../core/checked.ts'
import { asTensor, describe, scalar } from '../core/convert.ts'
import { isFloat } from '../core/dtype.ts'
import { ArgumentError, AxisError } from '../core/errors.ts'
import type { Tensor } from '../core/tensor.ts'
import { flatten, unflatten } from '../core/tree-def.ts'
import { convertElementType, div } from '../primitives/arithmetic.ts'
import * as collective from '../primitives/collective.ts'
import type { Tensors } from '../transforms/types.ts'

/** The name of a mapped axis, or several names. */
export type AxisName = string | readonly string[]

const namesOf = (op: string, axisName: AxisName): readonly string[] => {
  const names: readonly unknown[] = Array.isArray(axisName) ? axisName : [axisName]
  for (const name of names)
    if (typeof name !== 'string')
      throw new ArgumentError(
        op,
        `expected axisName to be the name of a mapped axis or a list of names, got ${describe(name)}`,
      )
  if (new Set(names).size !== names.length)
    throw new AxisError(op, `expected different axis names, got [${names.join(', ')}]`)
  return names as readonly string[]
}

const overTree = (
  op: string,
  f: (x: Tensor, axes: readonly string[]) => Tensor,
): (<T>(tree: T, axisName: AxisName) => Tensors<T>) =>
  checked(`${op}(tree, axisName)`, <T>(tree: T, axisName: AxisName): Tensors<T> => {
    const axes = namesOf(op, axisName)
    const [leaves, def] = flatten(tree)
    return unflatten(
      def,
      leaves.map((leaf) => f(asTensor(leaf, op), axes)),
    ) as Tensors<T>
  })

/**
 * Sum over the mapped axis of that name, or the axes of several; every example gets it. `psum(1, name)` is
 * the axis size.
 *
 * @throws AxisError if no `vmap` around has the name
 * @example
 * vmap((x: Tensor) => lax.psum(x, 'i'), { axisName: 'i' })(np.array([1, 2])) // => [3, 3]
 */
export const psum = /*@__PURE__*/ overTree('psum', collective.psum)

/** Maximum over the mapped axis of that name, or the axes of several. */
export const pmax = /*@__PURE__*/ overTree('pmax', collective.pmax)

/** Minimum over the mapped axis of that name, or the axes of several. */
export const pmin = /*@__PURE__*/ overTree('pmin', collective.pmin)

/** Mean over the mapped axis of that name, or the axes of several; integers become float32. */
export const pmean = /*@__PURE__*/ overTree('pmean', (tensor, axes) => {
  const x = isFloat(tensor.dtype) ? tensor : convertElementType(tensor, 'float32')
  return div(collective.psum(x, axes), collective.psum(scalar(1, x.dtype), axes))
})

/**
 * Position of the example along the mapped axis of that name. Of several names, the position among all
 * their examples, of which the last name's run fastest.
 */
export const axisIndex = /*@__PURE__*/ checked(
  'axisIndex(axisName)',
  (axisName: AxisName): Tensor => collective.axisIndex(namesOf('axisIndex', axisName)),
)

import { sameShape, showAval, showAvals } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { AxisError, ShapeError } from '../core/errors.ts'
import { checkFunction, checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { callFunction } from '../core/thrown.ts'
import { flatten, unflatten } from '../core/tree-def.ts'
import { associativeScanFlat } from '../primitives/cumulative.ts'
import { tensorLeaves } from './flat.ts'
import type { Tensors } from './types.ts'

export interface AssociativeScanOptions {
  /** Whether to combine from the last element to the first. */
  readonly reverse?: boolean
  /** The axis to combine along. Default 0. */
  readonly axis?: number
}

/**
 * All prefix combinations of the elements along an axis, in a logarithmic number of batched steps.
 *
 * Shapes: `combine: (T, T) → T` is associative and works on slices of any length along `axis`; the
 * result has the shapes of `elems`.
 *
 * @throws AxisError if a leaf lacks the axis
 * @example
 * lax.associativeScan((a: Tensor, b: Tensor) => np.maximum(a, b), np.array([1, 3, 2])) // => [1, 3, 3]
 * @see Blelloch, Prefix sums and their applications, 1990
 */
export const associativeScan = /*@__PURE__*/ checked(
  'associativeScan(combine, elems, options?)',
  <T>(
    combine: (a: Tensors<T>, b: Tensors<T>) => unknown,
    elems: T,
    options: AssociativeScanOptions = {},
  ): Tensors<T> => {
    checkFunction('associativeScan', combine, 'combine')
    checkOptions('associativeScan', options, ['reverse', 'axis'])
    const [leaves, def] = tensorLeaves(elems, 'associativeScan', 'elems')
    const given = options.axis ?? 0
    const axis = given < 0 ? given + (leaves[0]?.ndim ?? 0) : given
    for (const leaf of leaves)
      if (axis < 0 || axis >= leaf.ndim)
        throw new AxisError(
          'associativeScan',
          `expected tensors with an axis ${given}, got ${showAval(leaf)}`,
        )
    const flat = (a: readonly Tensor[], b: readonly Tensor[]): readonly Tensor[] => {
      const [combined] = tensorLeaves(
        callFunction(combine, unflatten(def, a) as Tensors<T>, unflatten(def, b) as Tensors<T>),
        'associativeScan',
        'the result of combine',
      )
      if (
        combined.length !== a.length ||
        !combined.every((x, i) => sameShape(x.shape, a[i]!.shape))
      )
        throw new ShapeError(
          'associativeScan',
          `expected combine to give what it is given, ${showAvals(a)}, got ${showAvals(combined)}; ` +
            'it gets many elements at once, along the axis',
        )
      return combined
    }
    const results = associativeScanFlat(flat, leaves, axis, options.reverse === true)
    return unflatten(flatten(elems)[1], results) as Tensors<T>
  },
)

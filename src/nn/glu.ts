import { showAval } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { asTensor, type TensorLike } from '../core/convert.ts'
import { ShapeError } from '../core/errors.ts'
import { checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { multiply } from '../numpy/arithmetic.ts'
import { axisOf } from '../numpy/axes.ts'
import { sliceInDim } from '../primitives/slicing.ts'
import { sigmoid } from './sigmoid.ts'

export interface GluOptions {
  /** The axis that is halved. Default -1. */
  readonly axis?: number
}

/**
 * The gated linear unit: the first half of an axis times the `sigmoid` of the second.
 *
 * Shapes: `x[…, 2n] → y[…, n]`.
 *
 * @throws ShapeError for an axis of odd size
 * @throws AxisError for an axis that the value does not have
 * @example
 * nn.glu(np.array([6, 8, 0, 1000])) // => [3, 8]
 * @see Dauphin et al., Language Modeling with Gated Convolutional Networks, ICML 2017, eq. 1
 */
export const glu = /*@__PURE__*/ checked(
  'glu(x, options?)',
  (x: TensorLike, options?: GluOptions): Tensor => {
    checkOptions('glu', options, ['axis'])
    const tensor = asTensor(x, 'glu')
    const axis = axisOf('glu', options?.axis ?? -1, tensor)
    const size = tensor.shape[axis] as number
    if (size % 2 !== 0)
      throw new ShapeError(
        'glu',
        `expected an axis of even size, got ${size} at axis ${axis} of ${showAval(tensor)}`,
      )
    const value = sliceInDim(tensor, 0, size / 2, axis)
    return multiply(value, sigmoid(sliceInDim(tensor, size / 2, size, axis)))
  },
)

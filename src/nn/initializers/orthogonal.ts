import { sizeOf } from '../../core/aval.ts'
import type { TensorLike } from '../../core/convert.ts'
import { ShapeError } from '../../core/errors.ts'
import { keeping } from '../../core/keeping.ts'
import { checkOptions } from '../../core/options.ts'
import { qr } from '../../linalg/qr.ts'
import { multiply, sign } from '../../numpy/arithmetic.ts'
import { axisOfRank } from '../../numpy/axes.ts'
import { full } from '../../numpy/creation.ts'
import { asDtype } from '../../numpy/promotion.ts'
import { matrixTranspose, moveaxis, reshape } from '../../numpy/shape.ts'
import { diagonal } from '../../numpy/triangular.ts'
import * as random from '../../random/index.ts'
import type { Initializer, InitializerOptions } from './types.ts'

export interface OrthogonalOptions extends InitializerOptions {
  /** A factor of the matrix. Default 1. */
  readonly scale?: TensorLike
  /** The axis of columns; all others together are rows. Default -1. */
  readonly columnAxis?: number
}

/**
 * An orthogonal matrix, all being equally likely; where it is not square, its shorter sides are orthonormal.
 *
 * @throws ArgumentError for an unknown option
 * @throws ShapeError, when called, for a shape of fewer than two axes
 * @throws AxisError, when called, for an axis that the shape does not have
 * @example
 * const q = nn.initializers.orthogonal()(random.key(0), [4, 2])
 * np.allclose(q.T.matmul(q), np.eye(2), { atol: 1e-5 }) // => true
 * @see Saxe et al., Exact solutions to the nonlinear dynamics of learning, ICLR 2014, §3
 * @see Mezzadri, How to generate random matrices from the classical compact groups, 2007, §5
 */
export const orthogonal = /*@__PURE__*/ keeping(
  'orthogonal(options?)(key, shape, dtype?)',
  (options?: OrthogonalOptions): Initializer => {
    checkOptions('orthogonal', options, ['scale', 'columnAxis', 'dtype'])
    const { scale = 1, columnAxis = -1, dtype: usual = 'float32' } = options ?? {}
    return (key, shape, dtype = usual) => {
      if (shape.length < 2)
        throw new ShapeError(
          'orthogonal',
          `expected a shape of at least two axes, got [${shape.join(', ')}]`,
        )
      const axis = axisOfRank('orthogonal', columnAxis, shape.length)
      if (sizeOf(shape) === 0) return full(shape, 0, { dtype })
      const columns = shape[axis] as number
      const rows = sizeOf(shape) / columns
      const [tall, wide] = [Math.max(rows, columns), Math.min(rows, columns)]
      const [q, r] = qr(random.normal(key, { shape: [tall, wide], dtype }))
      // Without the signs the distribution would depend on the algorithm of the factorization.
      const signed = multiply(q, sign(diagonal(r)))
      const matrix = rows < columns ? matrixTranspose(signed) : signed
      const sizes = [...shape.filter((_, i) => i !== axis), columns]
      return multiply(
        asDtype('orthogonal', scale, dtype),
        moveaxis(reshape(matrix, sizes), -1, axis),
      )
    }
  },
)

import { sameShape } from '../core/aval.ts'
import { asTensor, type TensorLike } from '../core/convert.ts'
import { ShapeError } from '../core/errors.ts'
import { checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { qr } from '../linalg/qr.ts'
import { add, multiply, sign } from '../numpy/arithmetic.ts'
import { matvec } from '../numpy/products.ts'
import { asDtype, floatOf } from '../numpy/promotion.ts'
import { expandDims, matrixTranspose } from '../numpy/shape.ts'
import { checkSizes } from '../numpy/shape-argument.ts'
import { diagonal } from '../numpy/triangular.ts'
import { cholesky } from '../primitives/linalg.ts'
import { floatDtype, normalOf, type SampleOptions, sampleKeys, shapeOf } from './continuous.ts'
import { sampler } from './key-reuse.ts'

/**
 * Normal random vectors of a mean and a covariance.
 *
 * Shapes: `u32[2], mean[n], cov[n,n] → f[shape,n]`.
 *
 * @throws ShapeError for anything but one key, a vector and a square matrix that fit
 * @example
 * random.multivariateNormal(random.key(0), np.zeros(2), np.eye(2), { shape: [5] }).shape // => [5, 2]
 */
export const multivariateNormal = /*@__PURE__*/ sampler(
  'multivariateNormal(key, mean, cov, options?)',
  (key: TensorLike, mean: TensorLike, cov: TensorLike, options?: SampleOptions): Tensor => {
    const op = 'multivariateNormal'
    checkOptions(op, options, sampleKeys)
    const dtype = options?.dtype ?? floatOf(asTensor(mean, op).dtype)
    const [center, covariance] = [asDtype(op, mean, dtype), asDtype(op, cov, dtype)]
    const n = center.size
    if (center.ndim !== 1 || !sameShape(covariance.shape, [n, n]))
      throw new ShapeError(
        op,
        `expected a mean [n] and a covariance [n,n], got [${center.shape.join(', ')}] and ` +
          `[${covariance.shape.join(', ')}]`,
      )
    const shape = shapeOf(op, options)
    const noise = normalOf(op, key, [...shape, n], dtype)
    return add(center, matvec(cholesky(covariance), noise))
  },
)

export interface OrthogonalOptions extends SampleOptions {
  /** The number of columns; as many as rows unless given. */
  readonly m?: number
}

/**
 * Random matrices with orthonormal columns, or rows where there are fewer of them.
 *
 * Shapes: `u32[2] → f[shape,n,m]`.
 *
 * @throws ShapeError for anything but one key, or sizes that are none
 * @example
 * const q = random.orthogonal(random.key(0), 3)
 * np.allclose(q.matmul(q.T), np.eye(3), { atol: 1e-5 }) // => true
 */
export const orthogonal = /*@__PURE__*/ sampler(
  'orthogonal(key, n, options?)',
  (key: TensorLike, n: number, options?: OrthogonalOptions): Tensor => {
    checkOptions('orthogonal', options, [...sampleKeys, 'm'])
    const m = options?.m ?? n
    checkSizes('orthogonal', [n, m])
    const dtype = floatDtype('orthogonal', options)
    const shape = [...shapeOf('orthogonal', options), Math.max(n, m), Math.min(n, m)]
    const [q, r] = qr(normalOf('orthogonal', key, shape, dtype))
    const signs = sign(diagonal(r, { axis1: -2, axis2: -1 }))
    const basis = multiply(q, expandDims(signs, -2))
    return n < m ? matrixTranspose(basis) : basis
  },
)

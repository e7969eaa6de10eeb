/** Dense linear algebra: the namespace `np.linalg`. */
export { cross, matmul, outer, tensordot, vecdot } from '../numpy/products.ts'
export { matrixTranspose } from '../numpy/shape.ts'
export { det, slogdet } from './determinant.ts'
export { type EighOptions, eigh, eigvalsh } from './eigh.ts'
export {
  matrixNorm,
  type NormOptions,
  type NormOrder,
  norm,
  vectorNorm,
} from './norm.ts'
export * from './powers.ts'
export { type QrOptions, qr } from './qr.ts'
export { type CholeskyOptions, cholesky, inv, solve } from './solve.ts'
export { type SvdOptions, svd, svdvals } from './svd.ts'

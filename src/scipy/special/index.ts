/** Special functions: the namespace `scipy.special`. */
export { type LogsumexpOptions, logsumexp } from '../../nn/logsumexp.ts'
export { i0, i0e, i1, i1e } from './bessel.ts'
export { entr, xlog1py, xlogy } from './entropy.ts'
export { erf, erfc, erfinv } from './errors.ts'
export { betaln, digamma, gammaln, polygamma } from './gamma.ts'
export { expit, logit } from './logistic.ts'
export { type LogNdtrOptions, logNdtr, ndtr, ndtri } from './normal.ts'

/** Random numbers from explicit keys, bit for bit those of JAX: the namespace `random`. */
export {
  cauchy,
  exponential,
  gumbel,
  laplace,
  logistic,
  multivariateNormal,
  normal,
  type SampleOptions,
  truncatedNormal,
  type UniformOptions,
  uniform,
} from './continuous.ts'
export * from './discrete.ts'
export {
  type BitsOptions,
  bits,
  foldIn,
  key,
  keyData,
  PRNGKey,
  type SplitOptions,
  split,
  wrapKeyData,
} from './keys.ts'

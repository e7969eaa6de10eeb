/** Random numbers from explicit keys, bit for bit those of JAX: the namespace `random`. */
export * from './closed-forms.ts'
export {
  gumbel,
  normal,
  type SampleOptions,
  truncatedNormal,
  type UniformOptions,
  uniform,
} from './continuous.ts'
export * from './discrete.ts'
export * from './gamma.ts'
export {
  type BitsOptions,
  bits,
  foldIn,
  type Keys,
  key,
  keyData,
  PRNGKey,
  type SplitOptions,
  split,
  wrapKeyData,
} from './keys.ts'
export * from './matrices.ts'
export * from './poisson.ts'

/** Activations, layers and initializers, after `jax.nn`: the namespace `nn`. */
export { tanh } from '../numpy/math.ts'
export { type AttentionOptions, dotProductAttention } from './attention.ts'
export { type DenseOptions, type DenseParams, dense } from './dense.ts'
export { celu, type EluOptions, elu, selu } from './elu.ts'
export { type GeluOptions, gelu } from './gelu.ts'
export { type GluOptions, glu } from './glu.ts'
export { hardSigmoid, hardSilu, hardSwish, hardTanh } from './hard.ts'
export * as initializers from './initializers/index.ts'
export type { Initializer } from './initializers/types.ts'
export type { Layer, ParamsOf } from './layer.ts'
export {
  type LogmeanexpOptions,
  type LogsumexpOptions,
  log1mexp,
  logmeanexp,
  logsumexp,
} from './logsumexp.ts'
export { type MlpOptions, mlp } from './mlp.ts'
export { type OneHotOptions, oneHot } from './one-hot.ts'
export { type LeakyReluOptions, leakyRelu, relu, relu6 } from './relu.ts'
export { type SequentialParams, type Stage, sequential } from './sequential.ts'
export {
  logSigmoid,
  mish,
  type SquareplusOptions,
  sigmoid,
  silu,
  softplus,
  softSign,
  sparsePlus,
  sparseSigmoid,
  squareplus,
  swish,
} from './sigmoid.ts'
export { logSoftmax, type SoftmaxOptions, softmax } from './softmax.ts'
export { type StandardizeOptions, standardize } from './standardize.ts'

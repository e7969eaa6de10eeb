/** Activations, layers and initializers, after `jax.nn`: the namespace `nn`. */
export { celu, type EluOptions, elu, selu } from './elu.ts'
export { type GeluOptions, gelu } from './gelu.ts'
export { type GluOptions, glu } from './glu.ts'
export { hardSigmoid, hardSilu, hardSwish, hardTanh } from './hard.ts'
export {
  type LogmeanexpOptions,
  type LogsumexpOptions,
  log1mexp,
  logmeanexp,
  logsumexp,
} from './logsumexp.ts'
export { type OneHotOptions, oneHot } from './one-hot.ts'
export { type LeakyReluOptions, leakyRelu, relu, relu6 } from './relu.ts'
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

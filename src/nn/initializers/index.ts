/** Ways to draw initial parameters: the namespace `nn.initializers`. */
export { constant, ones, zeros } from './constant.ts'
export { type OrthogonalOptions, orthogonal } from './orthogonal.ts'
export {
  type NormalInitOptions,
  normal,
  type TruncatedNormalInitOptions,
  truncatedNormal,
  type UniformInitOptions,
  uniform,
} from './random.ts'
export type { Initializer, InitializerOptions } from './types.ts'
export {
  type FanMode,
  type FanOptions,
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  type InitDistribution,
  kaimingNormal,
  kaimingUniform,
  lecunNormal,
  lecunUniform,
  varianceScaling,
  xavierNormal,
  xavierUniform,
} from './variance-scaling.ts'

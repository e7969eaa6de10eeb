/** Optimizers as pairs of pure functions, after optax: the namespace `optim`. */
export { type AdagradOptions, adagrad, scaleByRss } from './adagrad.ts'
export { type AdamwOptions, adam, adamw } from './adam.ts'
export { addDecayedWeights, type DecayedWeightsOptions } from './add-decayed-weights.ts'
export { applyUpdates } from './apply-updates.ts'
export { chain } from './chain.ts'
export { clip, clipByGlobalNorm, globalNorm } from './clipping.ts'
export { identity, setToZero } from './identity.ts'
export { type RmspropOptions, rmsprop } from './rmsprop.ts'
export { scale } from './scale.ts'
export { type AdamOptions, scaleByAdam } from './scale-by-adam.ts'
export { scaleByLearningRate } from './scale-by-learning-rate.ts'
export { type RmsOptions, scaleByRms, scaleByStddev } from './scale-by-rms.ts'
export { scaleBySchedule } from './scale-by-schedule.ts'
export { constantSchedule } from './schedules/constant.ts'
export {
  type CosineDecayOptions,
  cosineDecaySchedule,
  type WarmupCosineDecayOptions,
  warmupCosineDecaySchedule,
} from './schedules/cosine-decay.ts'
export { type ExponentialDecayOptions, exponentialDecay } from './schedules/exponential-decay.ts'
export { joinSchedules } from './schedules/join.ts'
export { piecewiseConstantSchedule } from './schedules/piecewise-constant.ts'
export {
  linearSchedule,
  polynomialSchedule,
  type TransitionOptions,
} from './schedules/polynomial.ts'
export { type SgdOptions, sgd } from './sgd.ts'
export { type TraceOptions, trace } from './trace.ts'
export type * from './types.ts'

/** Optimizers as pairs of pure functions, after optax: the namespace `optim`. */
export * from './adam.ts'
export { applyUpdates, globalNorm } from './apply-updates.ts'
export * from './clipping.ts'
export * from './rms.ts'
export * from './schedules.ts'
export * from './sgd.ts'
export {
  addDecayedWeights,
  chain,
  type DecayedWeightsOptions,
  identity,
  scale,
  scaleByLearningRate,
  scaleBySchedule,
  setToZero,
  type TraceOptions,
  trace,
} from './transformation.ts'
export type * from './types.ts'

export { type Evaluation, evaluate } from './evaluate.ts'
export { firstOrder } from './first-order.ts'
export { type GradientStepsOptions, gradientSteps, minibatches } from './gradient-steps.ts'
export { interpolate, interpolateSerially } from './interpolate.ts'
export { learnedRates, type RatedParams, withRates } from './learned-rates.ts'
export { type LineSearchOptions, lineSearchDescent, type Minimizer } from './line-search.ts'
export { noAdaptation, objective } from './objective.ts'
export { on } from './on.ts'
export {
  type ProximalOptions,
  type ProximalResiduals,
  proximal,
  proximalResiduals,
} from './proximal.ts'
export type { Adapt, Inner, Loss, Task } from './types.ts'

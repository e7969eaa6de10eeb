export { adaptOnly } from './adapt-only.ts'
export { type Evaluation, evaluate } from './evaluate.ts'
export { firstOrder } from './first-order.ts'
export { type GradientStepsOptions, gradientSteps, minibatches } from './gradient-steps.ts'
export { learnedRates, type RatedParams, withRates } from './learned-rates.ts'
export { type LineSearchOptions, lineSearchDescent, type Minimizer } from './line-search.ts'
export { objective, withoutAdaptation } from './objective.ts'
export {
  type ProximalOptions,
  type ProximalResiduals,
  proximal,
  proximalResiduals,
} from './proximal.ts'
export { reptile, serialReptile } from './reptile.ts'
export type { Adapt, Adaptation, Loss, Task } from './types.ts'

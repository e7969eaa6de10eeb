import { meta } from '../../src/index.ts'
import {
  type AnyAlgorithm,
  anyAlgorithm,
  descend,
  fallingAdam,
  gradientSteps,
  headSteps,
  paperTasks,
  reptile,
} from './algorithm.ts'
import { loss, type Params, usualStart } from './model.ts'

const common = { tasks: paperTasks, start: usualStart }

const lineSearch = (steps: number) =>
  meta.proximal({
    lambda: 10,
    minimize: meta.lineSearchDescent({ steps }),
    linearSolve: { maxiter: 4 },
  })

/** Every algorithm, for as long as one waits. */
export const shortRuns: readonly AnyAlgorithm[] = [
  anyAlgorithm({
    ...common,
    name: 'pretraining',
    iterations: 8000,
    inner: gradientSteps,
    update: descend(meta.objective(loss, meta.withoutAdaptation), fallingAdam(1e-3)),
  }),
  anyAlgorithm({
    ...common,
    name: 'maml',
    iterations: 6000,
    inner: gradientSteps,
    update: descend(meta.objective(loss, gradientSteps(5)), fallingAdam(5e-3)),
  }),
  anyAlgorithm({
    ...common,
    name: 'fomaml',
    iterations: 6000,
    inner: gradientSteps,
    update: descend(meta.objective(loss, meta.firstOrder(gradientSteps(5))), fallingAdam(5e-3)),
  }),
  anyAlgorithm({
    ...common,
    name: 'reptile',
    iterations: 4000,
    inner: gradientSteps,
    update: reptile(gradientSteps(10), fallingAdam(5e-3)),
  }),
  anyAlgorithm({
    ...common,
    name: 'imaml',
    iterations: 1500,
    inner: lineSearch,
    update: descend(meta.objective(loss, lineSearch(8)), fallingAdam(1e-2)),
  }),
  anyAlgorithm({
    ...common,
    name: 'anil',
    iterations: 6000,
    inner: headSteps,
    update: descend(meta.objective(loss, headSteps(5)), fallingAdam(5e-3)),
  }),
  anyAlgorithm<meta.RatedParams<Params>>({
    ...common,
    name: 'meta-sgd',
    iterations: 6000,
    start: (key) => meta.withRates(usualStart(key), 0.01),
    inner: meta.learnedRates,
    update: descend(meta.objective(loss, meta.learnedRates(1)), fallingAdam(2e-3)),
  }),
]

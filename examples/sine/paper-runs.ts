import { meta, optim, random, type Tensor, treeMap } from '../../src/index.ts'
import {
  type AnyAlgorithm,
  anyAlgorithm,
  descend,
  gradientSteps,
  headSteps,
  paperTasks,
  reptile,
} from './algorithm.ts'
import { loss, type Params, smallStart, usualStart } from './model.ts'

const common = { tasks: paperTasks, start: usualStart, iterations: 70_000 }

/** The meta-optimizer of the papers: Adam of a constant rate. */
const adam = () => optim.adam(1e-3)

/** An initialization, and rates uniform in [0.005, 0.1], as Meta-SGD starts. */
const ratedStart =
  (start: (key: Tensor) => Params) =>
  (key: Tensor): meta.RatedParams<Params> => {
    const theta = start(random.foldIn(key, 0))
    let leaves = 0
    const rates = treeMap(
      (leaf) =>
        random.uniform(random.foldIn(random.foldIn(key, 1), leaves++), {
          shape: (leaf as Tensor).shape,
          minval: 0.005,
          maxval: 0.1,
        }),
      theta,
    ) as unknown as Params
    return { theta, rates }
  }

/** Reptile's ε, falling linearly from 1 to 0. */
const fallingStep = (iterations: number) => optim.sgd(optim.linearSchedule(1, 0, iterations))

const lineSearch = (steps: number) =>
  meta.proximal({
    lambda: 2,
    minimize: meta.lineSearchDescent({ steps }),
    linearSolve: { maxiter: 5 },
  })

/** Meta-SGD's paper: waves of several frequencies, 4 tasks of 5 points a meta-iteration. */
const severalFrequencies = {
  iterations: 60_000,
  tasks: { tasks: 4, shots: 5, frequency: [0.8, 1.2] },
} as const

/** The algorithms at the length of their papers. */
export const paperRuns: readonly AnyAlgorithm[] = [
  anyAlgorithm({
    ...common,
    name: 'pretraining',
    inner: gradientSteps,
    update: descend(meta.objective(loss, meta.withoutAdaptation), adam),
  }),
  anyAlgorithm({
    ...common,
    name: 'maml-1-small',
    start: smallStart,
    inner: gradientSteps,
    update: descend(meta.objective(loss, gradientSteps(1)), adam),
  }),
  anyAlgorithm({
    ...common,
    name: 'maml-1',
    inner: gradientSteps,
    update: descend(meta.objective(loss, gradientSteps(1)), adam),
  }),
  anyAlgorithm({
    ...common,
    name: 'fomaml-1',
    inner: gradientSteps,
    update: descend(meta.objective(loss, meta.firstOrder(gradientSteps(1))), adam),
  }),
  anyAlgorithm({
    ...common,
    name: 'anil-1',
    inner: headSteps,
    update: descend(meta.objective(loss, headSteps(1)), adam),
  }),
  anyAlgorithm({
    ...common,
    name: 'meta-sgd',
    start: ratedStart(usualStart),
    inner: meta.learnedRates,
    update: descend(meta.objective(loss, meta.learnedRates(1)), adam),
  }),
  anyAlgorithm({
    ...common,
    name: 'maml-5',
    inner: gradientSteps,
    update: descend(meta.objective(loss, gradientSteps(5)), adam),
  }),
  anyAlgorithm({
    ...common,
    name: 'fomaml-5',
    inner: gradientSteps,
    update: descend(meta.objective(loss, meta.firstOrder(gradientSteps(5))), adam),
  }),
  anyAlgorithm({
    ...common,
    name: 'reptile',
    inner: gradientSteps,
    update: reptile(gradientSteps(10), fallingStep),
  }),
  anyAlgorithm({
    ...common,
    name: 'imaml',
    iterations: 8000,
    inner: lineSearch,
    update: descend(meta.objective(loss, lineSearch(16)), () =>
      optim.chain(optim.clipByGlobalNorm(10), adam()),
    ),
  }),
  anyAlgorithm({
    ...common,
    ...severalFrequencies,
    name: 'maml-freq',
    inner: gradientSteps,
    update: descend(meta.objective(loss, gradientSteps(1)), adam),
  }),
  anyAlgorithm({
    ...common,
    ...severalFrequencies,
    name: 'meta-sgd-freq',
    start: ratedStart(usualStart),
    inner: meta.learnedRates,
    update: descend(meta.objective(loss, meta.learnedRates(1)), adam),
  }),
]

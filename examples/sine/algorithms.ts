import { meta, np, optim, type Tensor, type tasks, valueAndGrad } from '../../src/index.ts'
import { loss, type Params } from './model.ts'

type Points = tasks.Points
type SineTasks = meta.Task<Points>
type Inner<M> = meta.Inner<Params, Points, M>

/** One meta-iteration: new meta-parameters and state, and the loss to report. */
type Update<M> = {
  readonly init: (theta: M) => unknown
  readonly step: (theta: M, state: never, batch: SineTasks) => readonly [M, unknown, Tensor]
}

/** A meta-learning algorithm on the sine tasks. */
export interface Algorithm<M> {
  readonly name: string
  /** Meta-iterations by default. */
  readonly iterations: number
  /** Meta-parameters from the initial parameters of the network. */
  readonly start: (theta: Params) => M
  /** The adaptation of a given number of steps, for the test. */
  readonly inner: (steps: number) => Inner<M>
  readonly update: (iterations: number) => Update<M>
}

/** Follows the gradient of an objective with Adam, its rate falling to zero along a cosine. */
const descend =
  <M>(objective: (theta: M, batch: SineTasks) => Tensor, rate: number) =>
  (iterations: number): Update<M> => {
    const optimizer = optim.chain(
      optim.clipByGlobalNorm(10),
      optim.adam(optim.cosineDecaySchedule(rate, Math.max(1, iterations))),
    )
    return {
      init: (theta) => optimizer.init(theta),
      step: (theta, state, batch) => {
        const [value, gradient] = valueAndGrad(objective)(theta, batch)
        const [updates, next] = optimizer.update(gradient, state, theta)
        return [optim.applyUpdates(theta, updates) as M, next, value]
      },
    }
  }

const sgd = (rate: number) => (steps: number) => meta.gradientSteps(optim.sgd(rate), steps)
const lineSearch = (steps: number) =>
  meta.proximal({
    lambda: 20,
    minimize: meta.lineSearchDescent({ steps }),
    linearSolve: { maxiter: 4 },
  })

const fineTune = sgd(0.01)
const same = (theta: Params): Params => theta

export const pretraining: Algorithm<Params> = {
  name: 'pretraining',
  iterations: 3000,
  start: same,
  inner: fineTune,
  update: descend(meta.objective(loss, meta.noAdaptation), 1e-3),
}

export const maml: Algorithm<Params> = {
  name: 'maml',
  iterations: 1000,
  start: same,
  inner: fineTune,
  update: descend(meta.objective(loss, fineTune(5)), 5e-3),
}

export const fomaml: Algorithm<Params> = {
  name: 'fomaml',
  iterations: 1500,
  start: same,
  inner: fineTune,
  update: descend(meta.objective(loss, meta.firstOrder(fineTune(5))), 5e-3),
}

const reptileStep = meta.interpolate(loss, fineTune(10))

export const reptile: Algorithm<Params> = {
  name: 'reptile',
  iterations: 1500,
  start: same,
  inner: fineTune,
  // ε falls linearly from 1 to 0; the state counts the iterations.
  update: (iterations) => ({
    init: () => np.zeros([]),
    step: (theta, count: Tensor, { support }) => {
      const epsilon = np.subtract(1, count.div(iterations))
      return [reptileStep(theta, { support }, epsilon), count.add(1), loss(theta, support)]
    },
  }),
}

export const imaml: Algorithm<Params> = {
  name: 'imaml',
  iterations: 400,
  start: same,
  inner: lineSearch,
  update: descend(meta.objective(loss, lineSearch(8)), 1e-2),
}

export const anil: Algorithm<Params> = {
  name: 'anil',
  iterations: 1500,
  start: same,
  inner: (steps) => meta.on('head', fineTune(steps)),
  update: descend(meta.objective(loss, meta.on('head', fineTune(5))), 5e-3),
}

export const metaSgd: Algorithm<meta.RatedParams<Params>> = {
  name: 'meta-sgd',
  iterations: 2000,
  start: (theta) => meta.withRates(theta, 0.01),
  inner: (steps) => meta.learnedRates(steps),
  update: descend(meta.objective(loss, meta.learnedRates(1)), 2e-3),
}

/** Runs something for an algorithm whatever its meta-parameters are. */
export type ForAlgorithm<R> = <M>(algorithm: Algorithm<M>) => R

/** All algorithms, in the order of the table. */
const all: readonly (<R>(run: ForAlgorithm<R>) => R)[] = [
  (run) => run(pretraining),
  (run) => run(maml),
  (run) => run(fomaml),
  (run) => run(reptile),
  (run) => run(imaml),
  (run) => run(anil),
  (run) => run(metaSgd),
]

export const algorithmNames: readonly string[] = all.map((use) => use(({ name }) => name))

/** Runs something for the algorithms of the given names, in order. */
export const forAlgorithms = <R>(names: readonly string[], run: ForAlgorithm<R>): readonly R[] =>
  all.filter((use) => names.includes(use(({ name }) => name))).map((use) => use(run))

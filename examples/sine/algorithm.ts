import { meta, np, optim, type Tensor, type tasks, valueAndGrad } from '../../src/index.ts'
import { loss, type Params } from './model.ts'

type Points = tasks.Points
type SineTasks = meta.Task<Points>

/** One meta-iteration: new meta-parameters and state, and the loss to report. */
export interface Update<M> {
  readonly init: (theta: M) => unknown
  readonly step: (theta: M, state: never, batch: SineTasks) => readonly [M, unknown, Tensor]
}

/** A meta-learning algorithm on sine tasks, and how it is trained. */
export interface Algorithm<M> {
  readonly name: string
  /** Meta-iterations, unless the user asks for others. */
  readonly iterations: number
  /** The tasks of a meta-iteration. */
  readonly tasks: tasks.SinusoidOptions
  /** Initial meta-parameters. */
  readonly start: (key: Tensor) => M
  /** The adaptation of a given number of steps, for the test. */
  readonly inner: (steps: number) => meta.Inner<Params, Points, M>
  readonly update: (iterations: number) => Update<M>
}

/** Runs something for an algorithm, whatever its meta-parameters are. */
export type ForAlgorithm<R> = <M>(algorithm: Algorithm<M>) => R

/** An algorithm whose kind of meta-parameters nobody needs to know. */
export type AnyAlgorithm = <R>(run: ForAlgorithm<R>) => R

export const anyAlgorithm =
  <M>(algorithm: Algorithm<M>): AnyAlgorithm =>
  (run) =>
    run(algorithm)

/** 25 tasks with 10 support and 10 query points: a meta-iteration of MAML's paper. */
export const paperTasks: tasks.SinusoidOptions = { tasks: 25, shots: 10 }

/** Follows the gradient of an objective. */
export const descend =
  <M>(
    objective: (theta: M, batch: SineTasks) => Tensor,
    optimizerFor: (iterations: number) => optim.GradientTransformation,
  ) =>
  (iterations: number): Update<M> => {
    const optimizer = optimizerFor(iterations)
    return {
      init: (theta) => optimizer.init(theta),
      step: (theta, state, batch) => {
        const [value, gradient] = valueAndGrad(objective)(theta, batch)
        const [updates, next] = optimizer.update(gradient, state, theta)
        return [optim.applyUpdates(theta, updates) as M, next, value]
      },
    }
  }

/** Adam whose rate falls to zero along a cosine, on clipped gradients: reaches much in few iterations. */
export const fallingAdam = (rate: number) => (iterations: number) =>
  optim.chain(
    optim.clipByGlobalNorm(10),
    optim.adam(optim.cosineDecaySchedule(rate, Math.max(1, iterations))),
  )

/** Reptile: `θ ← θ + ε mean(φ − θ)`, ε falling linearly from 1 to 0; the state counts the iterations. */
export const reptileUpdate =
  (inner: meta.Inner<Params, Points>, support: (batch: SineTasks) => Points) =>
  (iterations: number): Update<Params> => {
    const move = meta.interpolate(loss, inner)
    return {
      init: () => np.zeros([]),
      step: (theta, count: Tensor, batch) => {
        const epsilon = np.subtract(1, count.div(iterations))
        const points = support(batch)
        return [move(theta, { support: points }, epsilon), count.add(1), loss(theta, points)]
      },
    }
  }

/** Gradient steps of rate 0.01, the inner loop of MAML's paper. */
export const gradientSteps = (steps: number) => meta.gradientSteps(optim.sgd(0.01), steps)

/** The same on the last layer alone. */
export const headSteps = (steps: number) => meta.on('head', gradientSteps(steps))

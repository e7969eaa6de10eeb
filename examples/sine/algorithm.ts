import { meta, np, optim, type Tensor, type tasks, treeSub, valueAndGrad } from '../../src/index.ts'
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
  readonly inner: (steps: number) => meta.Adaptation<Params, Points, M>
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

/** A loss to report, and the direction that an optimizer goes against. */
type Direction<M> = (theta: M, batch: SineTasks) => readonly [Tensor, M]

/** Follows a direction with an optimizer that may depend on the number of iterations. */
const follow =
  <M>(
    direction: Direction<M>,
    optimizerFor: (iterations: number) => optim.GradientTransformation,
  ) =>
  (iterations: number): Update<M> => {
    const optimizer = optimizerFor(Math.max(1, iterations))
    return {
      init: (theta) => optimizer.init(theta),
      step: (theta, state, batch) => {
        const [value, against] = direction(theta, batch)
        const [updates, next] = optimizer.update(against, state, theta)
        return [optim.applyUpdates(theta, updates) as M, next, value]
      },
    }
  }

/** Minimizes a meta-objective. */
export const descend = <M>(
  objective: (theta: M, batch: SineTasks) => Tensor,
  optimizerFor: (iterations: number) => optim.GradientTransformation,
): Algorithm<M>['update'] =>
  follow((theta: M, batch) => valueAndGrad(objective)(theta, batch) as never, optimizerFor)

/** The points of a task that the other algorithms divide into support and query. */
const allPoints = ({ support, query }: SineTasks): Points => ({
  x: np.concatenate([support.x, query.x], { axis: 1 }),
  y: np.concatenate([support.y, query.y], { axis: 1 }),
})

/**
 * Reptile adapts to all points of a task and takes `θ − mean φ` for a gradient: `optim.sgd(ε)` moves to
 * `θ + ε mean(φ − θ)`, and its paper suggests Adam too.
 */
export const reptile = (
  inner: meta.Adaptation<Params, Points>,
  optimizerFor: (iterations: number) => optim.GradientTransformation,
): Algorithm<Params>['update'] => {
  const moved = meta.reptile(loss, inner)
  const adaptedLoss = meta.objective(loss, inner)
  return follow((theta, batch) => {
    const support = allPoints(batch)
    const value = adaptedLoss(theta, { support, query: support })
    return [value, treeSub(theta, moved(theta, { support }, 1))]
  }, optimizerFor)
}

/** Adam whose rate falls to zero along a cosine, on clipped gradients: gets far in few iterations. */
export const fallingAdam = (rate: number) => (iterations: number) =>
  optim.chain(optim.clipByGlobalNorm(10), optim.adam(optim.cosineDecaySchedule(rate, iterations)))

/** Gradient steps of rate 0.01, the inner loop of MAML's paper. */
export const gradientSteps = (steps: number) => meta.gradientSteps(optim.sgd(0.01), steps)

/** The same on the last layer alone. */
export const headSteps = (steps: number) => meta.adaptOnly('head', gradientSteps(steps))

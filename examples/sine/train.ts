import { jit, meta, np, random, type Tensor, tasks } from '../../src/index.ts'
import type { Algorithm } from './algorithms.ts'
import { initialParams, loss, type Params, predict } from './model.ts'
import type { Progress } from './progress.ts'
import type { Result } from './table.ts'

/** The protocol of the paper: 25 tasks a meta-iteration with 10 support and 10 query points. */
const protocol = { tasks: 25, shots: 10 }
const testTasks = 600
const testQueries = 100
const testSteps = [0, 1, 5, 10]
/** How often the loss is read to be shown. */
const reportEvery = 10

/** A trained algorithm, its test results, and its adaptation for the figure. */
export interface Trained {
  readonly result: Result
  /** Predictions at `x` after adapting to a task's support for some steps. */
  readonly predict: (support: tasks.Points, steps: number, x: Tensor) => readonly number[]
}

const numbers = (x: Tensor): readonly number[] => [...x.data()]

/** The unseen tasks that all algorithms are tested on. */
export const testSet = (seed: number): meta.Task<tasks.Points> =>
  tasks.sinusoids(random.foldIn(random.key(seed), 1), {
    tasks: testTasks,
    shots: protocol.shots,
    queries: testQueries,
  })

/** Trains an algorithm and tests it. */
export const train = <M>(
  { name, iterations, start, inner, update }: Algorithm<M>,
  seed: number,
  requested: number | undefined,
  startProgress: (name: string, total: number) => Progress,
): Trained => {
  const total = requested ?? iterations
  const begin = performance.now()
  const { init, step } = update(total)
  const root = random.key(seed)
  let theta = start(initialParams(random.foldIn(root, 0)))
  let state = init(theta) as never
  const iterate = jit((current: M, memory: never, iteration: Tensor) => {
    const key = random.foldIn(random.foldIn(root, 2), iteration)
    return step(current, memory, tasks.sinusoids(key, protocol))
  })
  const progress = startProgress(name, total)
  for (let iteration = 1; iteration <= total; iteration++) {
    const [next, memory, value] = iterate(
      theta,
      state,
      np.array(iteration, { dtype: 'int32' }),
    ) as unknown as [M, never, Tensor]
    theta = next
    state = memory
    if (iteration % reportEvery === 0 || iteration === total)
      progress.update(iteration, Number(value.item()))
  }
  progress.stop()
  const seconds = (performance.now() - begin) / 1000
  const { steps, mean, ci, median } = meta.evaluate(loss, inner, theta, testSet(seed), testSteps)
  return {
    result: {
      name,
      steps,
      mean: numbers(mean),
      ci: numbers(ci),
      median: numbers(median),
      seconds,
    },
    predict: (support, count, x) => {
      const phi: Params = inner(count)(loss)(theta, support)
      return numbers(predict(phi, x).reshape([-1]))
    },
  }
}

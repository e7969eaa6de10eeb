import { jit, meta, random, type Tensor, tasks } from '../../src/index.ts'
import type { Algorithm } from './algorithm.ts'
import { loss } from './model.ts'

/** Test errors over tasks, by the number of gradient steps. */
export interface Errors {
  /** Support points of a task. */
  readonly shots: number
  readonly steps: readonly number[]
  readonly mean: readonly number[]
  /** Half the width of the 95 % confidence interval of the mean. */
  readonly ci: readonly number[]
  readonly median: readonly number[]
}

/** How many unseen tasks an algorithm is tested on, and on how many points of each. */
export const testSize = { tasks: 600, queries: 100 }

const numbers = (x: Tensor): readonly number[] => [...x.data()]

/** Tests meta-parameters on unseen tasks; these are the same for all algorithms of like tasks. */
export const test = <M>(
  { inner, tasks: options }: Algorithm<M>,
  theta: M,
  seed: number,
  shots: number,
  steps: readonly number[],
): Errors => {
  const unseen = tasks.sinusoids(random.foldIn(random.key(seed), 1), {
    ...options,
    ...testSize,
    shots,
  })
  const evaluate = jit((trained: M, batch: meta.Task<tasks.Points>) => {
    const { mean, ci, median } = meta.evaluate(loss, inner, trained, batch, steps)
    return { mean, ci, median }
  })
  const { mean, ci, median } = evaluate(theta, unseen) as Readonly<
    Record<'mean' | 'ci' | 'median', Tensor>
  >
  return { shots, steps, mean: numbers(mean), ci: numbers(ci), median: numbers(median) }
}

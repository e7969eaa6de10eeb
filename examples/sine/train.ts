import { jit, lax, np, random, type Tensor, tasks } from '../../src/index.ts'
import type { Algorithm } from './algorithm.ts'
import type { Progress } from './progress.ts'

/** Meta-iterations of one compiled call; the progress moves once a call. */
const chunkLength = 100

/** An algorithm's meta-parameters after training, and how long that took. */
export interface Trained<M> {
  readonly theta: M
  readonly seconds: number
}

/** Trains an algorithm; tasks are drawn inside the compiled loop. */
export const train = <M>(
  { name, iterations, tasks: options, start, update }: Algorithm<M>,
  seed: number,
  requested: number | undefined,
  startProgress: (name: string, total: number) => Progress,
): Trained<M> => {
  const total = requested ?? iterations
  const begin = performance.now()
  const { init, step } = update(total)
  const root = random.key(seed)
  const taskKey = random.foldIn(root, 2)
  const iterate = ([theta, state]: readonly [M, never], iteration: Tensor) => {
    const batch = tasks.sinusoids(random.foldIn(taskKey, iteration), options)
    const [next, memory, value] = step(theta, state, batch)
    return [[next, memory], value] as const
  }
  const runChunk = jit((carry: readonly [M, never], numbers: Tensor) => {
    const [end, losses] = lax.scan(iterate as never, carry as never, numbers)
    return [end, np.mean(losses as Tensor)] as const
  })
  const theta = start(random.foldIn(root, 0))
  let carry = [theta, init(theta)] as unknown as readonly [M, never]
  const progress = startProgress(name, total)
  for (let done = 0; done < total; done += chunkLength) {
    const end = Math.min(done + chunkLength, total)
    const [next, value] = runChunk(carry, np.arange(done, end))
    carry = next as never
    progress.update(end, value.item())
  }
  progress.stop()
  return { theta: carry[0], seconds: (performance.now() - begin) / 1000 }
}

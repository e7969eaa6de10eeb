import {
  jit,
  meta,
  nn,
  np,
  optim,
  random,
  type Tensor,
  tasks,
  valueAndGrad,
} from '../../src/index.ts'

/** A body of two layers and a linear head, of which ANIL adapts the head alone. */
export interface Params {
  readonly body: readonly nn.DenseParams[]
  readonly head: nn.DenseParams
}

const body = nn.mlp([1, 32, 32])
const head = nn.dense(32, 1)

export const theta: Params = { body: body.init(random.key(0)), head: head.init(random.key(1)) }

/** Mean squared error of `f32[points, 1]` predictions. */
export const loss = (params: Params, { x, y }: tasks.Points): Tensor =>
  np.mean(np.square(head.apply(params.head, nn.relu(body.apply(params.body, x))).sub(y)))

export type SineTasks = meta.Task<tasks.Points>

/** A fresh batch of sine waves for every iteration. */
export const batchOf = (key: Tensor): SineTasks => tasks.sinusoids(key, { tasks: 16, shots: 10 })

export const iterations = (count: number): number => Number(process.env['ITERATIONS'] ?? count)

/** Follows the gradient of a meta-objective with Adam. */
export const train = <M>(
  objective: (theta: M, batch: SineTasks) => Tensor,
  start: M,
  count: number,
): M => {
  const adam = optim.adam(0.01)
  const step = jit((current: M, state: unknown, key: Tensor) => {
    const [, gradient] = valueAndGrad(objective)(current, batchOf(key))
    const [updates, next] = adam.update(gradient, state, current)
    return [optim.applyUpdates(current, updates), next] as const
  })
  let [current, state]: readonly [M, unknown] = [start, adam.init(start)]
  for (let i = 0; i < iterations(count); i++)
    [current, state] = step(current, state, random.key(i)) as unknown as readonly [M, unknown]
  return current
}

/** Prints the query loss of unseen tasks before and after adaptation. */
export const report = <M>(
  name: string,
  inner: (steps: number) => meta.Adaptation<Params, tasks.Points, M>,
  trained: M,
  steps: readonly number[] = [0, 1, 5],
): void => {
  const unseen = tasks.sinusoids(random.key(1000), { tasks: 100, shots: 10, queries: 50 })
  const { mean } = meta.evaluate(loss, inner, trained, unseen, steps)
  const losses = [...mean.data()].map((value, i) => `${steps[i]} steps ${value.toFixed(2)}`)
  console.log(`${name}: ${losses.join(', ')}`)
}

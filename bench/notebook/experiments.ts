import {
  jit,
  lax,
  meta,
  nn,
  np,
  optim,
  random,
  type Tensor,
  tasks,
  treeLerp,
  valueAndGrad,
  vmap,
} from '../../src/index.ts'

type Params = readonly nn.DenseParams[]
type Points = tasks.Points
type Batch = meta.Task<Points>

const network = nn.mlp([1, 40, 40, 1])
const start = network.init(random.key(0))
const adam = optim.adam(0.01)
const inner = meta.gradientSteps(optim.sgd(0.01), 1)

const mse = (params: Params, { x, y }: Points): Tensor =>
  np.mean(np.square(network.apply(params, x).sub(y)))

const waves = (key: Tensor, count: number, shots: number): Batch =>
  tasks.sinusoids(key, { tasks: count, shots, phase: [-Math.PI, Math.PI] })

/** What a training ends with: its parameters and its loss at every iteration. */
export interface Trained {
  readonly params: Params
  readonly losses: Float32Array
}

/** One iteration: new state, and the loss to report. */
type Iterate<S> = (state: S, key: Tensor) => readonly [S, Tensor]

/** A whole training is one program, which draws its data as it goes. */
const train = <S>(iterate: Iterate<S>, state: S, seed: number, iterations: number) => {
  const run = jit((first: S, key: Tensor) =>
    lax.scan(
      ((current: S, i: Tensor) => iterate(current, random.foldIn(key, i))) as never,
      first as never,
      np.arange(iterations),
    ),
  )
  const [last, losses] = run(state, random.key(seed)) as readonly [unknown, Tensor]
  return { last: last as S, losses: losses.data() as Float32Array }
}

/** 1000 steps of Adam on what is drawn for each of them. */
const descend = <D>(
  objective: (params: Params, data: D) => Tensor,
  draw: (key: Tensor) => D,
  seed: number,
): Trained => {
  const iterate: Iterate<readonly [Params, unknown]> = ([params, state], key) => {
    const [value, gradient] = valueAndGrad(objective as (p: Params, data: unknown) => Tensor)(
      params,
      draw(key),
    )
    const [updates, next] = adam.update(gradient, state, params)
    return [[optim.applyUpdates(params, updates) as Params, next], value as Tensor]
  }
  const { last, losses } = train(iterate, [start, adam.init(start)] as const, seed, 1000)
  return { params: last[0], losses }
}

/** 256 points of the one wave that is overfitted. */
const { support: single } = waves(random.key(1), 1, 256)
export const wave: Points = { x: single.x.get(0), y: single.y.get(0) }

/** Fits one wave, on 32 of its points at a time. */
export const overfit = (): Trained =>
  descend(
    mse,
    (key) => {
      const ids = random.randint(key, [32], 0, 256)
      return { x: np.take(wave.x, ids, { axis: 0 }), y: np.take(wave.y, ids, { axis: 0 }) }
    },
    2,
  )

/** Fits all waves at once, on one point of each of 256. */
export const pretrain = (): Trained =>
  descend(
    mse,
    (key) => {
      const { x, y } = waves(key, 256, 1).support
      return { x: x.reshape([256, 1]), y: y.reshape([256, 1]) }
    },
    3,
  )

const sixteen = (key: Tensor): Batch => waves(key, 16, 32)

export const maml = (): Trained => descend(meta.objective(mse, inner), sixteen, 4)

export const fomaml = (): Trained =>
  descend(meta.objective(mse, meta.firstOrder(inner)), sixteen, 5)

/** Ten steps on 25 points each of a fresh wave, and a tenth of the way there: 10000 times. */
export const reptile = (): Trained => {
  const batch = meta.minibatches(25)
  const adapt = meta.gradientSteps(optim.sgd(0.01), 10, { batch })(mse)
  const iterate: Iterate<Params> = (theta, key) => {
    const { x, y } = waves(key, 1, 256).support
    const points = { x: x.reshape([256, 1]), y: y.reshape([256, 1]) }
    const phi = adapt(theta, points)
    return [treeLerp(theta, phi, 0.1), mse(phi, batch(points, 9))]
  }
  const { last, losses } = train(iterate, start, 6, 10_000)
  return { params: last, losses }
}

export const numSteps = 10
/** Where predictions are drawn. */
export const grid = np.linspace(-5, 5, { num: 201 }).reshape([201, 1])
/** 100 waves that no training has seen, of 64 points to adapt to and 64 to test with. */
export const unseen = waves(random.key(7), 100, 64)

/** The tests of trained parameters. */
export interface FineTuned {
  /** The mean over unseen waves of the error after 0, 1, … steps. */
  readonly errors: Tensor
  /** Predictions for the first of them, before and after all steps. */
  readonly before: Tensor
  readonly after: Tensor
}

/** Adapts to every unseen wave by ten gradient steps. */
export const fineTune = jit((theta: Params, { support, query }: Batch): FineTuned => {
  const adapt = inner(mse)
  const one = (s: Points, q: Points) =>
    lax.scan(
      ((phi: Params) => [adapt(phi, s), mse(phi, q)]) as never,
      theta as never,
      np.arange(numSteps),
    )
  const [adapted, errors] = vmap(one)(support, query) as unknown as readonly [Params, Tensor]
  const last = vmap(mse)(adapted, query)
  const first = adapted.map(({ w, b }) => ({ w: w.get(0), b: b.get(0) }))
  return {
    errors: np.concatenate([np.mean(errors, { axis: 0 }), np.mean(last, { keepdims: true })]),
    before: network.apply(theta, grid),
    after: network.apply(first, grid),
  }
})

export const predict = jit((params: Params): Tensor => network.apply(params, grid))

import { describe, expect, it } from 'vitest'
import { grad, jit, np, optim, type Tensor, treeLeaves } from '../../src/index.ts'
import type { GradientTransformation, Schedule } from '../../src/optim/types.ts'

const f64 = (values: readonly number[]): Tensor => np.array(values, { dtype: 'float64' })
const f32 = (value: number): Tensor => np.array(value)

const schedules: Readonly<Record<string, readonly [Schedule, number]>> = {
  constant: [optim.constantSchedule(0.1), 0.1],
  'cosine decay': [optim.cosineDecaySchedule(0.1, 10), 0.05 * (1 + Math.cos(0.3 * Math.PI))],
  'exponential decay': [optim.exponentialDecay(0.1, 10, 0.9), 0.1 * 0.9 ** 0.3],
  linear: [optim.linearSchedule(0.1, 0, 10), 0.07],
  polynomial: [optim.polynomialSchedule(0.1, 0, 2, 10), 0.049],
  'piecewise constant': [optim.piecewiseConstantSchedule(0.1, { 2: 0.1 }), 0.01],
  joined: [
    optim.joinSchedules([optim.constantSchedule(0.1), optim.linearSchedule(0.1, 0, 10)], [2]),
    0.09,
  ],
  'a quotient': [(count) => np.divide(0.1, np.add(1, count)), 0.025],
  'a product': [(count) => np.multiply(0.1, count), 0.3],
  'a power': [(count) => np.power(0.9, count).mul(0.1), 0.1 * 0.9 ** 3],
  'an exponential': [(count) => np.exp(np.multiply(count, -0.1)).mul(0.1), 0.1 * Math.exp(-0.3)],
  'an entry of a table': [(count) => f64([4, 3, 2, 1]).get(count), 1],
  'a plain number': [() => 0.1, 0.1],
}

/** The first update of the step after three others. */
const fourth = (t: GradientTransformation, params: Tensor, g: Tensor): number => {
  let state = t.init(params)
  for (let i = 0; i < 3; i++) state = t.update(g, state, params)[1]
  return (t.update(g, state, params)[0] as Tensor).get(0).item()
}

describe('schedules are as precise as float64 gradients', () => {
  it.each(Object.entries(schedules))('%s', (_, [schedule, rate]) => {
    const [params, g] = [f64([1, 2]), f64([0.5, 1])]
    const close = (got: number, want: number): void => {
      expect(Math.abs(got - want)).toBeLessThan(1e-14)
    }
    close(fourth(optim.scaleBySchedule(schedule), params, g), 0.5 * rate)
    close(fourth(optim.sgd(schedule), params, g), -0.5 * rate)
    close(fourth(optim.addDecayedWeights(schedule), params, g), 0.5 + rate)
  })

  it('leaves a table of float32 to an int32 count', () => {
    const table = np.array([4, 3, 2, 1])
    expect(
      fourth(
        optim.scaleBySchedule((c) => table.get(c)),
        f64([1]),
        f64([0.5]),
      ),
    ).toBe(0.5)
  })
})

const transformations: Readonly<Record<string, GradientTransformation>> = {
  sgd: optim.sgd(0.1, { momentum: 0.9, nesterov: true }),
  'sgd of tensors': optim.sgd(f32(0.1), { momentum: f32(0.9) }),
  adam: optim.adam(0.1),
  'adam of tensors': optim.adam(f32(0.1), { b1: f32(0.9), b2: f32(0.99), eps: f32(1e-8) }),
  nadam: optim.adam(0.1, { nesterov: true }),
  adamw: optim.adamw(0.1, { weightDecay: (count) => np.multiply(count, 0.1) }),
  adagrad: optim.adagrad(0.1),
  rmsprop: optim.rmsprop(0.1, { centered: true, momentum: 0.9 }),
  clip: optim.clip(f32(0.1)),
  clipByGlobalNorm: optim.clipByGlobalNorm(f32(0.1)),
  scale: optim.scale(f32(0.5)),
  scaleByRms: optim.scaleByRms(),
  scaleByStddev: optim.scaleByStddev(),
  scaleByRss: optim.scaleByRss(),
  addDecayedWeights: optim.addDecayedWeights(f32(0.1)),
  setToZero: optim.setToZero(),
}

const dtypesOf = (tree: unknown): readonly string[] =>
  (treeLeaves(tree) as readonly Tensor[]).map((x) => x.dtype)

describe('updates, states and parameters keep their dtypes', () => {
  it.each(Object.entries(transformations))('%s', (_, t) => {
    const [single, double] = [np.array([1, -2]), f64([1, -2])]
    const params = { single, double }
    const step = (state: unknown) => {
      const [updates, next] = t.update(params, state, params)
      return [updates, next, optim.applyUpdates(params, updates)] as const
    }
    const state = t.init(params)
    for (const run of [step, jit(step)]) {
      const [updates, next, moved] = run(state)
      expect(dtypesOf([updates, moved])).toEqual(dtypesOf([params, params]))
      expect(dtypesOf(next)).toEqual(dtypesOf(state))
    }
  })
})

describe('clipByGlobalNorm', () => {
  const clipped = (bound: number, g: Tensor): Tensor => {
    const t = optim.clipByGlobalNorm(bound)
    return t.update(g, t.init(g))[0] as Tensor
  }

  it.each([0, 1])('leaves gradients of 0 as they are, with a bound of %i', (bound) => {
    for (const run of [clipped, (b: number, g: Tensor) => jit((x: Tensor) => clipped(b, x))(g)])
      expect([...run(bound, f64([0, 0])).data()]).toEqual([0, 0])
  })

  it.each([0, 1])('has finite derivatives there, with a bound of %i', (bound) => {
    const slope = grad((g: Tensor) => np.sum(clipped(bound, g)))
    expect([...slope(f64([0, 0])).data()]).toEqual([bound, bound])
    expect([...jit(slope)(f64([0, 0])).data()]).toEqual([bound, bound])
  })

  it('clips to nothing with a bound of 0', () => {
    expect([...clipped(0, f64([3, 4])).data()]).toEqual([0, 0])
  })
})

describe('globalNorm', () => {
  it('is that of integers as floating point numbers', () => {
    expect(optim.globalNorm(np.array([60000, 80000], { dtype: 'int32' })).item()).toBe(100000)
  })
})

import { describe, expect, it } from 'vitest'
import { grad, jit, np, optim, type Tensor } from '../../src/index.ts'
import { isClose } from '../support/tolerance.ts'
import { optax } from './support.ts'

const schedules: Readonly<Record<string, optim.CountSchedule>> = {
  constant: optim.constantSchedule(0.3),
  linear: optim.linearSchedule(1, 0.1, 8, { transitionBegin: 2 }),
  'linear, of no steps': optim.linearSchedule(1, 0.1, 0),
  polynomial: optim.polynomialSchedule(1, 0.1, 2.5, 8),
  exponential: optim.exponentialDecay(1, 4, 0.3),
  'exponential, in stairs': optim.exponentialDecay(1, 4, 0.3, {
    transitionBegin: 1,
    staircase: true,
    endValue: 0.05,
  }),
  'exponential, growing': optim.exponentialDecay(1, 4, 1.5, { endValue: 2 }),
  cosine: optim.cosineDecaySchedule(0.5, 9, { alpha: 0.1, exponent: 2 }),
  warmup: optim.warmupCosineDecaySchedule(0.1, 1, 4, 10, { endValue: 0.2 }),
  'warmup, of no steps': optim.warmupCosineDecaySchedule(0.1, 1, 0, 10),
  piecewise: optim.piecewiseConstantSchedule(1, { 9: 0.1, 4: 0.5 }),
  joined: optim.joinSchedules(
    [optim.linearSchedule(0, 1, 4), optim.exponentialDecay(1, 2, 0.5)],
    [5],
  ),
}

/** What a schedule gives at the counts of the fixture, beside what Optax gives, where they differ. */
const differences = (name: string, value: (count: number) => Tensor): readonly unknown[] =>
  optax.counts.flatMap((count, i) => {
    const got = value(count)
    const wanted = optax.schedules[name]?.[i] as number
    return isClose(got.item(), wanted, got.dtype) ? [] : [{ count, got: got.item(), wanted }]
  })

describe('schedules are those of Optax', () => {
  it('for every schedule of the fixture', () => {
    expect(Object.keys(schedules)).toEqual(Object.keys(optax.schedules))
  })

  for (const [name, schedule] of Object.entries(schedules)) {
    it(`${name}, at plain counts`, () => {
      expect(differences(name, (count) => schedule(count))).toEqual([])
      expect(schedule(3).dtype).toBe('float32')
    })

    it(`${name}, in float64`, () => {
      expect(differences(name, (count) => schedule(count, { dtype: 'float64' }))).toEqual([])
      expect(schedule(3, { dtype: 'float64' }).dtype).toBe('float64')
    })

    it(`${name}, at traced integer counts`, () => {
      const compiled = jit((count: Tensor) => schedule(count))
      expect(differences(name, (count) => compiled(np.array(count, { dtype: 'int32' })))).toEqual(
        [],
      )
    })
  }
})

describe('schedules', () => {
  it('are differentiable in their values', () => {
    const value = (peak: Tensor): Tensor => optim.warmupCosineDecaySchedule(0, peak, 4, 10)(2)
    expect(grad(value)(np.array(3)).item()).toBe(0.5)
  })

  it('count exactly where float32 cannot', () => {
    const count = np.array(2 ** 24 + 1, { dtype: 'int32' })
    expect(
      optim
        .linearSchedule(0, 1, 2, { transitionBegin: 2 ** 24 })(count)
        .item(),
    ).toBe(0.5)
  })

  it('take an index into a table of rates', () => {
    const optimizer = optim.sgd((count) => np.array([1, 10, 100]).get(count))
    let state = optimizer.init(np.array(0))
    const rates = [0, 1, 2].map(() => {
      const [updates, next] = optimizer.update(np.array(1), state)
      state = next
      return updates.item()
    })
    expect(rates).toEqual([-1, -10, -100])
  })

  it('refuse what has no meaning', () => {
    expect(() => optim.cosineDecaySchedule(1, 0)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: cosineDecaySchedule: expected a positive number of decaySteps, got 0]`,
    )
    expect(() => optim.warmupCosineDecaySchedule(0, 1, 10, 10)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: warmupCosineDecaySchedule: expected fewer warmupSteps than decaySteps, got 10 and 10; decaySteps counts the warmup too]`,
    )
    expect(() => optim.piecewiseConstantSchedule(1, { 3: -1 })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: piecewiseConstantSchedule: expected the factor at step 3 to be a finite number of at least 0, got the number -1]`,
    )
    expect(() => optim.joinSchedules([() => 1], [1])).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: joinSchedules: expected one boundary less than schedules, got 1 for 1]`,
    )
    expect(() => optim.joinSchedules([], [])).toThrow('one boundary less')
    expect(() =>
      optim.linearSchedule(1, 0, 10, { transition_begin: 3 } as object),
    ).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: linearSchedule: expected options among { transitionBegin }, got "transition_begin"; write transitionBegin]`,
    )
  })
})

import { describe, expect, it } from 'vitest'
import { ArgumentError, jit, np, optim } from '../../src/index.ts'

/** A function with good arguments in order, and bad values by position or option. */
interface Row {
  readonly good: readonly unknown[]
  /** What each argument must not be. */
  readonly bad: readonly (readonly unknown[])[]
  /** What each option must not be, and what it may be. */
  readonly options?: Readonly<Record<string, { bad: readonly unknown[]; good: readonly unknown[] }>>
}

const noNumbers = ['0.1', Number.NaN, null, {}.constructor, 1n] as const
const infinite = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
const noRates = ['0.1', Number.NaN, null, undefined, 1n, ...infinite]
const noFinites = ['0.1', Number.NaN, null, undefined, 1n, ...infinite, { a: 1 }]
const noBounds = ['0.1', Number.NaN, null, undefined, 1n, -1, { a: 1 }]
const noPlains = [...noFinites, np.array(1)]
const finite = { bad: [...noNumbers, ...infinite, { a: 1 }], good: [-1, 0, 0.5, np.array(0.5)] }
const decay = { bad: [...finite.bad, -0.1, 1, 1.5], good: [0, 0.5, 0.999, np.array(0.5)] }
const nonNegative = { bad: [...finite.bad, -1e-8], good: [0, 1e-8, np.array(1)] }
const flag = { bad: [0, 1, 'true', null], good: [true, false] }
const steps = { bad: [...finite.bad, np.array(1)], good: [0, 5] }
const mask = { bad: [1, { w: 'yes' }, [0]], good: [true, { w: false }, () => true] }
const weightDecay = {
  bad: [...noNumbers.filter((value) => typeof value !== 'function'), ...infinite],
  good: [0, 0.1, np.array(0.1), () => 0.1],
}

const adam = {
  b1: decay,
  b2: decay,
  eps: nonNegative,
  epsRoot: nonNegative,
  nesterov: flag,
}
const rms = {
  decay,
  eps: nonNegative,
  initialScale: nonNegative,
  epsInSqrt: flag,
  biasCorrection: flag,
}
const adagrad = { initialAccumulatorValue: nonNegative, eps: nonNegative }
const rates = [...noRates, { w: 'x' }, { w: Number.NaN }, [undefined]]

const table: Readonly<Record<string, Row>> = {
  adam: { good: [0.1], bad: [rates], options: adam },
  adamw: { good: [0.1], bad: [rates], options: { ...adam, weightDecay, mask } },
  adagrad: { good: [0.1], bad: [rates], options: adagrad },
  rmsprop: {
    good: [0.1],
    bad: [rates],
    options: { ...rms, centered: flag, momentum: finite, nesterov: flag },
  },
  sgd: { good: [0.1], bad: [rates], options: { momentum: finite, nesterov: flag } },
  scaleByAdam: { good: [], bad: [], options: adam },
  scaleByRms: { good: [], bad: [], options: rms },
  scaleByStddev: { good: [], bad: [], options: rms },
  scaleByRss: { good: [], bad: [], options: adagrad },
  scaleByLearningRate: { good: [{ w: 0.1, b: np.array(1) }], bad: [rates] },
  scale: { good: [-1], bad: [[...rates, () => 1]] },
  scaleBySchedule: { good: [() => 1], bad: [[...noRates, 0.1, np.array(1), {}]] },
  trace: { good: [0.9], bad: [noFinites], options: { nesterov: flag } },
  addDecayedWeights: {
    good: [0.1],
    bad: [[...weightDecay.bad, undefined]],
    options: { mask },
  },
  clip: { good: [1], bad: [noBounds] },
  clipByGlobalNorm: { good: [Number.POSITIVE_INFINITY], bad: [noBounds] },
  chain: {
    good: [optim.scale(1), optim.identity()],
    bad: [
      [undefined, null, 0.1, 'adam', {}, { init: () => null }, () => 1],
      [undefined, optim.adam],
    ],
  },
  constantSchedule: { good: [0.1], bad: [noFinites] },
  cosineDecaySchedule: {
    good: [0.1, 10],
    bad: [noFinites, [...noPlains, 0, -1]],
    options: { alpha: finite, exponent: finite },
  },
  warmupCosineDecaySchedule: {
    good: [0, 0.1, 10, 30],
    bad: [noFinites, noFinites, [...noPlains, 30], [...noPlains, 10]],
    options: { endValue: finite, exponent: finite },
  },
  exponentialDecay: {
    good: [0.1, 10, 0.5],
    bad: [noFinites, noPlains, [...noPlains, -0.5]],
    options: { transitionBegin: steps, staircase: flag, endValue: finite },
  },
  linearSchedule: {
    good: [1, 0, 10],
    bad: [noFinites, noFinites, noPlains],
    options: { transitionBegin: steps },
  },
  polynomialSchedule: {
    good: [1, 0, 2, 10],
    bad: [noFinites, noFinites, noFinites, noPlains],
    options: { transitionBegin: steps },
  },
  piecewiseConstantSchedule: {
    good: [1, { 10: 0.5 }],
    bad: [noFinites, [undefined, null, 0.5, { 10: -1 }, { 10: '1' }, { x: 1 }, { 10: Number.NaN }]],
  },
  joinSchedules: {
    good: [
      [() => 1, () => 2, () => 3],
      [10, 20],
    ],
    bad: [
      [undefined, null, () => 1, [1, 2, 3], [() => 1], [() => 1, null, () => 3], []],
      [undefined, 10, [10], ['10', 20], [20, 10], [Number.NaN, 1]],
    ],
  },
}

/** What makes nothing, or has no argument to check when it does. */
const exempt = ['applyUpdates', 'globalNorm', 'identity', 'setToZero']

const make =
  (name: string, args: readonly unknown[]): (() => unknown) =>
  () =>
    (optim as unknown as Record<string, (...args: readonly unknown[]) => unknown>)[name]?.(...args)

const show = (value: unknown): string =>
  typeof value === 'bigint' ? `${value}n` : (JSON.stringify(value) ?? String(value))

const refuses = (name: string, args: readonly unknown[], what: string): void => {
  const call = make(name, args)
  expect(call, what).toThrow(ArgumentError)
  expect(call, what).toThrow(new RegExp(`^${name}: expected .+, got `))
}

describe('the arguments of optim', () => {
  it('are listed here for every function that makes something', () => {
    expect(Object.keys(optim).sort()).toEqual([...Object.keys(table), ...exempt].sort())
  })

  for (const [name, { good, bad, options = {} }] of Object.entries(table)) {
    it(`${name} checks when it is called`, () => {
      expect(make(name, good)).not.toThrow()
      bad.forEach((values, place) => {
        for (const value of values)
          refuses(
            name,
            good.map((usual, i) => (i === place ? value : usual)),
            `argument ${place}: ${show(value)}`,
          )
      })
      for (const [option, { bad, good: fine }] of Object.entries(options)) {
        for (const value of [...fine, undefined])
          expect(make(name, [...good, { [option]: value }]), option).not.toThrow()
        for (const value of bad)
          refuses(name, [...good, { [option]: value }], `${option}: ${show(value)}`)
      }
      if (Object.keys(options).length > 0)
        for (const unknown of [{ learningRate: 1 }, { lr: 1 }, 0.5, null, 'x'])
          refuses(name, [...good, unknown], show(unknown))
    })
  }

  it('may be traced', () => {
    const step = jit((rate: Parameters<typeof np.add>[0], b1: Parameters<typeof np.add>[0]) => {
      const optimizer = optim.adam(rate, { b1, eps: rate })
      return optimizer.update(np.array([1]), optimizer.init(np.array([1])))[0]
    })
    expect(step(np.array(0.5), np.array(0.5)).shape).toEqual([1])
  })

  it('say what was given for a learning rate', () => {
    expect(make('adam', [{ learningRate: '0.1' }])).toThrow(
      'adam: expected all of learningRate to be a finite number or a tensor, got the string "0.1"',
    )
    expect(make('adam', [])).toThrow('(learningRate, options?), got 0; give learningRate too')
    expect(make('adam', [null])).toThrow(/^adam: expected learningRate to be a number, a tensor, /)
    expect(make('adamw', [0.1, { b1: 1 }])).toThrow(
      'adamw: expected b1 to be a number in [0, 1), or a tensor, got the number 1',
    )
  })
})

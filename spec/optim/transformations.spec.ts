import { describe, expect, it } from 'vitest'
import { np, optim } from '../../src/index.ts'
import { plain } from '../support/plain.ts'

const params = { w: np.array([1, 2]), b: np.array(0) }
const grads = { w: np.array([3, 4]), b: np.array(0) }

describe('states', () => {
  it('are plain trees of tensors that name their parts', () => {
    const zeros = { b: 0, w: [0, 0] }
    expect(plain(optim.sgd(0.1).init(params))).toEqual([null, null])
    expect(plain(optim.sgd(0.1, { momentum: 0.9 }).init(params))).toEqual([{ trace: zeros }, null])
    expect(plain(optim.adam(() => 0.1).init(params))).toEqual([
      { count: 0, mu: zeros, nu: zeros },
      { count: 0 },
    ])
    expect(plain(optim.scaleByRms({ initialScale: 1 }).init({ b: params.b }))).toEqual({
      nu: { b: 1 },
    })
    expect(plain(optim.adagrad(0.1).init({ x: np.ones([1], { dtype: 'float64' }) }))).toEqual([
      { sumOfSquares: { x: [0.1] } },
      null,
    ])
  })

  it('count steps, and stop at the largest integer', () => {
    const { update } = optim.scaleBySchedule((count) => count)
    const last = 2 ** 31 - 1
    const next = (count: number): unknown =>
      plain(update(np.array(1), { count: np.array(count, { dtype: 'int32' }) })[1])
    expect([next(0), next(last - 1), next(last)]).toEqual([
      { count: 1 },
      { count: last },
      { count: last },
    ])
  })

  it('are missed with a message', () => {
    expect(() => optim.sgd(0.1).update(grads, null)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: sgd: expected a list of 2 states, got null; hand over what init or the last update returned]`,
    )
    expect(() => optim.sgd(0.1).update(grads, [null])).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: sgd: expected a list of 2 states, got a list of 1; hand over what init or the last update returned]`,
    )
    expect(() => optim.scaleByAdam().update(grads, null)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: scaleByAdam: expected a state { count, mu, nu }, got null; hand over what init or the last update returned]`,
    )
    expect(() =>
      optim.trace(0.9).update(grads, { trace: { w: params.w } }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[TreeError: trace: expected trees of one structure, got different ones: expected the keys {b, w}, got {w} (missing b)]`,
    )
  })
})

describe('applyUpdates', () => {
  it('keeps the dtypes of the parameters', () => {
    const moved = optim.applyUpdates({ a: np.ones([1]) }, { a: np.ones([1], { dtype: 'float64' }) })
    expect([moved.a.dtype, moved.a.toArray()]).toEqual(['float32', [2]])
  })

  it('keeps null', () => {
    expect(plain(optim.applyUpdates({ a: null, b: 1 }, { a: null, b: 2 }))).toEqual({
      a: null,
      b: 3,
    })
  })

  it('names the place where trees differ', () => {
    expect(() =>
      optim.applyUpdates({ a: { w: np.array(1) } }, { a: { v: np.array(1) } }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[TreeError: applyUpdates: expected trees of one structure, got different ones at a: expected the keys {w}, got {v} (missing w; unexpected v)]`,
    )
    expect(() =>
      optim.applyUpdates({ a: [np.array(1), 'x'] }, { a: [np.array(1), 1] }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: applyUpdates: expected a tensor, number, boolean, typed array or ndarray at a[1], got the string "x"]`,
    )
  })
})

describe('scaling', () => {
  it('keeps the dtype of gradients whatever that of the factor', () => {
    const double = np.array(0.5, { dtype: 'float64' })
    expect(optim.scale(double).update(np.ones([1]), null)[0].dtype).toBe('float32')
    const [updates] = optim.sgd(0.1).update(np.ones([], { dtype: 'float64' }), [null, null])
    expect(updates.item()).toBe(-0.1)
  })

  it('refuses what is no factor', () => {
    expect(() => optim.scale('fast' as never)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: scale: expected the factor to be a number, a tensor or a tree of them, got the string "fast"]`,
    )
    expect(() => optim.sgd(undefined as never)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: sgd: expected learningRate to be a number, a tensor, a schedule or a tree of rates, got undefined (a missing argument, key or return value)]`,
    )
    expect(() => optim.scaleBySchedule(0.1 as never)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: scaleBySchedule: expected the schedule to be a function, got the number 0.1; hand over the function itself, not the result of calling it]`,
    )
    expect(() =>
      optim.sgd({ w: 0.1 }).update(grads, [null, null]),
    ).toThrowErrorMatchingInlineSnapshot(
      `[TreeError: sgd.update: expected trees of one structure, got different ones at grads: expected the keys {w}, got {b, w} (unexpected b)]`,
    )
    expect(() => optim.sgd(0.1, { Momentum: 0.9 } as object)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: sgd: expected options among { momentum, nesterov }, got "Momentum"; write momentum]`,
    )
  })
})

describe('clipByGlobalNorm', () => {
  it('leaves small gradients alone, and zeros', () => {
    expect(plain(optim.clipByGlobalNorm(6).update(grads, null)[0])).toEqual(plain(grads))
    const [updates] = optim.clipByGlobalNorm(1).update(np.zeros([2]), null)
    expect(updates.toArray()).toEqual([0, 0])
  })

  it('takes a norm of 1 from all leaves together', () => {
    expect(optim.globalNorm(grads).item()).toBe(5)
    expect(plain(optim.clipByGlobalNorm(2.5).update(grads, null)[0])).toEqual({ w: [1.5, 2], b: 0 })
  })
})

describe('addDecayedWeights', () => {
  it('takes a mask for subtrees, or a function that makes one', () => {
    const nested = { body: { w: np.array(2), b: np.array(4) }, head: np.array(8) }
    const decayed = (mask: unknown): unknown =>
      plain(optim.addDecayedWeights(0.5, { mask }).update(nested, null, nested)[0])
    const expected = { body: { w: 2, b: 4 }, head: 12 }
    expect(decayed({ body: false, head: true })).toEqual(expected)
    expect(decayed(() => ({ body: { w: false, b: false }, head: true }))).toEqual(expected)
  })

  it('needs parameters, and booleans in its mask', () => {
    expect(() =>
      optim.addDecayedWeights(0.5).update(grads, null),
    ).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: addDecayedWeights: expected the parameters for the third argument of update, got undefined (a missing argument, key or return value); call update(grads, state, params)]`,
    )
    expect(() =>
      optim.addDecayedWeights(0.5, { mask: { w: 1, b: true } }).update(grads, null, params),
    ).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: addDecayedWeights: expected mask to be a tree of booleans or a function that gives one, got the number 1 in it]`,
    )
  })
})

it('setToZero freezes parameters', () => {
  expect(plain(optim.setToZero().update(grads, null)[0])).toEqual({ w: [0, 0], b: 0 })
})

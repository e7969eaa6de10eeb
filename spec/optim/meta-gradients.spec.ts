import { describe, expect, it } from 'vitest'
import {
  grad,
  jacfwd,
  jit,
  np,
  optim,
  type Tensor,
  treeLeaves,
  valueAndGrad,
} from '../../src/index.ts'
import { isClose } from '../support/tolerance.ts'
import { optax } from './support.ts'

const makers: Readonly<Record<string, (rate: Tensor) => optim.GradientTransformation>> = {
  'sgd with momentum': (rate) => optim.sgd(rate, { momentum: 0.9 }),
  adam: (rate) => optim.adam(rate),
  rmsprop: (rate) => optim.rmsprop(rate, { epsInSqrt: false }),
  adagrad: (rate) => optim.adagrad(rate),
}

const vector = (values: readonly number[]): Tensor => np.array(values, { dtype: 'float64' })

/** A loss of where three steps from `start` lead. */
const adaptedLoss =
  (make: (rate: Tensor) => optim.GradientTransformation) =>
  (rate: Tensor, start: Tensor): Tensor => {
    const loss = (p: Tensor): Tensor =>
      p
        .sub(vector([2, -1, 0.5]))
        .pow(2)
        .mul(vector([1, 2, 0.5]))
        .sum()
    const optimizer = make(rate)
    let p = start
    let state = optimizer.init(p)
    for (let step = 0; step < 3; step++) {
      const [updates, next] = optimizer.update(grad(loss)(p), state, p)
      p = optim.applyUpdates(p, updates)
      state = next
    }
    return loss(p)
  }

const isNear = (actual: Tensor, expected: readonly number[]): boolean =>
  Array.from(actual.data(), (v, i) => isClose(v, expected[i] as number, 'float64', 'grad')).every(
    Boolean,
  )

describe('gradients through steps of an optimizer', () => {
  it.each(Object.keys(makers))('are those of Optax: %s', (name) => {
    const expected = optax.metaGradients[name] as (typeof optax.metaGradients)[string]
    const loss = adaptedLoss(makers[name] as (typeof makers)[string])
    const metaGradient = valueAndGrad(loss, { argnums: [0, 1] })
    for (const f of [metaGradient, jit(metaGradient)]) {
      const [value, [byRate, byStart]] = f(vector([0.1]).get(0), vector([0.3, 1, -0.7]))
      expect(isNear(value, [expected.value])).toBe(true)
      expect(isNear(byRate, [expected.rate])).toBe(true)
      expect(isNear(byStart, expected.start)).toBe(true)
    }
  })
})

const transformations: Readonly<Record<string, optim.GradientTransformation>> = {
  scaleByAdam: optim.scaleByAdam(),
  'scaleByAdam with Nesterov': optim.scaleByAdam({ nesterov: true }),
  'scaleByRms with eps under the root': optim.scaleByRms(),
  'scaleByRms with eps at the root': optim.scaleByRms({ epsInSqrt: false }),
  scaleByStddev: optim.scaleByStddev({ epsInSqrt: false }),
  scaleByRss: optim.scaleByRss(),
  'scaleByRss from 0': optim.scaleByRss({ initialAccumulatorValue: 0, eps: 0 }),
  clipByGlobalNorm: optim.clipByGlobalNorm(1),
  trace: optim.trace(0.9),
}

describe('where a gradient is 0', () => {
  it.each(Object.keys(transformations))('%s has finite derivatives', (name) => {
    const { init, update } = transformations[name] as optim.GradientTransformation
    const twoSteps = (g: Tensor): Tensor => {
      const [first, state] = update(g, init(g))
      return first.add(update(g, state)[0])
    }
    const zeros = np.zeros([2])
    expect(twoSteps(zeros).toArray()).toEqual([0, 0])
    for (const derivative of [
      jacfwd(twoSteps)(zeros),
      grad((g: Tensor) => twoSteps(g).sum())(zeros),
      grad((g: Tensor) => grad((h: Tensor) => twoSteps(h).sum())(g).sum())(zeros),
    ])
      expect(np.isfinite(derivative).all().item()).toBe(1)
  })

  it("Adam's first step has the derivative of g / (|g| + ε)", () => {
    const eps = 1 / 64
    const { init, update } = optim.scaleByAdam({ eps })
    const step = (g: Tensor): Tensor => update(g, init(g))[0]
    const slope = (g: number, dtype: 'float64' | 'float32'): number =>
      grad(step)(np.array(g, { dtype })).item()
    const expected = (g: number): number => eps / (Math.abs(g) + eps) ** 2
    for (const g of [0, 0.5, -2]) {
      expect(isClose(slope(g, 'float64'), expected(g), 'float64', 'grad')).toBe(true)
      expect(isClose(slope(g, 'float32'), expected(g), 'float32', 'grad')).toBe(true)
    }
  })

  it('a parameter that the loss ignores gets a finite meta-gradient through Adam', () => {
    const loss = (p: { used: Tensor; unused: Tensor }): Tensor =>
      p.used.pow(2).add(p.unused.mul(0)).sum()
    const optimizer = optim.adam(0.1)
    const adapted = (p: { used: Tensor; unused: Tensor }): Tensor => {
      const [updates] = optimizer.update(grad(loss)(p), optimizer.init(p), p)
      const q = optim.applyUpdates(p, updates)
      return loss(q).add(q.unused.sum())
    }
    const metaGradient = grad(adapted)({ used: np.array([1, 2]), unused: np.array([3]) })
    expect(metaGradient.unused.toArray()).toEqual([1])
    expect(treeLeaves(metaGradient).every((leaf) => np.isfinite(leaf).all().item())).toBe(true)
  })

  it('the global norm has gradient 0', () => {
    const norm = (x: Tensor): Tensor => optim.globalNorm({ x })
    expect(grad(norm)(np.zeros([2])).toArray()).toEqual([0, 0])
    expect(
      grad(norm)(np.array([3, 4]))
        .mul(5)
        .toArray(),
    ).toEqual([3, 4])
  })
})

describe('rates', () => {
  it('may be a tree with one for each parameter, and are learned', () => {
    const params = { w: np.array([1, 2]), b: np.array(3) }
    const adapted = (rates: typeof params): Tensor => {
      const optimizer = optim.sgd(rates as optim.RateTree)
      const [updates] = optimizer.update(params, optimizer.init(params), params)
      const { w, b } = optim.applyUpdates(params, updates)
      return w.sum().add(b)
    }
    const rates = { w: np.array([0.5, 0.25]), b: np.array(2) }
    expect(adapted(rates).item()).toBe(0.5 + 1.5 - 3)
    const { w, b } = grad(adapted)(rates)
    expect([w.toArray(), b.item()]).toEqual([[-1, -2], -3])
  })

  it('may be one for a subtree, in any optimizer', () => {
    const grads = { body: [np.array([1, -1]), np.array(1)], head: np.array(1) }
    const optimizer = optim.adam({ body: 0, head: 0.5 })
    const [updates] = optimizer.update(grads, optimizer.init(grads))
    expect(updates.body[0]?.toArray()).toEqual([-0, 0])
    expect(updates.head.toArray()).toBeCloseTo(-0.5, 5)
  })
})

import { describe, expect, it } from 'vitest'
import { grad, jit, meta, np, optim, stopGradient, type Tensor, vmap } from '../../src/index.ts'

// Quadratic tasks L(p; c) = ½ (p − c)ᵀ A (p − c), of which everything is known in closed form.
const A = np.array(
  [
    [2, 0.5],
    [0.5, 1],
  ],
  { dtype: 'float64' },
)
const f64 = (values: readonly number[]): Tensor => np.array(values, { dtype: 'float64' })
const quadratic = (p: Tensor, c: Tensor): Tensor => {
  const d = p.sub(c)
  return np.dot(d, np.dot(A, d)).mul(0.5)
}
const tasks = {
  support: np.array(
    [
      [1, 2],
      [-1, 0.5],
      [0, 3],
    ],
    { dtype: 'float64' },
  ),
  query: np.array(
    [
      [0.5, 2],
      [-1, 1],
      [0.2, 2],
    ],
    { dtype: 'float64' },
  ),
}
const theta = f64([0.3, -0.7])
const alpha = 0.1
const steps = (k: number) => meta.gradientSteps(optim.sgd(alpha), k)

const close = (got: Tensor, wanted: Tensor | readonly number[], digits = 10): void => {
  const expected = Array.isArray(wanted)
    ? (wanted as readonly number[])
    : [...(wanted as Tensor).data()]
  ;[...got.data()].forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i] as number, digits)
  })
}

/** Mean over tasks of `M^k A (φ − c)`, with `M = I − αA` for each differentiated step. */
const closedForm = (k: number, differentiated: number): Tensor => {
  const M = np.eye(2, { dtype: 'float64' }).sub(A.mul(alpha))
  const each = [0, 1, 2].map((i) => {
    const c = tasks.support.get(i)
    let phi: Tensor = theta
    for (let j = 0; j < k; j++) phi = phi.sub(np.dot(A, phi.sub(c)).mul(alpha))
    let v = np.dot(A, phi.sub(tasks.query.get(i)))
    for (let j = 0; j < differentiated; j++) v = np.dot(M, v)
    return v
  })
  return np.mean(np.stack(each), { axis: 0 })
}

describe('meta-gradients have their closed forms on quadratic tasks', () => {
  for (const k of [0, 1, 2, 5]) {
    it(`MAML with ${k} steps: (I − αA)^k ∇L(φ; Q)`, () => {
      close(grad(meta.objective(quadratic, steps(k)))(theta, tasks), closedForm(k, k))
    })
    it(`FOMAML with ${k} steps: ∇L(φ; Q)`, () => {
      const fomaml = meta.objective(quadratic, meta.firstOrder(steps(k)))
      close(grad(fomaml)(theta, tasks), closedForm(k, 0))
    })
  }

  it('no steps are pretraining', () => {
    const pretraining = meta.objective(quadratic, meta.withoutAdaptation)
    close(grad(meta.objective(quadratic, steps(0)))(theta, tasks), grad(pretraining)(theta, tasks))
  })

  it('FOMAML has the value of MAML to the last bit', () => {
    const fomaml = meta.objective(quadratic, meta.firstOrder(steps(3)))
    const maml = meta.objective(quadratic, steps(3))
    expect(fomaml(theta, tasks).item()).toBe(maml(theta, tasks).item())
  })

  it('first order by displacement is first order by stopping every inner gradient', () => {
    const stopped = (loss: typeof quadratic) => (p: Tensor, s: Tensor) => {
      let phi = p
      for (let j = 0; j < 3; j++) phi = phi.sub(stopGradient(grad(loss)(phi, s)).mul(alpha))
      return phi
    }
    const fomaml = meta.objective(quadratic, meta.firstOrder(steps(3)))
    close(grad(fomaml)(theta, tasks), grad(meta.objective(quadratic, stopped))(theta, tasks))
  })

  it('a loss without curvature makes FOMAML and MAML one', () => {
    const linear = (p: Tensor, c: Tensor): Tensor => np.dot(p, c)
    const maml = grad(meta.objective(linear, steps(3)))(theta, tasks)
    close(grad(meta.objective(linear, meta.firstOrder(steps(3))))(theta, tasks), maml)
  })

  it('the order of tasks does not matter', () => {
    const maml = grad(meta.objective(quadratic, steps(2)))
    const turned = {
      support: np.flip(tasks.support, { axis: 0 }),
      query: np.flip(tasks.query, { axis: 0 }),
    }
    close(maml(theta, turned), maml(theta, tasks))
  })

  it('inner Adam has a finite meta-gradient where the inner gradient is zero', () => {
    const adapted = meta.objective(quadratic, meta.gradientSteps(optim.adam(0.1), 2))
    const atMinimum = { support: np.stack([theta, theta, theta]), query: tasks.query }
    for (const g of grad(adapted)(theta, atMinimum).data()) expect(g).toSatisfy(Number.isFinite)
  })
})

describe('Reptile', () => {
  it('moves towards the mean of the adapted parameters', () => {
    const moved = meta.reptile(quadratic, steps(2))(theta, tasks, 0.3)
    const phis = vmap((s: Tensor) => steps(2)(quadratic)(theta, s))(tasks.support)
    close(moved, theta.add(np.mean(phis, { axis: 0 }).sub(theta).mul(0.3)))
  })

  it('with one step and ε = 1 is a gradient step on the mean loss', () => {
    const moved = meta.reptile(quadratic, steps(1))(theta, tasks, 1)
    const mean = (p: Tensor): Tensor => np.mean(vmap((s: Tensor) => quadratic(p, s))(tasks.support))
    close(theta.sub(moved).div(alpha), grad(mean)(theta))
  })

  it('visits tasks one after the other in its serial form', () => {
    let expected: Tensor = theta
    for (const i of [0, 1, 2]) {
      const phi = steps(2)(quadratic)(expected, tasks.support.get(i))
      expected = expected.add(phi.sub(expected).mul(0.3))
    }
    close(meta.serialReptile(quadratic, steps(2))(theta, tasks, 0.3), expected)
  })

  it('sees minibatches cyclically', () => {
    const support = { x: np.arange(5) }
    const seen = [0, 1, 2].map((step) => meta.minibatches(2)(support, step).x.toArray())
    expect(seen).toEqual([
      [0, 1],
      [2, 3],
      [4, 0],
    ])
  })
})

describe('parts and rates', () => {
  const loss = (p: { body: Tensor; head: Tensor }, c: Tensor): Tensor =>
    np.sum(np.square(p.body.mul(p.head).sub(c)))
  const params = { body: f64([1, 2]), head: f64([0.5, -1]) }

  it('ANIL leaves the body where it is and differentiates through the head', () => {
    const adapt = meta.adaptOnly('head', steps(2))(loss)
    const phi = adapt(params, f64([1, 1]))
    expect(phi.body.toArray()).toEqual(params.body.toArray())
    const gradient = grad(meta.objective(loss, meta.adaptOnly('head', steps(2))))(params, tasks)
    expect(Object.keys(gradient)).toEqual(['body', 'head'])
    const manual = (p: typeof params, s: Tensor) => {
      let head = p.head
      for (let j = 0; j < 2; j++)
        head = head.sub(grad((h: Tensor) => loss({ ...p, head: h }, s))(head).mul(alpha))
      return { ...p, head }
    }
    const expected = grad(meta.objective(loss, () => manual))(params, tasks)
    close(gradient.body, expected.body)
    close(gradient.head, expected.head)
  })

  it('Meta-SGD with equal rates is MAML, and the rates have gradients', () => {
    const rated = meta.withRates(params, alpha)
    const gradient = grad(meta.objective(loss, meta.learnedRates(2)))(rated, tasks)
    const maml = grad(meta.objective(loss, steps(2)))(params, tasks)
    close(gradient.theta.body, maml.body, 6)
    close(gradient.theta.head, maml.head, 6)
    const shifted = (h: number): number =>
      Number(
        meta
          .objective(loss, meta.learnedRates(2))(
            { theta: params, rates: { ...rated.rates, head: rated.rates.head.add(f64([h, 0])) } },
            tasks,
          )
          .item(),
      )
    const h = 1e-5
    expect(gradient.rates.head.get(0).item()).toBeCloseTo((shifted(h) - shifted(-h)) / (2 * h), 5)
  })

  it('works the same under jit', () => {
    const objective = meta.objective(loss, meta.adaptOnly('head', steps(3)))
    const [eager, jitted] = [grad(objective)(params, tasks), jit(grad(objective))(params, tasks)]
    close(jitted.body, eager.body)
    close(jitted.head, eager.head)
  })
})

describe('evaluate', () => {
  it('gives mean, confidence interval and median per number of steps', () => {
    const { mean, ci, median } = meta.evaluate(quadratic, steps, theta, tasks, [0, 3])
    const losses = [0, 3].map((k) =>
      [0, 1, 2].map((i) =>
        Number(
          quadratic(steps(k)(quadratic)(theta, tasks.support.get(i)), tasks.query.get(i)).item(),
        ),
      ),
    )
    losses.forEach((list, row) => {
      const m = list.reduce((a, b) => a + b) / 3
      const sd = Math.sqrt(list.reduce((a, b) => a + (b - m) ** 2, 0) / 3)
      expect(mean.get(row).item()).toBeCloseTo(m, 10)
      expect(ci.get(row).item()).toBeCloseTo((1.96 * sd) / Math.sqrt(3), 6)
      expect(median.get(row).item()).toBeCloseTo([...list].sort((a, b) => a - b)[1] as number, 10)
    })
  })

  it('has a median where a few tasks diverge to infinity and beyond', () => {
    const blowUp = (p: Tensor, rate: Tensor): Tensor => p.mul(rate)
    const grow = (steps: number) => () => (p: Tensor, rate: Tensor) =>
      Array.from({ length: steps }).reduce<Tensor>((q) => q.mul(rate).sub(q), p)
    const rates = np.array([1, 2, 3, 1e30, 4])
    const { mean, median } = meta.evaluate(
      blowUp,
      grow,
      np.array(1),
      { support: rates, query: rates },
      [0, 3],
    )
    expect(median.toArray()).toEqual([3, 24])
    expect(mean.get(1).item()).toBeNaN()
  })
})

import { describe, expect, it } from 'vitest'
import { isTensor, jit, lax, np, optim, type Tensor, treeLeaves, vmap } from '../../src/index.ts'
import { isClose } from '../support/tolerance.ts'
import { type Float, gradients, optax, type Params, paramsOf, start } from './support.ts'

const decay = optim.exponentialDecay(0.1, 2, 0.5)

const optimizers: Readonly<Record<string, optim.GradientTransformation>> = {
  sgd: optim.sgd(0.1),
  'sgd with momentum': optim.sgd(0.1, { momentum: 0.9 }),
  "sgd with Nesterov's momentum": optim.sgd(0.1, { momentum: 0.9, nesterov: true }),
  'sgd with a schedule': optim.sgd(decay),
  adam: optim.adam(0.1),
  'adam with other constants': optim.adam(0.1, { b1: 0.8, b2: 0.9, eps: 1e-3, epsRoot: 1e-2 }),
  "adam with Nesterov's momentum": optim.adam(0.1, { nesterov: true }),
  'adam with a schedule': optim.adam(decay),
  adamw: optim.adamw(0.1, { weightDecay: 0.25 }),
  'adamw with a mask': optim.adamw(0.1, { weightDecay: 0.25, mask: { w: true, b: false } }),
  rmsprop: optim.rmsprop(0.1),
  'rmsprop with eps at the root': optim.rmsprop(0.1, { decay: 0.8, eps: 1e-3, epsInSqrt: false }),
  'rmsprop with bias correction': optim.rmsprop(0.1, { biasCorrection: true, initialScale: 0.5 }),
  'rmsprop, centered, with momentum': optim.rmsprop(0.1, {
    eps: 1,
    centered: true,
    momentum: 0.9,
    nesterov: true,
    biasCorrection: true,
  }),
  adagrad: optim.adagrad(0.1),
  'adagrad from 0': optim.adagrad(0.1, { initialAccumulatorValue: 0, eps: 1e-3 }),
  clip: optim.clip(1),
  clipByGlobalNorm: optim.clipByGlobalNorm(3.5),
  trace: optim.trace(0.5),
  'addDecayedWeights with a schedule': optim.addDecayedWeights(decay),
  chain: optim.chain(optim.clip(1), optim.scaleByAdam(), optim.scale(-0.5)),
}

const numbers = (tree: unknown): readonly number[] =>
  treeLeaves(tree).flatMap((leaf) => (isTensor(leaf) ? Array.from(leaf.data()) : [Number(leaf)]))

/** What differs, as a text that names the places; empty where nothing does. */
const difference = (actual: unknown, expected: unknown, dtype: string): string => {
  const [got, wanted] = [numbers(actual), numbers(expected)]
  return wanted
    .map((value, i) =>
      isClose(got[i] as number, value, dtype) ? '' : `${i}: ${got[i]}, not ${value}`,
    )
    .filter((text) => text !== '')
    .join('; ')
}

const run = (
  optimizer: optim.GradientTransformation,
  dtype: Float,
  update = optimizer.update,
): readonly Params[] => {
  const params = paramsOf(start, dtype)
  let state = optimizer.init(params)
  return gradients.map((leaves) => {
    const [updates, next] = update(paramsOf(leaves, dtype), state, params)
    state = next
    return updates
  })
}

describe('updates are those of Optax', () => {
  it('for every optimizer of the fixture', () => {
    expect(Object.keys(optimizers)).toEqual(Object.keys(optax.optimizers))
  })

  for (const dtype of ['float64', 'float32'] as const)
    it.each(Object.keys(optimizers))(`%s, in ${dtype}`, (name) => {
      const rows = run(optimizers[name] as optim.GradientTransformation, dtype)
      expect(rows.map(({ w, b }) => [w.dtype, b.dtype])).toEqual(rows.map(() => [dtype, dtype]))
      expect(difference(rows, optax.optimizers[name], dtype)).toBe('')
    })
})

describe('an optimizer inside of a transform', () => {
  it.each(Object.keys(optimizers))('%s is the same under jit', (name) => {
    const optimizer = optimizers[name] as optim.GradientTransformation
    const step = jit((grads: Params, state: unknown, params: Params) =>
      optimizer.update(grads, state, params),
    )
    const rows = run(optimizer, 'float32', step as unknown as typeof optimizer.update)
    expect(difference(rows, optax.optimizers[name], 'float32')).toBe('')
  })

  it.each(Object.keys(optimizers))('%s is the same under scan', (name) => {
    const optimizer = optimizers[name] as optim.GradientTransformation
    const params = paramsOf(start, 'float32')
    const stacked = {
      w: np.stack(gradients.map(({ w }) => np.array(w))),
      b: np.stack(gradients.map(({ b }) => np.array(b))),
    }
    const step = (state: unknown, grads: Params) => {
      const [updates, next] = optimizer.update(grads, state, params)
      return [next as never, updates] as const
    }
    const [, rows] = lax.scan(step, optimizer.init(params), stacked) as unknown as [unknown, Params]
    gradients.forEach((_, i) => {
      const row = { w: rows.w.get(i), b: rows.b.get(i) }
      expect(difference(row, optax.optimizers[name]?.[i], 'float32')).toBe('')
    })
  })

  it('maps over rates and parameters under vmap', () => {
    const descend = (rate: Tensor, p: Tensor): Tensor => {
      const optimizer = optim.adam(rate)
      return optim.applyUpdates(p, optimizer.update(p, optimizer.init(p))[0])
    }
    const mapped = vmap(descend)(
      np.array([0.1, 0.2]),
      np.array([
        [1, -1],
        [2, 0],
      ]),
    )
    expect(difference(mapped.ravel(), [0.9, -0.9, 1.8, 0], 'float32')).toBe('')
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { grad, jit, np, random, stopGradient, type Tensor, vmap } from '../../src/index.ts'
import { prop } from '../support/prop.ts'

const key = random.key(42)

type Sampler = (key: Tensor) => Tensor

const samplers: readonly (readonly [name: string, f: Sampler])[] = [
  ['bits', (k) => random.bits(k, { shape: [5] })],
  ['uniform', (k) => random.uniform(k, { shape: [5], minval: -1, maxval: 3 })],
  ['uniform in float64', (k) => random.uniform(k, { shape: [5], dtype: 'float64' })],
  ['normal', (k) => random.normal(k, { shape: [2, 3] })],
  ['truncatedNormal', (k) => random.truncatedNormal(k, -1, 2, { shape: [5] })],
  ['randint', (k) => random.randint(k, [5], -3, 9)],
  ['bernoulli', (k) => random.bernoulli(k, { p: 0.3, shape: [5] })],
  ['permutation', (k) => random.permutation(k, 7)],
  ['choice', (k) => random.choice(k, np.arange(9), { shape: [4], replace: false })],
  ['categorical', (k) => random.categorical(k, np.zeros([2, 3]))],
  ['gumbel', (k) => random.gumbel(k, { shape: [3] })],
  ['exponential', (k) => random.exponential(k, { shape: [3] })],
  ['gamma', (k) => random.gamma(k, 0.7, { shape: [3] })],
  ['dirichlet', (k) => random.dirichlet(k, np.ones(3))],
  ['poisson', (k) => random.poisson(k, 3, { shape: [3] })],
  ['split', (k) => random.split(k, { num: 3 })],
  ['foldIn', (k) => random.foldIn(k, 7)],
]

describe('every sampler', () => {
  it.each(samplers)('%s gives the same for the same key', (_, f) => {
    expect(f(key).toArray()).toEqual(f(key).toArray())
    expect(f(key).toArray()).not.toEqual(f(random.key(43)).toArray())
  })

  it.each(samplers)('%s gives the same under jit', (_, f) => {
    const [eager, compiled] = [f(key), jit(f)(key)]
    expect(np.allclose(eager, compiled, { rtol: 1e-5 }).item()).toBe(1)
  })

  it.each(samplers)('%s under vmap gives what each key gives', (_, f) => {
    const keys = random.split(key, { num: 3 })
    const mapped = vmap(f)(keys)
    const each = np.stack([0, 1, 2].map((i) => f(keys.get(i))))
    expect(mapped.shape).toEqual(each.shape)
    expect(np.allclose(mapped, each, { rtol: 1e-6 }).item()).toBe(1)
  })
})

describe('uniform', () => {
  it('draws many numbers at once, eagerly', () => {
    const eager = random.uniform(key, { shape: [5000] })
    const compiled = jit((k: Tensor) => random.uniform(k, { shape: [5000] }))(key)
    expect(eager.toArray()).toEqual(compiled.toArray())
  })
})

describe('keys', () => {
  it('are two words, of which a seed is the second', () => {
    expect(random.key(7).toArray()).toEqual([0, 7])
    expect(random.key(-1).toArray()).toEqual([0, 2 ** 32 - 1])
    expect(random.key(2 ** 32 + 5).toArray()).toEqual([0, 5])
    expect(jit(random.key)(np.array(7, { dtype: 'int32' })).toArray()).toEqual([0, 7])
  })

  it('can be taken apart', () => {
    const [a, b, ...rest] = random.split(key)
    expect([a?.shape, b?.shape, rest]).toEqual([[2], [2], []])
    expect(random.split(key, { num: [2, 3] }).shape).toEqual([2, 3, 2])
    expect(random.split(key, { num: 6 }).ravel().toArray()).toEqual(
      random
        .split(key, { num: [2, 3] })
        .ravel()
        .toArray(),
    )
  })

  it('are asked for by name where something else is given', () => {
    expect(() => random.normal(3)).toThrowErrorMatchingInlineSnapshot(
      `[DtypeError: normal: expected a key, got the number 3; make one with random.key(seed)]`,
    )
    expect(() => random.normal(np.zeros(2))).toThrow('got f32[2]; make one with random.key(seed)')
    expect(() => random.uniform(random.split(key))).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: uniform: expected one key, u32[2], got u32[2,2]; map over an array of keys with vmap]`,
    )
    expect(() => random.key(1.5)).toThrow('expected an integer seed, got 1.5')
    expect(() => random.foldIn(key, 0.5)).toThrow('expected an integer, got 0.5')
  })
})

describe('distributions', () => {
  const n = 20_000

  const moments = (x: Tensor): readonly [number, number] => [x.mean().item(), x.var().item()]

  it.each<readonly [string, Tensor, number, number]>([
    ['uniform', random.uniform(key, { shape: [n], minval: 1, maxval: 3 }), 2, 1 / 3],
    ['normal', random.normal(key, { shape: [n] }), 0, 1],
    ['exponential', random.exponential(key, { shape: [n] }), 1, 1],
    ['gumbel', random.gumbel(key, { shape: [n] }), 0.5772, Math.PI ** 2 / 6],
    ['laplace', random.laplace(key, { shape: [n] }), 0, 2],
    ['logistic', random.logistic(key, { shape: [n] }), 0, Math.PI ** 2 / 3],
    ['gamma', random.gamma(key, 2.5, { shape: [n] }), 2.5, 2.5],
    ['beta', random.beta(key, 2, 3, { shape: [n] }), 0.4, 0.04],
    ['poisson', random.poisson(key, 20, { shape: [n] }).astype('float32'), 20, 20],
    ['bernoulli', random.bernoulli(key, { p: 0.3, shape: [n] }).astype('float32'), 0.3, 0.21],
    ['rademacher', random.rademacher(key, { shape: [n] }).astype('float32'), 0, 1],
    ['randint', random.randint(key, [n], 0, 6).astype('float32'), 2.5, 35 / 12],
  ])('%s has its mean and variance', (_, x, mean, variance) => {
    const [m, v] = moments(x)
    expect(Math.abs(m - mean)).toBeLessThan(5 * Math.sqrt(variance / n))
    expect(Math.abs(v / variance - 1)).toBeLessThan(0.1)
  })

  it('keep to their bounds', () => {
    const u = random.uniform(key, { shape: [n] })
    expect(u.min().item()).toBeGreaterThanOrEqual(0)
    expect(u.max().item()).toBeLessThan(1)
    const t = random.truncatedNormal(key, -0.5, 0.1, { shape: [n] })
    expect(t.min().item()).toBeGreaterThan(-0.5)
    expect(t.max().item()).toBeLessThan(0.1)
  })

  it('of float64 use all bits', () => {
    const u = random.uniform(key, { shape: [100], dtype: 'float64' })
    const isFine = u.data().some((v) => (v * 2 ** 40) % 1 !== 0)
    expect(isFine).toBe(true)
  })

  prop('randint keeps to its bounds', [fc.integer(), fc.nat(1e6), fc.nat()], (low, span, seed) => {
    const from = low | 0
    const to = Math.min(from + span + 1, 2 ** 31 - 1)
    const x = random.randint(random.key(seed), [20], from, to)
    return x.data().every((v) => v >= from && v < Math.max(to, from + 1))
  })

  it('randint gives the lower bound where the interval is empty', () => {
    expect(random.randint(key, [2], 5, 5).toArray()).toEqual([5, 5])
  })

  prop('permutation has every element once', [fc.nat(50), fc.nat()], (size, seed) => {
    const x = [...random.permutation(random.key(seed), size).data()].sort((a, b) => a - b)
    return x.every((v, i) => v === i) && x.length === size
  })

  it('choice draws no element twice without replacement', () => {
    const drawn = random.choice(key, 10, { shape: [10], replace: false })
    expect(np.sort(drawn).toArray()).toEqual(np.arange(10).toArray())
    const p = np.array([0.5, 0.5, 0, 0])
    const two = random.choice(key, 4, { shape: [2], replace: false, p })
    expect(np.sort(two).toArray()).toEqual([0, 1])
    expect(() => random.choice(key, 3, { shape: [4], replace: false })).toThrow(
      'at most 3 draws without replacement, got 4',
    )
  })

  it('categorical follows its logits', () => {
    const logits = np.log(np.array([0.1, 0.6, 0.3]))
    const drawn = random.categorical(key, logits, { shape: [n] })
    const shares = np.bincount(drawn, { length: 3 }).div(n)
    expect(np.allclose(shares, np.array([0.1, 0.6, 0.3]), { atol: 0.02 }).item()).toBe(1)
    expect(() => random.categorical(key, np.zeros([2, 3]), { shape: [4] })).toThrow('ends with [2]')
  })
})

describe('derivatives', () => {
  it('go through the parameters of a location and scale', () => {
    const f = (scale: Tensor) => random.uniform(key, { shape: [4], maxval: scale }).sum()
    const unit = random.uniform(key, { shape: [4] }).sum()
    expect(np.allclose(grad(f)(np.array(2)), unit).item()).toBe(1)
  })

  it('are refused where they are not known', () => {
    const f = (a: Tensor) => random.gamma(key, a, { shape: [4] }).sum()
    expect(() => grad(f)(np.array(2))).toThrow('use stopGradient')
    expect(grad((a: Tensor) => f(stopGradient(a)).mul(a))(np.array(2)).ndim).toBe(0)
  })
})

import { describe, expect, it } from 'vitest'
import { np, random, type Tensor } from '../../src/index.ts'

const key = random.key(3)
type Options = { readonly dtype?: 'float64' }

/** Each distribution with its parameters. */
const samplers: Readonly<Record<string, (p: (value: number) => Tensor, o?: Options) => Tensor>> = {
  uniform: (p, o) => random.uniform(key, { minval: p(1), maxval: p(2), ...o }),
  truncatedNormal: (p, o) => random.truncatedNormal(key, p(-1), p(2), o),
  pareto: (p, o) => random.pareto(key, p(2), o),
  weibullMin: (p, o) => random.weibullMin(key, p(2), p(3), o),
  rayleigh: (p, o) => random.rayleigh(key, p(2), o),
  lognormal: (p, o) => random.lognormal(key, { sigma: p(0.5), ...o }),
  gamma: (p, o) => random.gamma(key, p(1.5), o),
  loggamma: (p, o) => random.loggamma(key, p(1.5), o),
  beta: (p, o) => random.beta(key, p(1.5), p(2), o),
  chisquare: (p, o) => random.chisquare(key, p(3), o),
  dirichlet: (p, o) => random.dirichlet(key, np.stack([p(1), p(2)]), o),
  t: (p, o) => random.t(key, p(3), o),
  multivariateNormal: (p) => random.multivariateNormal(key, np.stack([p(1), p(2)]), np.eye(2)),
}

describe('samples are as precise as the parameters', () => {
  it.each(Object.entries(samplers))('%s', (name, sample) => {
    const double = (value: number): Tensor => np.array(value, { dtype: 'float64' })
    const single = (value: number): Tensor => np.array(value)
    const got = sample(double)
    expect(got.dtype).toBe('float64')
    expect(sample(single).dtype).toBe('float32')
    if (name !== 'multivariateNormal')
      expect([...got.data()]).toEqual([...sample(double, { dtype: 'float64' }).data()])
  })
})

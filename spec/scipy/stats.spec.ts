import { describe, expect, it } from 'vitest'
import { grad, np, scipy, type Tensor } from '../../src/index.ts'
import { expectClose } from '../support/expect-close.ts'

const { norm } = scipy.stats

const x = np.array(Float64Array.of(-1, 0.5, 3))
const options = { loc: np.array(0.5, { dtype: 'float64' }), scale: 2 }

describe('stats.norm', () => {
  it('the density is the slope of the distribution function', () => {
    const slope = grad((y: Tensor) => norm.cdf(y, options).sum())(x)
    expectClose(norm.pdf(x, options), [...slope.data()])
  })

  it('the survival function is what remains', () => {
    expectClose(norm.sf(x, options).add(norm.cdf(x, options)), [1, 1, 1])
  })

  it('the quantile functions invert the others', () => {
    expectClose(norm.ppf(norm.cdf(x, options), options), [...x.data()])
    expectClose(norm.isf(norm.sf(x, options), options), [...x.data()])
  })

  it('the logarithms are those of the functions', () => {
    expectClose(norm.logpdf(x, options), [...np.log(norm.pdf(x, options)).data()])
    expectClose(norm.logcdf(x, options), [...np.log(norm.cdf(x, options)).data()])
    expectClose(norm.logsf(x, options), [...np.log(norm.sf(x, options)).data()])
  })

  it('parameters broadcast', () => {
    expect(norm.logpdf(x, { scale: np.ones([2, 1]) }).shape).toEqual([2, 3])
  })

  it('refuses unknown options', () => {
    expect(() => norm.pdf(0, { mean: 1 } as never)).toThrow('loc, scale')
  })
})

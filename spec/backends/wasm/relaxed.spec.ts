import { afterEach, describe, expect, it } from 'vitest'
import { jit, np, setRelaxedSimd } from '../../../src/index.ts'

afterEach(() => {
  setRelaxedSimd(false)
})

describe('setRelaxedSimd', () => {
  it('says what programs will use, and keeps them right either way', () => {
    const isUsed = setRelaxedSimd(true)
    const x = np.arange(12, { dtype: 'float32' }).reshape([3, 4]).div(7)
    const product = jit((a: typeof x) => np.matmul(a, a.T))
    const relaxed = [...product(x).data()]
    expect(setRelaxedSimd(false)).toBe(false)
    const plain = [...jit((a: typeof x) => np.matmul(a, a.T))(x).data()]
    relaxed.forEach((value, i) => {
      expect(value).toBeCloseTo(plain[i]!, 5)
    })
    expect(typeof isUsed).toBe('boolean')
  })

  it('takes a boolean', () => {
    expect(() => setRelaxedSimd(1 as never)).toThrow(
      'setRelaxedSimd: expected enabled to be true or',
    )
  })
})

import { describe, expect, it } from 'vitest'
import { grad, jit, np, type Tensor } from '../../src/index.ts'

describe('groups that run together', () => {
  it('take nothing along that still grows', () => {
    const x = np.arange(16, { dtype: 'float32' }).reshape([2, 2, 2, 2]).div(20)
    const f = (v: Tensor): Tensor => {
      const rows = np.sum(v, { axis: [0, 1] })
      const a = np.tanh(np.einsum('ab,cdab->cd', rows, v))
      const b = np.tanh(np.einsum('abc,bcad->cd', np.sum(v, { axis: 0 }), v))
      return np.sum(np.sin(a).mul(b)).add(np.sum(np.cos(b).mul(a)))
    }
    const eager = [...grad(f)(x).data()]
    const compiled = [...jit(grad(f))(x).data()]
    compiled.forEach((value, i) => {
      expect(value).toBeCloseTo(eager[i]!, 5)
    })
  })
})

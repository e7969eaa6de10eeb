import fc from 'fast-check'
import type { eq, monoid } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { dtypes as allDtypes } from '../../src/core/dtype.ts'
import { tensor } from '../../src/fp/index.ts'
import { type DType, jit, np, type Tensor } from '../../src/index.ts'
import { dtypes } from '../../src/testing/arbitraries/dtypes.ts'
import { tensors } from '../../src/testing/arbitraries/tensors.ts'
import { prop } from '../support/prop.ts'

const E: eq.Eq<Tensor> = tensor.Eq
const any = dtypes().chain((dtype) => tensors({ dtype, shape: [2] }))
const copy = (x: Tensor): Tensor => np.array(x.toArray(), { dtype: x.dtype })

describe('Eq', () => {
  prop('is reflexive, symmetric and transitive', [any, any, any], (x, y, z) => {
    expect(E.equals(x, copy(x))).toBe(true)
    expect(E.equals(x, y)).toBe(E.equals(y, x))
    if (E.equals(x, y) && E.equals(y, z)) expect(E.equals(x, z)).toBe(true)
  })

  it('is that of values, shapes and dtypes', () => {
    const x = np.array([1, 0])
    expect(E.equals(x, np.array([1, -0]))).toBe(true)
    expect(E.equals(x, np.array([1, 2]))).toBe(false)
    expect(E.equals(x, np.array([[1, 0]]))).toBe(false)
    expect(E.equals(x, np.array([1, 0], { dtype: 'float64' }))).toBe(false)
    expect(E.equals(np.array([NaN]), np.array([NaN]))).toBe(true)
    expect(E.equals(np.array([NaN]), np.array([0]))).toBe(false)
  })

  it('reads values, so it refuses traced tensors', () => {
    expect(() => jit((x: Tensor) => [E.equals(x, x.add(1))].map(Number))(np.array(1))).toThrow(
      'expected a concrete value',
    )
  })
})

describe('Show', () => {
  it('prints as String does', () => {
    expect(tensor.Show.show(np.array([1, 2]))).toBe('Tensor([1., 2.], float32)')
  })
})

const numeric: readonly DType[] = allDtypes.filter((dtype) => dtype !== 'bool')
const floating: readonly DType[] = ['float32', 'float64']

describe.each<[string, monoid.Monoid<Tensor>, readonly DType[]]>([
  ['MonoidSum', tensor.MonoidSum, numeric],
  ['MonoidProduct', tensor.MonoidProduct, numeric],
  ['MonoidMax', tensor.MonoidMax, floating],
  ['MonoidMin', tensor.MonoidMin, floating],
  ['MonoidAll', tensor.MonoidAll, ['bool']],
  ['MonoidAny', tensor.MonoidAny, ['bool']],
])('%s', (_, M, among) => {
  // Small integers, so that float sums and products are exact.
  const triples = dtypes(among).chain((dtype) => {
    const one = tensors({ shape: [3], dtype }).map((x) =>
      dtype === 'bool' ? x : np.round(x).astype(dtype),
    )
    return fc.tuple(one, one, one)
  })

  prop('has an identity that keeps shape and dtype', [triples], ([x]) => {
    expect(E.equals(M.concat(M.empty, x), x)).toBe(true)
    expect(E.equals(M.concat(x, M.empty), x)).toBe(true)
  })

  prop('is associative', [triples], ([x, y, z]) => {
    expect(E.equals(M.concat(M.concat(x, y), z), M.concat(x, M.concat(y, z)))).toBe(true)
  })
})

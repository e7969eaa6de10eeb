import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { grad, jit, makeJaxpr, np, random, type Tensor } from '../../src/index.ts'
import { prop } from '../support/prop.ts'
import { isClose } from '../support/tolerance.ts'

const sizes: Readonly<Record<string, number>> = { a: 2, b: 3, c: 1, d: 4 }
const letters = Object.keys(sizes)

const operand = (term: string, seed: number): Tensor =>
  random.normal(random.key(seed), {
    shape: [...term].map((l) => sizes[l] as number),
    dtype: 'float64',
  })

/** The sum over all values of all letters, by the definition. */
const naive = (terms: readonly string[], output: string, operands: readonly Tensor[]): number[] => {
  const data = operands.map((x) => x.data())
  const used = letters.filter((l) => terms.some((t) => t.includes(l)))
  const shape = [...output].map((l) => sizes[l] as number)
  const out = new Array<number>(shape.reduce((p, n) => p * n, 1)).fill(0)
  const place = (term: string, at: Readonly<Record<string, number>>): number =>
    [...term].reduce((sum, l) => sum * (sizes[l] as number) + (at[l] as number), 0)
  const visit = (rest: readonly string[], at: Readonly<Record<string, number>>): void => {
    const [l, ...others] = rest
    if (l === undefined) {
      const product = terms.reduce((p, t, i) => p * (data[i]?.[place(t, at)] as number), 1)
      out[place(output, at)] = (out[place(output, at)] as number) + product
      return
    }
    for (let i = 0; i < (sizes[l] as number); i++) visit(others, { ...at, [l]: i })
  }
  visit(used, {})
  return out
}

const term = fc.array(fc.constantFrom(...letters), { maxLength: 3 }).map((l) => l.join(''))

describe('einsum', () => {
  prop(
    'is the sum of products that its subscripts name',
    [fc.array(term, { minLength: 1, maxLength: 4 }), fc.shuffledSubarray(letters), fc.nat(100)],
    (terms, order, seed) => {
      const output = order.filter((l) => terms.some((t) => t.includes(l))).join('')
      const operands = terms.map((t, i) => operand(t, seed + i))
      const got = np.einsum(`${terms.join(',')}->${output}`, ...operands)
      expect(got.shape).toEqual([...output].map((l) => sizes[l]))
      const wanted = naive(terms, output, operands)
      const actual = got.data()
      wanted.forEach((v, i) => {
        expect(isClose(actual[i] as number, v, 'float64')).toBe(true)
      })
    },
  )

  it('orders the implicit output alphabetically, after the ellipsis', () => {
    expect(np.einsum('ba', np.ones([2, 3])).shape).toEqual([3, 2])
    expect(np.einsum('...ji', np.ones([2, 3, 4])).shape).toEqual([2, 4, 3])
    expect(np.einsum('ij,jk', np.ones([2, 3]), np.ones([3, 4])).shape).toEqual([2, 4])
  })

  it('broadcasts ellipses', () => {
    const out = np.einsum('...ij,...jk->...ik', np.ones([5, 1, 2, 3]), np.ones([7, 3, 4]))
    expect(out.shape).toEqual([5, 7, 2, 4])
    expect(np.einsum('i...->...', np.ones([2, 3])).toArray()).toEqual([2, 2, 2])
  })

  it('contracts in the cheapest order', () => {
    const text = String(
      makeJaxpr((a: Tensor, b: Tensor, c: Tensor) => np.einsum('ij,jk,kl->il', a, b, c))(
        np.ones([100, 2]),
        np.ones([2, 100]),
        np.ones([100, 2]),
      ),
    )
    // The two thin factors first: never a matrix of 100 by 100.
    expect(text).not.toContain('f32[100,100]')
  })

  it('stays a contraction in its gradient', () => {
    const f = (a: Tensor, b: Tensor) => np.einsum('bij,bjk->bik', a, b).sum()
    const text = String(makeJaxpr(grad(f))(np.ones([5, 2, 3]), np.ones([5, 3, 4])))
    expect(text).toContain('dot_general')
    expect(jit(grad(f))(np.ones([5, 2, 3]), np.ones([5, 3, 4])).shape).toEqual([5, 2, 3])
  })

  it('refuses subscripts that do not fit', () => {
    const x = np.ones([2, 3])
    expect(() => np.einsum('ij,jk->ik', x)).toThrow('expected one term per operand')
    expect(() => np.einsum('i->i', x)).toThrow(
      "expected a term of 2 indices for operand 0, f32[2,3], got 'i'",
    )
    expect(() => np.einsum('ij,ij->', x, np.ones([2, 2]))).toThrow('expected one size for index j')
    expect(() => np.einsum('ij->ik', x)).toThrow("got 'k'")
    expect(() => np.einsum('ij->ii', x)).toThrow("got 'i'")
    expect(() => np.einsum('i1->i', x)).toThrow('terms of letters')
    expect(() => np.einsum(x as never)).toThrow('expected subscripts')
  })
})

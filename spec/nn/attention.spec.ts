import { describe, expect, it } from 'vitest'
import { nn, np } from '../../src/index.ts'
import { differences, jax, type Numbers } from './support.ts'

const { inputs, ...expected } = jax.attention
const [q, k, v] = [np.array(inputs.q), np.array(inputs.k), np.array(inputs.v)]
const [bias, mask] = [np.array(inputs.bias), np.array(inputs.mask)]
const ints = (values: readonly number[]) => np.array(values, { dtype: 'int32' })

const cases: readonly (readonly [keyof typeof expected, nn.AttentionOptions])[] = [
  ['plain', {}],
  ['causal', { isCausal: true, scale: 0.5 }],
  ['bias and mask', { bias, mask }],
  ['window', { localWindowSize: [1, 0] }],
  ['lengths', { querySeqLengths: ints([2, 3]), keyValueSeqLengths: ints([4, 2]) }],
]

describe('dotProductAttention', () => {
  it.each(cases)('is that of JAX: %s', (name, options) => {
    const y = nn.dotProductAttention(q, k, v, options)
    expect(y.shape).toEqual(q.shape)
    expect(differences(y, expected[name] as Numbers)).toEqual([])
  })

  it('takes single examples', () => {
    const all = nn.dotProductAttention(q, k, v)
    const first = nn.dotProductAttention(q.get(0), k.get(0), v.get(0))
    expect(first.shape).toEqual([3, 4, 2])
    expect(np.allclose(first, all.get(0)).item()).toBe(1)
  })

  it('gives a mean to a query that may look nowhere', () => {
    const y = nn.dotProductAttention(q, k, v, { mask: np.zeros([3, 5], { dtype: 'bool' }) })
    expect(np.allclose(y.get(0, 0, 0), v.get(0, ':', 0).mean({ axis: 0 })).item()).toBe(1)
  })

  it('refuses what does not fit', () => {
    const attend = nn.dotProductAttention
    expect(() => attend(q, k, v.get(':', '1:'))).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: dotProductAttention: expected value of shape [2, 5, 2, 2], got f32[2,4,2,2]]`,
    )
    expect(() => attend(q.get('...', '0:1'), k, v)).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: dotProductAttention: expected query of shape [2, *, *, 2], got f32[2,3,4,1]]`,
    )
    expect(() => attend(q.get(':', ':', '0:3'), k, v)).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: dotProductAttention: expected a multiple of 2 heads of queries, got 3]`,
    )
    expect(() => attend(q, k, v, { mask: bias })).toThrowErrorMatchingInlineSnapshot(
      `[DtypeError: dotProductAttention: expected a mask of booleans, got float32; compare first]`,
    )
    expect(() => attend(q, k, v, { bias: np.zeros([3, 3, 5]) })).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: dotProductAttention: expected bias of shape [*, 4, *, *], got f32[1,3,3,5]]`,
    )
    expect(() => attend(q, k, v, { causal: true } as object)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: dotProductAttention: expected options among { bias, mask, scale, isCausal, querySeqLengths, keyValueSeqLengths, localWindowSize }, got "causal"; write isCausal]`,
    )
    expect(() => attend(np.zeros([1, 1, 1, 1, 1]), k, v)).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: dotProductAttention: expected query of at most four axes, got f32[1,1,1,1,1]]`,
    )
  })
})

import { describe, expect, it } from 'vitest'
import type { Primitive } from '../../src/core/primitive.ts'
import { arg, call } from '../../src/core/scalar.ts'
import { bind1 } from '../../src/core/trace.ts'
import { customJvp, np, type Tensor } from '../../src/index.ts'
import {
  isLinear,
  jitIsEager,
  jvpMatchesFiniteDifferences,
  LawError,
  secondDerivativesAgree,
  transposeIsAdjoint,
  vmapCommutesWithJvp,
  vmapIsLoop,
} from '../../src/testing/index.ts'

type Rules = Partial<Pick<Primitive<object>, 'jvp' | 'transpose' | 'batch'>>

/** Negation as a primitive of one's own, of which rules may be replaced by wrong ones. */
const negation = (wrong: Rules = {}): ((x: Tensor) => Tensor) => {
  const apply = (x: Tensor): Tensor => bind1(primitive, [x], {})
  const primitive: Primitive<object> = {
    name: 'negation',
    abstract: ([x]) =>
      x === undefined ? [] : [{ shape: x.shape, dtype: x.dtype, weakType: false }],
    jvp: ([x], [dx]) => [[apply(x as Tensor)], [dx ? apply(dx) : null]],
    transpose: ([ct]) => [ct ? apply(ct) : null],
    batch: (_, [x], [dim]) => [[apply(x as Tensor)], [dim ?? null]],
    lower: (_, [x]) => ({
      kind: 'elementwise',
      outputs: [call('neg', arg(0, x?.dtype ?? 'float32'))],
    }),
    ...wrong,
  }
  return apply
}

const x = np.array([0.5, -1, 2])
const examples = np.array([
  [1, 2],
  [3, 5],
  [-1, 0.5],
])

describe('the laws', () => {
  it('hold for a primitive of one’s own whose rules are right', () => {
    const neg = negation()
    jvpMatchesFiniteDifferences(neg, [x])
    transposeIsAdjoint(neg, [x])
    isLinear(neg, [x])
    secondDerivativesAgree(neg, [x])
    jitIsEager(neg, [x])
    vmapIsLoop(neg, [examples])
    vmapIsLoop(neg, [examples], { inAxes: 1, outAxes: -1 })
    vmapCommutesWithJvp(neg, [examples], { inAxes: 1 })
  })

  it('find a wrong jvp', () => {
    const wrong = negation({ jvp: ([p], [dp]) => [[np.negative(p as Tensor)], [dp ?? null]] })
    expect(() => jvpMatchesFiniteDifferences(wrong, [x])).toThrow(LawError)
  })

  it('find a wrong transpose', () => {
    const wrong = negation({ transpose: ([ct]) => [ct ?? null] })
    jvpMatchesFiniteDifferences(wrong, [x])
    expect(() => transposeIsAdjoint(wrong, [x])).toThrow('as ⟨v, Jᵀ u⟩ at args[0]')
    expect(() => isLinear(wrong, [x])).toThrow('as ⟨v, fᵀ u⟩')
    expect(() => secondDerivativesAgree((y: Tensor) => wrong(y.mul(y)), [x])).toThrow(
      'by jvp of vjp',
    )
  })

  it('find a wrong batching rule, and say for which example', () => {
    const wrong = negation({ batch: (_, [p], [d]) => [[np.abs(p as Tensor)], [d ?? null]] })
    expect(() => vmapIsLoop(wrong, [examples])).toThrow('for example 0 under vmap at result 0')
    const misplaced = negation({ batch: (_, [p]) => [[np.negative(p as Tensor)], [1]] })
    expect(() => vmapIsLoop(misplaced, [examples])).toThrow()
    expect(() => vmapCommutesWithJvp(wrong, [examples])).toThrow('from jvp of vmap')
  })

  it('find a function that is not linear', () => {
    expect(() => isLinear((y: Tensor) => y.add(1), [x])).toThrow('as f(a v + b w)')
  })

  it('find a function that gives another result each time', () => {
    let calls = 0
    expect(() => jitIsEager((y: Tensor) => y.mul(++calls), [x])).toThrow('under jit')
  })

  it('find a second derivative that does not follow from the first', () => {
    const odd = customJvp((y: Tensor) => y.mul(y))
    const half = customJvp((y: Tensor) => y.mul(2))
    half.defjvp(([y]: [Tensor], [dy]: [Tensor]) => [half(y), dy])
    odd.defjvp(([y]: [Tensor], [dy]: [Tensor]) => [odd(y), half(y).mul(dy)])
    expect(() => secondDerivativesAgree(odd, [x])).toThrow('by jvp of jvp')
  })

  it('ask for an axis to map over', () => {
    expect(() => vmapIsLoop((y: Tensor) => y, [x], { inAxes: null })).toThrow('axisSize')
  })
})

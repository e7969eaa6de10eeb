import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { grad, hessian, jit, np, type Tensor, vmap } from '../../src/index.ts'
import { inputsOf, randomPrograms } from '../support/random-programs.ts'
import { maskOps } from '../support/random-programs-masks.ts'

const programs = randomPrograms(maskOps, {
  shapes: [[], [1], [3], [2, 3], [4, 1]],
  maxElements: 60,
  maxSteps: 6,
  someValues: false,
})

const areFinite = (x: Tensor): boolean => [...x.data()].every(Number.isFinite)

describe('what masks exclude does not leak into derivatives', () => {
  it('is absent from values, gradients and second derivatives of random programs', () => {
    fc.assert(
      fc.property(programs, fc.nat(1000), fc.boolean(), ({ f, shapes, text }, seed, compiled) => {
        const inputs = inputsOf(shapes, seed)
        const loss = (xs: readonly Tensor[]): Tensor =>
          f(xs)
            .map((y) => np.sum(y))
            .reduce((a, b) => np.add(a, b))
        const [first, ...others] = inputs as readonly [Tensor, ...Tensor[]]
        const slope = grad((x: Tensor) => loss([x, ...others]))
        const bent = grad((x: Tensor) => np.sum(np.sin(slope(x))))
        for (const g of [slope, bent, vmap(slope)]) {
          const x = g === slope || g === bent ? first : np.stack([first, first.mul(0.5)])
          const out = (compiled ? jit(g) : g)(x)
          expect(areFinite(out), `${text}\n${out}`).toBe(true)
        }
      }),
      { seed: 42, numRuns: 40 },
    )
  })

  it('is absent from a Hessian', () => {
    const values = np.array([1, Number.NaN, 3, -2], { dtype: 'float64' })
    const curve = hessian((x: Tensor) => np.nanvar(x))(values)
    expect(areFinite(curve)).toBe(true)
  })
})

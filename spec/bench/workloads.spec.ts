import { describe, expect, it } from 'vitest'
import { sampleOf } from '../../bench/support/array-data.ts'
import { relativeError } from '../../bench/support/maml.ts'
import { compiled, exact } from '../../bench/workloads/case.ts'
import { workloads } from '../../bench/workloads/index.ts'
import { epoch, training } from '../../bench/workloads/training.ts'
import { np, type Tensor } from '../../src/index.ts'

describe('workloads', () => {
  it.each(['maml-1', 'hvp', 'first-1', 'first-2-16', 'tiny-number', 'tiny-parameters', 'exp-loop'])(
    '%s compiled in float32 agrees with float64',
    (name) => {
      const [got, wanted] = [compiled, exact].map((setting) => workloads[name]?.(setting).value())
      expect(relativeError(got ?? [], wanted ?? [])).toBeLessThan(5e-6)
    },
  )
})

describe('training', () => {
  const countUp = (state: number): readonly [number, Tensor] => [state + 1, np.array(state)]

  it('goes on from the state before, and afresh after an epoch', () => {
    const { call } = training(countUp, () => 0)
    const losses = Array.from({ length: epoch + 2 }, call)
    expect(losses.slice(0, 3)).toEqual([0, 1, 2])
    expect(losses.slice(-3)).toEqual([epoch - 1, 0, 1])
  })

  it('compares the first steps, whatever was called before', () => {
    const { call, value } = training(countUp, () => 0)
    call()
    expect(value()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })
})

describe('samples', () => {
  it('are whole where they are small, and evenly spread where not', () => {
    expect(sampleOf([3, 1, 2])).toEqual([3, 1, 2])
    const sample = sampleOf(Float32Array.from({ length: 10_000 }, (_, i) => i))
    expect([sample.length, sample[0], sample[1], sample[4095]]).toEqual([4096, 0, 2, 8190])
  })
})

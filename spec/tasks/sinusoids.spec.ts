import { describe, expect, it } from 'vitest'
import { np, random, type Tensor, tasks } from '../../src/index.ts'

const key = random.key(0)
const largest = (x: Tensor): number => np.max(np.abs(x)).item()

describe('sinusoids', () => {
  it('draws waves of one amplitude, phase and frequency', () => {
    const { support, query } = tasks.sinusoids(key, {
      tasks: 3,
      shots: 4,
      queries: 7,
      amplitude: [2, 2],
      phase: [0.5, 0.5],
      frequency: [0.8, 0.8],
    })
    expect([support.x.shape, query.y.shape]).toEqual([
      [3, 4, 1],
      [3, 7, 1],
    ])
    for (const { x, y } of [support, query])
      expect(largest(y.sub(np.sin(x.mul(0.8).sub(0.5)).mul(2)))).toBeLessThan(1e-5)
  })

  it('has frequency 1 and the same other numbers, unless frequencies are asked for', () => {
    const options = { tasks: 5, shots: 3 }
    const usual = tasks.sinusoids(key, options)
    const same = tasks.sinusoids(key, { ...options, frequency: [1, 1] })
    const others = tasks.sinusoids(key, { ...options, frequency: [0.8, 1.2] })
    expect(largest(usual.support.y.sub(same.support.y))).toBeLessThan(1e-5)
    expect(others.support.x.toArray()).toEqual(usual.support.x.toArray())
    expect(others.support.y.toArray()).not.toEqual(usual.support.y.toArray())
  })
})

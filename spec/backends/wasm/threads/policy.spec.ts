import { describe, expect, it } from 'vitest'
import { makePolicy } from '../../../../src/backends/wasm/threads/policy.ts'

/** Simulates calls that take so long on one thread and on several; gives the time, and how many calls were shared. */
const simulate = (
  calls: number,
  timeOf: (shared: boolean, call: number) => number,
  policy = makePolicy(),
) => {
  let time = 0
  let shared = 0
  for (let call = 0; call < calls; call++) {
    const isShared = policy.choose()
    const taken = timeOf(isShared, call)
    policy.record(isShared, taken)
    time += taken
    if (isShared) shared += 1
  }
  return { time, shared, policy }
}

describe('the choice between one thread and several', () => {
  it('stays with several where they are faster', () => {
    const { time, shared } = simulate(1000, (several) => (several ? 0.6 : 1))
    expect(shared).toBeGreaterThan(950)
    expect(time).toBeLessThan(1.02 * 0.6 * 1000)
  })

  it.each([1.1, 2, 20])('loses little where several take %d times as long', (ratio) => {
    const { time } = simulate(10_000, (several) => (several ? ratio : 1))
    expect(time).toBeLessThan(1.03 * 10_000 + 3 * ratio)
  })

  it('does not mind an interruption', () => {
    const { shared } = simulate(1000, (several, call) => (call === 500 ? 8 : several ? 0.6 : 1))
    expect(shared).toBeGreaterThan(940)
  })

  it('goes back to one thread while another process is in the way, and not for longer', () => {
    const before = simulate(1000, (several) => (several ? 0.6 : 1))
    const during = simulate(
      2000,
      (several, call) => (several ? (call % 4 === 0 ? 8 : 0.6) : 1),
      before.policy,
    )
    expect(during.shared).toBeLessThan(100)
    expect(during.time).toBeLessThan(1.1 * 2000)
    const after = simulate(2000, (several) => (several ? 0.6 : 1), during.policy)
    expect(after.shared).toBeGreaterThan(1000)
  })

  it('does not take the waking up of workers for their work', () => {
    let inRow = 0
    const { shared } = simulate(10_000, (several, call) => {
      inRow = several ? inRow + 1 : 0
      const isCold = call < 50
      return (isCold ? 4 : 1) * (several ? (isCold || inRow <= 2 ? 1.5 : 0.6) : 1)
    })
    expect(shared).toBeGreaterThan(9000)
  })

  it('notices that the first times were those of code which was not optimized', () => {
    const { shared } = simulate(10_000, (several, call) => (call < 3 ? 5 : several ? 1.2 : 1))
    expect(shared).toBeLessThan(500)
  })
})

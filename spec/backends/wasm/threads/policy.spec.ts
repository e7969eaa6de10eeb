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

/** Numbers in [0, 1) without a pattern. */
const noise = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return state / 0x80000000
  }
}

/**
 * Simulates calls beside another process, which takes turns of some milliseconds with the worker on its core. Who shares a call
 * with a worker that loses its turn waits for the piece that it holds. Gives the time next to that of one thread.
 */
const besideProcess = (
  call: number,
  total: number,
  seed: number,
  isBusy: (time: number) => boolean,
) => {
  const policy = makePolicy()
  const random = noise(seed)
  const turn = (): number => 2 + 3 * random()
  let [time, alone, together] = [0, 0, 0]
  let [hasTurn, next] = [true, turn()]
  const sharedCall = (): number => {
    if (!isBusy(time)) return 0.6 * call
    while (next <= time) {
      hasTurn = !hasTurn
      next += turn()
    }
    if (!hasTurn) return 1.02 * call
    if (time + 0.6 * call <= next || random() < 0.3) return 0.6 * call
    const waited = next - time + turn() + 0.2 * call
    next = time + waited + turn()
    return waited
  }
  while (time < total) {
    const isShared = policy.choose()
    const taken = isShared ? sharedCall() : call
    policy.record(isShared, taken)
    time += taken
    alone += call
    if (isShared) together += taken
  }
  return { ratio: time / alone, shared: together / time }
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
    const after = simulate(3000, (several) => (several ? 0.6 : 1), during.policy)
    expect(after.shared).toBeGreaterThan(1500)
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
    const { time, shared } = simulate(10_000, (several, call) => (call < 3 ? 5 : several ? 1.2 : 1))
    expect(shared).toBeLessThan(600)
    expect(time).toBeLessThan(1.02 * 10_000)
  })

  it.each([0.2, 0.5, 2])(
    'keeps its promise beside a process that holds a core, calls of %d ms',
    (call) => {
      for (const seed of [1, 2, 3, 4]) {
        const busy = besideProcess(call, 3000, seed, () => true)
        expect(busy.ratio).toBeLessThan(1.02)
        expect(busy.shared).toBeLessThan(0.3)
        expect(besideProcess(call, 300, seed, () => true).ratio).toBeLessThan(1.05)
        expect(besideProcess(call, 1000, seed, () => false).ratio).toBeLessThan(0.63)
        const freed = besideProcess(call, 6000, seed, (time) => time < 1500)
        expect(freed.ratio).toBeLessThan(0.75)
      }
    },
  )
})

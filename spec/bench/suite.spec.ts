import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Peer, startPeer } from '../../bench/support/peer.ts'
import { median, quantile } from '../../bench/support/statistics.ts'
import { batchOf, interleaved, suite } from '../../bench/support/suite.ts'

const child = fileURLToPath(new URL('child.peer.ts', import.meta.url))

beforeAll(() => {
  vi.spyOn(console, 'log').mockImplementation(() => {})
})
afterAll(() => {
  vi.restoreAllMocks()
})

describe('statistics', () => {
  it('interpolates quantiles without sorting its input', () => {
    const sample = [4, 1, 3, 2]
    expect(median(sample)).toBe(2.5)
    expect(quantile(sample, 0)).toBe(1)
    expect(quantile(sample, 1)).toBe(4)
    expect(sample).toEqual([4, 1, 3, 2])
  })
})

describe('suite', () => {
  it('reports a failing variant instead of timing it', () => {
    const fail = () => {
      throw new Error('broken variant')
    }
    expect(() => suite('does it fail?', { fail })).toThrow('broken variant')
  })
})

describe('interleaved', () => {
  it('alternates the order and reports the ratio of each round to the first variant', async () => {
    const order: string[] = []
    const pretend = (name: string, ms: number) => (calls: number) => {
      order.push(name)
      return ms * calls
    }
    const variants = { slow: pretend('slow', 30), fast: pretend('fast', 15) }
    const [slow, fast] = await interleaved('which?', variants, { rounds: 2, batchMs: 10 })
    expect(order.slice(-4)).toEqual(['slow', 'fast', 'fast', 'slow'])
    expect(slow).toMatchObject({ name: 'slow', ratio: 1, micros: 30_000 })
    expect(fast).toMatchObject({ name: 'fast', ratio: 0.5, micros: 15_000, spread: [0.5, 0.5] })
  })

  it('makes batches as many calls as fill the time asked for', async () => {
    let last = 0
    const batch = (calls: number) => {
      last = calls
      return calls * 0.1
    }
    await interleaved('how many?', { batch }, { rounds: 1, batchMs: 10 })
    expect(last).toBe(100)
  })

  it('times a function of this process', () => {
    let calls = 0
    expect(batchOf(() => calls++)(5)).toBeGreaterThanOrEqual(0)
    expect(calls).toBe(5)
  })
})

describe('a peer', () => {
  let peer: Peer
  beforeAll(() => {
    peer = startPeer('node', ['--import', 'tsx', child])
  })
  afterAll(() => {
    peer.close()
  })

  it('runs batches and tells its values', async () => {
    expect(await peer.value('twice')).toEqual([1, 2])
    expect(await peer.batch('twice')(21)).toBe(42)
  })

  it('reports its errors and lives on', async () => {
    await expect(peer.value('bad')).rejects.toThrow('bad: Error: no value here')
    await expect(peer.value('absent')).rejects.toThrow('no such case')
    expect(await peer.batch('twice')(1)).toBe(2)
  })

  it('that ends or cannot be started rejects what waits for it', async () => {
    const short = startPeer('node', ['--eval', 'process.exit(3)'])
    await expect(short.value('any')).rejects.toThrow('ended with code 3')
    await expect(short.value('any')).rejects.toThrow('ended with code 3')
    await expect(startPeer('no-such-program', []).value('any')).rejects.toThrow('ENOENT')
  })
})

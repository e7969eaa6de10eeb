import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { agreeing, type Running } from '../../bench/support/compare.ts'
import { firstCalls } from '../../bench/support/first-calls.ts'
import { measureGrowth } from '../../bench/support/growth.ts'
import type { Peer } from '../../bench/support/peer.ts'

beforeAll(() => {
  vi.spyOn(console, 'log').mockImplementation(() => {})
})
afterAll(() => {
  vi.restoreAllMocks()
})

const pretend = (value: readonly number[] | Error, ms = 2): Peer => ({
  batch: () => (calls) => ms * calls,
  value: () => (value instanceof Error ? Promise.reject(value) : Promise.resolve(value)),
  close: () => {},
})
const contender = (name: string, value: readonly number[] | Error, trusted = true): Running => ({
  name,
  trusted,
  peer: pretend(value),
})
const proof = { name: 'case', reference: [1, -2], tolerance: 1e-3 }

describe('agreeing', () => {
  it('keeps who agrees, and who is known not to', async () => {
    const right = contender('right', [1.001, -2])
    const wrong = contender('wrong', [1, 2], false)
    expect(await agreeing([right, wrong], proof)).toEqual([right, wrong])
  })

  it('throws for who should agree and does not', async () => {
    const off = agreeing([contender('off', [1.01, -2])], proof)
    await expect(off).rejects.toThrow('case: off is 0.005')
    await expect(agreeing([contender('nan', [Number.NaN, -2])], proof)).rejects.toThrow('case: nan')
    await expect(agreeing([contender('short', [1])], proof)).rejects.toThrow('case: short')
  })

  it('leaves out who has no such case, and who may fail and does', async () => {
    const absent = contender('absent', new Error('node: case: no such case'))
    const failing = contender('failing', new Error('broken'), false)
    expect(await agreeing([absent, failing], proof)).toEqual([])
    await expect(agreeing([contender('ours', new Error('broken'))], proof)).rejects.toThrow(
      'broken',
    )
  })
})

describe('first calls', () => {
  it('start a peer for each', async () => {
    let started = 0
    const start = (): Peer => pretend([], ++started)
    expect(await firstCalls([{ start }], 'case', 3)).toEqual([[1, 2, 3]])
  })
})

describe('growth', () => {
  it('has a row for each contender at each point', async () => {
    const all = [3, 5].map((ms) => ({
      name: `${ms}`,
      trusted: true,
      start: () => pretend([1, -2], ms),
    }))
    const points = [1, 2].map((innerSteps) => ({ innerSteps, tasks: 16 }))
    const options = { fresh: 2, rounds: 2, batchMs: 1 }
    expect(await measureGrowth(points, all, () => proof, options)).toEqual(
      points.flatMap((point) => [
        { contender: '3', ...point, firstCallMs: 3, stepMs: 3 },
        { contender: '5', ...point, firstCallMs: 5, stepMs: 5 },
      ]),
    )
  })
})

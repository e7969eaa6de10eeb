import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const peer = fileURLToPath(new URL('assign.peer.ts', import.meta.url))
const run = (...flags: readonly string[]): unknown =>
  JSON.parse(
    execFileSync(process.execPath, [...flags, '--import', 'tsx', peer], { encoding: 'utf8' }),
  )

/** The elements of a 2 × 3 × 4 array in the order of its reversed last, its middle and its first axis. */
const expected = [3, 2, 1, 0].flatMap((k) =>
  [0, 1, 2].flatMap((j) => [0, 1].map((i) => 12 * i + 4 * j + k)),
)

describe('assign', () => {
  it('copies by a loop of its own until ndarray-ops is there, and by that afterwards', () => {
    const [[first, isEarly], [later, isLate]] = run() as [[number[], boolean], [number[], boolean]]
    expect([isEarly, isLate]).toEqual([false, true])
    expect(first.slice(0, 24)).toEqual(expected)
    expect(later).toEqual(first)
  })
})

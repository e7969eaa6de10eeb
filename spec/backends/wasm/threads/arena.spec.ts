import { expect, it } from 'vitest'
import { placeInArena } from '../../../../src/backends/wasm/threads/arena.ts'

const place = (bytes: number, guess = bytes) =>
  placeInArena(1000, guess, (start) => ({ start, memoryBytes: start + bytes }))

it('gives each program memory of its own', () => {
  const regions = [100, 70_000, 3].map((bytes) => place(bytes)!.lease.region)
  expect(regions[0]!.start).toBe(1024)
  regions.forEach(({ start, end }, i) => {
    expect(start % 64).toBe(0)
    if (i > 0) expect(start).toBeGreaterThanOrEqual(regions[i - 1]!.end)
    expect(end).toBeGreaterThan(start)
  })
})

it('finds room where the guess was too small, and says where there is none', () => {
  const placed = place(500_000, 10)!
  expect(placed.value.start).toBe(placed.lease.region.start)
  expect(placed.lease.region.end - placed.lease.region.start).toBeGreaterThanOrEqual(500_000)
  expect(place(2 ** 31)).toBe(undefined)
})

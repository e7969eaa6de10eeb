import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assertProp, prop, seed } from './prop.ts'
import { isClose, tolerance } from './tolerance.ts'

describe('prop', () => {
  prop('holds for every value', [fc.integer(), fc.string()], (n, s) => {
    expect(n).toBeTypeOf('number')
    expect(s).toBeTypeOf('string')
  })

  it('names the seed and the shrunk counterexample of a failure', () => {
    const run = () => assertProp([fc.nat(1000)], (n) => n < 10)
    expect(run).toThrow(`seed: ${seed}`)
    expect(run).toThrow('Counterexample: [10]')
  })
})

describe('tolerance', () => {
  it('is exact for integers and tighter for float64 than for float32', () => {
    expect(isClose(1, 2, 'int32', 'numeric')).toBe(false)
    expect(isClose(3, 3, 'int32')).toBe(true)
    expect(tolerance('float64').rtol).toBeLessThan(tolerance('float32').rtol)
  })

  it('equates NaN with NaN alone and an infinity with itself alone', () => {
    expect(isClose(Number.NaN, Number.NaN, 'float32')).toBe(true)
    expect(isClose(Number.NaN, 1, 'float32')).toBe(false)
    expect(isClose(1, Number.NaN, 'float32')).toBe(false)
    expect(isClose(Infinity, Infinity, 'float32')).toBe(true)
    expect(isClose(Infinity, -Infinity, 'float32')).toBe(false)
    expect(isClose(1, Infinity, 'float32')).toBe(false)
    expect(isClose(Infinity, 1, 'float32')).toBe(false)
  })

  it('equates zeros of either sign', () => {
    expect(isClose(0, -0, 'float64')).toBe(true)
  })
})

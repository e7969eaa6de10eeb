import { describe, expect, it } from 'vitest'
import { checked, checkedMethod, counted, signature } from '../../src/core/checked.ts'

/** A function of another arity, called as JavaScript may call it. */
type Loose = (...args: readonly unknown[]) => unknown

const loose = (text: string, f: (...args: never[]) => unknown): Loose =>
  checked(text, f) as unknown as Loose

const add = loose('add(x, y)', (x: number, y: number) => x + y)
const sum = loose('sum(x, options?)', (x: number, options?: object) => [x, options])

describe('a checked function', () => {
  it('is called with the arguments that its signature names', () => {
    expect(add(1, 2)).toBe(3)
    expect(sum(1)).toEqual([1, undefined])
    expect(sum(1, { axis: 0 })).toEqual([1, { axis: 0 }])
  })

  it('has the name of its signature', () => {
    expect(add.name).toBe('add')
  })

  it('names the argument that is missing', () => {
    expect(() => add(1)).toThrow('add: expected 2 arguments (x, y), got 1; give y too')
    expect(() => sum()).toThrow('sum: expected 1 to 2 arguments (x, options?), got 0; give x too')
  })

  it('refuses options that it does not have', () => {
    expect(() => add(1, 2, { where: true })).toThrow(
      'add: expected 2 arguments (x, y) and no options, got also { where }; leave it out',
    )
    expect(() => sum(1, {}, { axis: 0 })).toThrow(
      'sum: expected 1 to 2 arguments (x, options?), got also { axis }; give all options in one record',
    )
  })

  it('says what to write where it is handed to map', () => {
    const sin = loose('sin(x)', (x: number) => x)
    expect(() => [1, 2].map(sin)).toThrow(
      'sin: expected 1 argument (x), got 3; in map write (x) => sin(x)',
    )
  })

  it('refuses any other surplus argument, undefined included', () => {
    expect(() => add(1, 2, undefined)).toThrow(
      'add: expected 2 arguments (x, y), got 3; leave out the last',
    )
    expect(() => loose('now()', () => 0)(1)).toThrow('now: expected no arguments, got 1')
  })

  it.each([0, 1, 2, 3, 4, 5, 6])('counts %i arguments', (n) => {
    const names = Array.from({ length: n }, (_, i) => `x${i}`)
    const f = loose(`f(${names.join(', ')})`, (...args: number[]) => args)
    const args = names.map((_, i) => i)
    expect(f(...args)).toEqual(args)
    expect(() => f(...args, 0)).toThrow('f: expected')
    if (n > 0) expect(() => f(...args.slice(1))).toThrow(`give x${n - 1} too`)
  })

  it('takes any number where its last parameter does', () => {
    const f = loose('f(first, ...rest)', (...args: number[]) => args)
    expect(f(1, 2, 3)).toEqual([1, 2, 3])
    expect(() => f()).toThrow('f: expected at least 1 argument (first, ...rest), got 0; give first')
  })

  it('counts the arguments of the functions that it gives', () => {
    const scale = loose('scale(a)(x)(y)', (a: number) => (x: number) => (y: number) => a * x * y)
    const half = scale(0.5) as Loose
    expect((half(4) as Loose)(3)).toBe(6)
    expect(() => half(4, 5)).toThrow('scale: expected 1 argument (x), got 2')
    expect(() => (half(4) as Loose)()).toThrow('scale: expected 1 argument (y), got 0')
  })
})

it('a method counts what follows the value that it is called on', () => {
  const method = checkedMethod(add) as unknown as (this: unknown, ...args: unknown[]) => unknown
  expect(method.call(1, 2)).toBe(3)
  expect(() => method.call(1, 2, { where: true })).toThrow(
    'add: expected 1 argument (y) and no options, got also { where }',
  )
})

it('a function that is made at every call is counted by a signature that is not', () => {
  const takes = signature('get(options?)')
  const f = counted(takes, (options?: object) => options) as unknown as Loose
  expect(f({ mode: 'fill' })).toEqual({ mode: 'fill' })
  expect(() => f({}, { mode: 'fill' })).toThrow('get: expected 0 to 1 argument (options?)')
})

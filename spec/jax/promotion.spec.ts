import { describe, expect, it } from 'vitest'
import { type DType, np, type Tensor } from '../../src/index.ts'
import { type Numeral, readFixture, tensorOf } from './support/data.ts'

type Kind = DType | 'weakInt' | 'weakFloat'

type Outcome = readonly [dtype: DType, weak: 0 | 1, value: Numeral] | readonly [null]

interface Fixture {
  readonly binary: readonly (readonly [string, Kind, Kind, ...Outcome])[]
  readonly unary: readonly (readonly [string, Kind, ...Outcome])[]
  readonly promoteTypes: readonly (readonly [DType, DType, DType])[]
}

const fixture = readFixture<Fixture>('promotion')

const functions = np as unknown as Readonly<Record<string, (...args: unknown[]) => Tensor>>

const value = (kind: Kind): Tensor | number => {
  if (kind === 'weakInt') return 3
  return kind === 'weakFloat' ? 2.5 : tensorOf([1, 1], [2], kind)
}

const call = (name: string, args: readonly unknown[]): Tensor => {
  const f = functions[name]
  if (f === undefined) throw new Error(`np.${name} is absent`)
  return name === 'where' ? f(true, ...args) : f(...args)
}

const check = (name: string, kinds: readonly Kind[], outcome: Outcome): void => {
  if (outcome[0] === null) {
    expect(() => call(name, kinds.map(value))).toThrow()
    return
  }
  const [dtype, weak, wanted] = outcome
  const x = call(name, kinds.map(value))
  expect(x.dtype).toBe(dtype)
  // Among our dtypes only a weak integer behaves unlike a strong one: it gives way to uint32.
  if (dtype === 'int32') expect(x.weakType).toBe(weak === 1)
  const got = x.data()[0] as number
  if (Number.isFinite(Number(wanted)))
    expect(Math.abs(got - Number(wanted))).toBeLessThanOrEqual(1e-6 * Math.abs(Number(wanted)))
  else expect(got).toBe(Number(wanted))
}

/** JavaScript has no integer literals: a number that meets no tensor is a float. */
const isMeaningful = (kinds: readonly Kind[]): boolean =>
  !kinds.includes('weakInt') || kinds.some((k) => !k.startsWith('weak'))

describe('dtypes of results are those of JAX', () => {
  const rows = [
    ...fixture.binary.map(([name, a, b, ...outcome]) => ({ name, kinds: [a, b], outcome })),
    ...fixture.unary.map(([name, a, ...outcome]) => ({ name, kinds: [a], outcome })),
  ]
  const meaningful = rows.filter(({ kinds }) => isMeaningful(kinds))
  const titled = meaningful.map((row) => ({
    ...row,
    title: `${row.name}(${row.kinds.join(', ')})`,
  }))

  it.each(titled)('$title', ({ name, kinds, outcome }) => check(name, kinds, outcome))

  it.each(fixture.promoteTypes)('promoteTypes(%s, %s)', (a, b, wanted) => {
    expect(np.promoteTypes(a, b)).toBe(wanted)
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parameterKey, valueKey } from '../../src/core/identity.ts'

/** Equality by structure, written apart from the keys: order of keys, holes and signs of zero count. */
const isEqual = (a: unknown, b: unknown): boolean => {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  if (Array.isArray(a) && Array.isArray(b) && a.length !== b.length) return false
  const [ours, theirs] = [Reflect.ownKeys(a), Reflect.ownKeys(b)]
  return (
    ours.length === theirs.length &&
    ours.every(
      (key, i) =>
        key === theirs[i] &&
        isEqual(
          (a as Record<symbol, unknown>)[key as symbol],
          (b as Record<symbol, unknown>)[key as symbol],
        ),
    )
  )
}

const [one, other] = [Symbol('s'), Symbol('s')]
class Point {}

/** Values of which no two are equal. */
const distinct: readonly unknown[] = [
  undefined,
  null,
  true,
  false,
  'undefined',
  'null',
  'true',
  '1',
  '1n',
  '#0',
  '@0',
  0,
  -0,
  1,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  1n,
  0n,
  one,
  other,
  Symbol.for('s'),
  Symbol.iterator,
  [],
  new Array(1),
  [undefined],
  [null],
  [[]],
  [1, 2],
  ['1,2'],
  ['1', '2'],
  [[1], 2],
  [[1, 2]],
  Object.assign([1], { x: 1 }),
  Object.assign(new Array(1), { x: 1 }),
  {},
  Object.create(null),
  { a: 1 },
  { a: undefined },
  { 'a:1': 1 },
  { a: '1,b:2' },
  { a: 1, b: 2 },
  { b: 2, a: 1 },
  { 'a:1,b': 2 },
  { [one]: 1 },
  { [other]: 1 },
  { a: { b: 1 } },
  { a: [] },
  Object.defineProperty({}, 'a', { value: 1, enumerable: false }),
  new Map(),
  new Map([[1, 2]]),
  new Map([[1, [2]]]),
  new Set(),
  new Set([1]),
  new Set([1, 2]),
  new Date(0),
  new Date(1),
  /a/,
  /a/g,
  Object(1),
  Object('1'),
  Object(true),
  Object(1n),
  new Float32Array(1),
  new Float64Array(1),
  new Float32Array([-0]),
  new Uint8Array([1, 2]),
  new Point(),
  new Point(),
  () => 1,
  () => 1,
  '"',
  '\\',
  ',',
  ';',
  ':',
]

describe('keys of parameters', () => {
  it('tell values apart that differ', () => {
    for (const key of [parameterKey, valueKey])
      distinct.forEach((a, i) => {
        distinct.forEach((b, j) => {
          expect(key(a) === key(b), `${String(i)} and ${String(j)}`).toBe(i === j)
          expect(key([a]) === key([b])).toBe(i === j)
          expect(key({ x: a }) === key({ x: b })).toBe(i === j)
        })
      })
  })

  it('are equal exactly for values of one structure', () => {
    const value = fc.anything({ withSparseArray: true, withNullPrototype: true, withBigInt: true })
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(parameterKey(a) === parameterKey(b)).toBe(isEqual(a, b))
      }),
    )
    fc.assert(fc.property(fc.clone(value, 2), ([a, b]) => valueKey(a) === valueKey(b)))
  })

  it('follow what containers hold now', () => {
    const map = new Map([['a', 1]])
    const before = valueKey(map)
    map.set('a', 2)
    expect(valueKey(map)).not.toBe(before)
  })

  it('take values of any depth, and refuse those that hold themselves', () => {
    let deep: unknown = 1
    for (let i = 0; i < 20_000; i++) deep = i % 2 === 0 ? [deep] : { deep }
    expect(valueKey(deep)).toBe(valueKey(deep))
    const cyclic: { self?: unknown } = {}
    cyclic.self = [cyclic]
    expect(() => valueKey(cyclic)).toThrow(/holds? itself/)
  })
})

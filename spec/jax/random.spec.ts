import { describe, expect, it } from 'vitest'
import { random, type Tensor, vmap } from '../../src/index.ts'
import { differences } from './support/compare.ts'
import { type ArraySpec, type Expected, materialize, readFixture } from './support/data.ts'

type Step = readonly ['foldIn', number] | readonly ['split', number, number]

interface KeySpec {
  readonly seed: number
  readonly path?: readonly Step[]
}

interface Sample {
  readonly fn: string
  readonly key: KeySpec
  readonly args?: readonly unknown[]
  readonly options?: Readonly<Record<string, unknown>>
  /** Whether every bit must agree. */
  readonly exact: boolean
  readonly expected: Expected
}

interface Fixture {
  readonly keys: readonly { readonly key: KeySpec; readonly data: readonly string[] }[]
  readonly splits: readonly {
    readonly key: KeySpec
    readonly num: number | readonly number[]
    readonly data: readonly string[]
  }[]
  readonly bits: readonly {
    readonly key: KeySpec
    readonly shape: readonly number[]
    readonly data: readonly string[]
  }[]
  readonly samples: readonly Sample[]
  readonly batched: { readonly seed: number; readonly num: number; readonly normal: Expected }
}

const fixture = readFixture<Fixture>('random')

const samplers = random as unknown as Readonly<Record<string, (...args: unknown[]) => Tensor>>

const keyOf = ({ seed, path = [] }: KeySpec): Tensor =>
  path.reduce<Tensor>(
    (key, step) =>
      step[0] === 'foldIn'
        ? random.foldIn(key, step[1])
        : random.split(key, { num: step[1] }).get(step[2]),
    random.key(seed),
  )

const hexadecimal = (x: Tensor): readonly string[] =>
  Array.from(x.data(), (v: number) => (v >>> 0).toString(16).padStart(8, '0'))

const isSpec = (value: unknown): value is ArraySpec =>
  typeof value === 'object' && value !== null && 'data' in value

const actual = (value: unknown): unknown => (isSpec(value) ? materialize(value) : value)

const draw = ({ fn, key, args = [], options }: Sample): Tensor => {
  const sampler = samplers[fn]
  if (sampler === undefined) throw new Error(`random.${fn} is absent`)
  const named = Object.entries(options ?? {}).map(([k, v]) => [k, actual(v)])
  return sampler(keyOf(key), ...args.map(actual), Object.fromEntries(named))
}

const rounded = ({ dtype, data }: Expected): readonly number[] =>
  data.map((v) => (dtype === 'float32' ? Math.fround(Number(v)) : Number(v)))

describe('keys', () => {
  it.each(fixture.keys.map((row) => ({ row, title: JSON.stringify(row.key) })))(
    'the words of key $title',
    ({ row }) => {
      expect(hexadecimal(random.keyData(keyOf(row.key)))).toEqual(row.data)
    },
  )

  it.each(fixture.splits)('split into $num', ({ key, num, data }) => {
    expect(hexadecimal(random.keyData(random.split(keyOf(key), { num })))).toEqual(data)
  })

  it.each(fixture.bits)('bits of shape $shape', ({ key, shape, data }) => {
    const bits = hexadecimal(random.bits(keyOf(key), { shape }))
    const wanted = bits.length > 64 ? [...bits.slice(0, 4), ...bits.slice(-4)] : bits
    expect(wanted).toEqual(data)
  })
})

describe('samples', () => {
  const titled = fixture.samples.map((s) => {
    const { fn, args, options, expected } = s
    return { s, title: `${fn} ${JSON.stringify({ args, options })} ${expected.dtype}` }
  })

  it.each(titled)('$title', ({ s }) => {
    const x = draw(s)
    expect([x.dtype, x.shape]).toEqual([s.expected.dtype, s.expected.shape])
    if (s.exact) expect(Array.from(x.data())).toEqual(rounded(s.expected))
    else expect(differences([x], [s.expected])).toEqual([])
  })

  it('a sampler under vmap gives each key what it gives that key alone', () => {
    const { seed, num, normal } = fixture.batched
    const keys = random.split(random.key(seed), { num })
    const x = vmap((key: Tensor) => random.normal(key, { shape: [3] }))(keys)
    expect(differences([x], [normal])).toEqual([])
  })
})

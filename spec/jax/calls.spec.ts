import { describe, expect, it } from 'vitest'
import { jit, type Tensor } from '../../src/index.ts'
import { differences } from './support/compare.ts'
import { type ArraySpec, type Expected, materialize, readFixture } from './support/data.ts'
import { runOperation } from './support/interpret.ts'
import { type Op, operationText } from './support/language.ts'

interface Case {
  readonly op: Op
  readonly inputs?: readonly ArraySpec[]
  readonly expected: readonly Expected[]
  /** Dtypes of the results for float32 inputs. */
  readonly float32?: readonly string[]
}

const tables = [
  'elementwise',
  'creation',
  'reductions',
  'structure',
  'indexing',
  'contractions',
  'lax',
  'nn',
  'linalg',
  'scipy',
  'bytes',
  'unusual-shapes',
  'unusual-reductions',
  'unusual-vectors',
  'unusual-searches',
  'unusual-indices',
  'unusual-joins',
  'unusual-matrices',
  'unusual-activations',
  'unusual-tails',
  'options',
  'products',
  'zeros',
]

const run = ({ op, inputs = [] }: Case, float: 'float32' | 'float64') =>
  runOperation(
    op,
    inputs.map((spec) => materialize(spec, float)),
  )

const casesOf = (table: string): readonly Case[] =>
  readFixture<{ readonly cases: readonly Case[] }>(`calls-${table}`).cases

const describeCase = (c: Case): string =>
  [operationText(c.op), ...(c.inputs ?? []).map((i, k) => `%${k} = ${JSON.stringify(i)}`)].join(
    '\n',
  )

/** Whether the shape of what a call makes depends on elements, so that it cannot be traced. */
const needsValues = ({ op: [path] }: Case): boolean => ['np.unique', 'np.bincount'].includes(path)

describe('calls: bytes, compiled', () => {
  const cases = casesOf('bytes').filter((c) => c.inputs !== undefined && !needsValues(c))

  it.each(cases.map((c, k) => ({ c, title: `${k}: ${operationText(c.op)}` })))(
    '$title',
    ({ c: { op, inputs = [], expected } }) => {
      const compiled = jit((operands: readonly Tensor[]) => runOperation(op, operands))
      const operands = inputs.map((spec) => materialize(spec))
      expect(differences(compiled(operands) as readonly Tensor[], expected)).toEqual([])
    },
  )
})

describe('calls: signs of zeros', () => {
  const cases = casesOf('zeros')

  /** Results with zeros told apart by their signs. */
  const signed = (xs: readonly { readonly data: ArrayLike<unknown> }[]): readonly string[] =>
    xs.map(({ data }) => Array.from(data, (v) => (Object.is(v, -0) ? '-0' : `${v}`)).join(' '))

  const titled = cases.map((c, k) => ({ c, title: `${k}: ${operationText(c.op)}` }))

  it.each(titled)('$title', ({ c }) => {
    const compiled = jit((operands: readonly Tensor[]) => runOperation(c.op, operands))
    for (const float of ['float32', 'float64'] as const) {
      const operands = (c.inputs ?? []).map((spec) => materialize(spec, float))
      for (const f of [runOperation.bind(null, c.op), compiled]) {
        const results = f(operands) as readonly Tensor[]
        expect(signed(results.map((x) => ({ data: x.data() }))), describeCase(c)).toEqual(
          signed(c.expected),
        )
      }
    }
  })
})

describe.each(tables)('calls: %s', (table) => {
  const cases = casesOf(table)
  const titled = cases.map((c, k) => ({ c, title: `${k}: ${operationText(c.op)}` }))

  it.each(titled)('$title', ({ c }) => {
    expect(differences(run(c, 'float64'), c.expected), describeCase(c)).toEqual([])
  })

  it.each(titled.filter(({ c }) => c.float32))('float32: $title', ({ c }) => {
    const results = run(c, 'float32')
    expect(
      results.map((r) => r.dtype),
      describeCase(c),
    ).toEqual(c.float32)
    expect(
      results.map((r) => r.shape),
      describeCase(c),
    ).toEqual(c.expected.map((e) => e.shape))
  })
})

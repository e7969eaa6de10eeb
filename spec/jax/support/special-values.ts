import { type DType, jit, type Tensor, treeLeaves } from '../../../src/index.ts'
import { tolerance } from '../../support/tolerance.ts'
import { tensorOf } from './data.ts'
import { resolvePath } from './operations.ts'

/** An output as the fixture writes it: values in one line, runs of equal ones as `value*count`. */
export interface Packed {
  readonly dtype: DType
  readonly values: string
}

type Options = Readonly<Record<string, unknown>>

/** A call in whose arguments `'x'` stands for the only operand, unless operands are all there is. */
export interface Call {
  readonly op: string
  readonly args?: readonly unknown[]
  readonly options?: Options
}

export type TensorFunction = (...xs: readonly Tensor[]) => readonly Tensor[]

const spellings: Readonly<Record<string, number>> = {
  inf: Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
  nan: Number.NaN,
}

const numberOf = (token: string): number => spellings[token] ?? Number(token)

/** The tokens of a line, runs written out. */
export const unpack = (line: string): readonly string[] =>
  line === ''
    ? []
    : line.split(' ').flatMap((run) => {
        const [token, count = '1'] = run.split('*') as [string, string?]
        return Array.from({ length: Number(count) }, () => token)
      })

export const numbersOf = (line: string): readonly number[] => unpack(line).map(numberOf)

/** Every combination of an element of each, the last fastest, a list for each place. */
export const product = (lists: readonly (readonly number[])[]): readonly (readonly number[])[] => {
  const total = lists.reduce((n, { length }) => n * length, 1)
  let period = total
  return lists.map((list) => {
    period /= list.length
    return Array.from({ length: total }, (_, i) => list[Math.floor(i / period) % list.length]!)
  })
}

export const vector = (values: readonly number[], dtype: DType): Tensor =>
  tensorOf(values, [values.length], dtype)

const literal = (value: unknown): unknown =>
  typeof value === 'string' ? (spellings[value] ?? value) : value

/** The library's function of the operands alone. */
export const functionOf = ({ op, args, options }: Call): TensorFunction => {
  const f = resolvePath(op)
  const named =
    options === undefined || Object.keys(options).length === 0
      ? []
      : [Object.fromEntries(Object.entries(options).map(([k, v]) => [k, literal(v)]))]
  return (...xs) => {
    const given = args === undefined ? xs : args.map((a) => (a === 'x' ? xs[0] : a))
    return treeLeaves(f(...given, ...named)) as readonly Tensor[]
  }
}

/** Both ways to run a function. */
export const waysOf = (
  f: TensorFunction,
): readonly (readonly [name: string, run: TensorFunction])[] => [
  ['eager', f],
  ['compiled', jit(f as (...xs: Tensor[]) => Tensor[]) as TensorFunction],
]

const limits: Readonly<Record<string, { readonly tiny: number; readonly step: number }>> = {
  float32: { tiny: 2 ** -126, step: 2 ** -149 },
  float64: { tiny: 2 ** -1022, step: 2 ** -1074 },
}

/** Relative and absolute tolerances of a function, where they are not those of all. */
export type Closeness = Partial<
  Readonly<Record<string, { readonly rtol?: number; readonly atol?: number }>>
>

/** Whether `got` may stand for `want`: the same special value, or one some ulps away. */
const near = (got: number, want: number, dtype: string, closeness: Closeness): boolean => {
  if (Object.is(got, want)) return true
  const limit = limits[dtype]
  if (limit === undefined || !Number.isFinite(want)) return false
  const { rtol = tolerance(dtype).rtol, atol = 0 } = closeness[dtype] ?? {}
  // XLA flushes subnormals, also those on the way to a result.
  if (want === 0) return got !== 0 && Math.abs(got) <= Math.max(2000 * limit.tiny, atol)
  return Math.abs(got - want) <= rtol * Math.abs(want) + Math.max(64 * limit.step, atol)
}

export const shown = (value: number | undefined): string =>
  Object.is(value, -0) ? '-0' : `${value}`

/** What differs between results and JAX's, a line each that starts with the point. */
export const disagreements = (
  results: readonly Tensor[],
  expected: readonly Packed[],
  point: (i: number) => string,
  closeness: Closeness = {},
): readonly string[] => {
  if (results.length !== expected.length)
    return [`expected ${expected.length} results, got ${results.length}`]
  return expected.flatMap(({ dtype, values }, k) => {
    const result = results[k] as Tensor
    if (result.dtype !== dtype) return [`expected ${dtype}, got ${result.dtype}`]
    const data = result.data()
    return unpack(values).flatMap((token, i) => {
      const got = Number(data[i])
      const read = dtype === 'float32' ? (t: string) => Math.fround(numberOf(t)) : numberOf
      if (token === '?' || token.split('|').some((t) => near(got, read(t), dtype, closeness)))
        return []
      return [`${point(i)} → ${token}, got ${shown(got)}`]
    })
  })
}

import { describe, expect, it } from 'vitest'
import { grad, np, type Tensor } from '../../src/index.ts'
import { tensorOf } from './support/data.ts'
import {
  type GridCase,
  type Meeting,
  type RowCase,
  readGrids,
  readMeetings,
  readRows,
} from './support/special-cases.ts'
import {
  closenessOf,
  gradientCloseness,
  unexplained,
  unused,
} from './support/special-exceptions.ts'
import {
  type Closeness,
  disagreements,
  functionOf,
  numbersOf,
  type Packed,
  product,
  shown,
  type TensorFunction,
  unpack,
  vector,
  waysOf,
} from './support/special-values.ts'

type Lines = readonly string[]

/** What differs from JAX, eager and compiled; where JAX throws, so must the function. */
const compare = (
  f: TensorFunction,
  operands: readonly Tensor[],
  out: readonly Packed[] | undefined,
  point: (i: number) => string,
  closeness: Closeness,
): Lines =>
  waysOf(f).flatMap(([way, run]): Lines => {
    let results: readonly Tensor[]
    try {
      results = run(...operands)
    } catch (error) {
      if (out === undefined) return []
      throw error
    }
    const lines =
      out === undefined
        ? [`refused by JAX, got ${results.map(({ dtype }) => dtype).join()}`]
        : disagreements(results, out, point, closeness)
    return lines.map((line) => `${line} (${way})`)
  })

const byOp = <C extends { readonly op: string }>(cases: readonly C[]): readonly [string, C[]][] => {
  const groups = new Map<string, C[]>()
  for (const c of cases) groups.set(c.op, [...(groups.get(c.op) ?? []), c])
  return [...groups]
}

const titled = (title: string, lines: Lines): Lines => lines.map((line) => `${title}: ${line}`)

const literalText = ({ args, options }: GridCase | RowCase): string =>
  `${args === undefined ? '' : ` ${JSON.stringify(args)}`}${
    options === undefined || Object.keys(options).length === 0 ? '' : ` ${JSON.stringify(options)}`
  }`

const gridTitle = (c: GridCase): string => `${c.op}(${c.in.join()}) ${c.grid}${literalText(c)}`

describe.each(['elementwise', 'gradients'] as const)('special values: %s', (part) => {
  const { grids, cases } = readGrids(part)
  const table = part === 'elementwise' ? 'values' : 'gradients'

  const listsOf = ({ grid, in: dtypes }: GridCase): readonly (readonly number[])[] => {
    const points = (dtype: string): readonly number[] => numbersOf(grids[grid]?.[dtype] ?? '')
    const [first = 'float32'] = dtypes
    return product(grid === 'clamp' ? [first, first, first].map(points) : dtypes.map(points))
  }

  const derivativeOf =
    (f: TensorFunction, dtypes: readonly string[]): TensorFunction =>
    (...xs) => {
      const argnums = [...dtypes.keys()].filter((i) => dtypes[i] === 'float64')
      const total = (...ys: Tensor[]): Tensor => np.sum(f(...ys)[0] as Tensor)
      return grad(total, { argnums })(...xs) as unknown as readonly Tensor[]
    }

  const check = (c: GridCase): Lines => {
    const lists = listsOf(c)
    const operands = lists.map((list, i) => vector(list, c.in[i] ?? 'float32'))
    const f = functionOf(c)
    const [g, closeness] =
      part === 'elementwise' ? [f, closenessOf(c.op)] : [derivativeOf(f, c.in), gradientCloseness]
    const point = (i: number): string => `(${lists.map((list) => shown(list[i])).join(', ')})`
    const title = gridTitle(c)
    return titled(title, unexplained(table, title, compare(g, operands, c.out, point, closeness)))
  }

  it.each(byOp(cases))('%s', (_, group) => {
    expect(group.flatMap(check).slice(0, 30)).toEqual([])
  })

  it('has no exception that explains nothing', () => {
    if (part === 'gradients') expect(unused(table)).toEqual([])
  })
})

describe('special values: reductions', () => {
  const { rows, cases } = readRows()

  const check = (c: RowCase): Lines => {
    const lines = rows[c.rows] ?? []
    const values = lines.map(numbersOf)
    const width = values[0]?.length ?? 0
    const x = tensorOf(values.flat(), [values.length, width], c.in)
    const { axes, ...options } = c.options ?? {}
    const f = functionOf(axes === undefined ? { ...c, options } : { op: c.op, args: ['x', axes] })
    const each = c.out === undefined ? 1 : unpack(c.out[0]?.values ?? '').length / values.length
    const point = (i: number): string => `[${lines[Math.floor(i / each)]}] at ${i % each}`
    const title = `${c.op}(${c.in}) ${c.rows}${literalText(c)}`
    return titled(title, unexplained('values', title, compare(f, [x], c.out, point, {})))
  }

  it.each(byOp(cases))('%s', (_, group) => {
    expect(group.flatMap(check).slice(0, 30)).toEqual([])
  })

  it('has no exception that explains nothing', () => {
    expect(unused('values')).toEqual([])
  })
})

describe('special values: dtypes and literals that meet in lax', () => {
  const kinds: Readonly<Record<string, () => unknown>> = {
    float32: () => vector([3, 0, -2], 'float32'),
    int32: () => vector([3, 0, -2], 'int32'),
    uint32: () => vector([3, 0, 2], 'uint32'),
    bool: () => vector([1, 0, 1], 'bool'),
    true: () => true,
  }

  const argumentsOf = ({ op, kinds: names }: Meeting): readonly unknown[] => {
    const operands = names.map((name) => kinds[name]?.() ?? Number(name))
    if (op === 'lax.select') return [kinds['bool']?.(), ...operands]
    return op === 'lax.integerPow' ? [...operands, 3] : operands
  }

  const check = (c: Meeting): Lines => {
    const title = `${c.op}(${c.kinds.join()})`
    const call = (): readonly Tensor[] => functionOf(c)(...(argumentsOf(c) as readonly Tensor[]))
    const { dtype, values } = c
    if (dtype === undefined || values === undefined) {
      expect(call, title).toThrow(/expected .*, got /)
      return []
    }
    return titled(title, disagreements(call(), [{ dtype, values }], String))
  }

  it.each(byOp(readMeetings()))('%s', (_, group) => {
    expect(group.flatMap(check).slice(0, 30)).toEqual([])
  })
})

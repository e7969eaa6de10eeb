import { describe, expect, it } from 'vitest'
import { jit, lax, nn, np, type Tensor } from '../../src/index.ts'

type Callable = (...args: readonly unknown[]) => unknown

const bytes = np.array(new Uint8Array([2, 4, 0, 1]))
const signed = np.array(new Int8Array([-2, 127, 0, -128]))
const bools = np.array(new Uint8Array([2, 4, 0, 1]), { dtype: 'bool' })

/** The ways to call a function that may take some tensors: the first that works is taken. */
const calls = (x: Tensor): readonly (readonly unknown[])[] => [
  [x],
  [x, x],
  [x, x, x],
  [[x, x]],
  [x, 1],
  [x, 2, 3],
  [x, 0],
  [x, [0]],
  [x, [2, 2]],
  [x.reshape([2, 2])],
  [x.reshape([2, 2]), x.reshape([2, 2])],
  [bools, x, x],
  [x, np.array([1, 0], { dtype: 'int32' })],
]

interface Result {
  readonly dtype: string
  readonly elements: readonly (number | boolean)[]
}

const resultsOf = (value: unknown): readonly Result[] => {
  if (Array.isArray(value)) return value.flatMap(resultsOf)
  if (typeof value !== 'object' || value === null) return []
  if ('dtype' in value && 'toArray' in value) {
    const x = value as Tensor
    return [{ dtype: x.dtype, elements: [x.toArray()].flat(9) as (number | boolean)[] }]
  }
  return Object.values(value).flatMap(resultsOf)
}

const isSame = (a: unknown, b: unknown): boolean =>
  Object.is(a, b) ||
  (typeof a === 'number' && Math.abs(a - Number(b)) <= 1e-5 * Math.max(1, Math.abs(a)))

const modules = { np, lax, nn, linalg: np.linalg } as unknown as Readonly<
  Record<string, Readonly<Record<string, unknown>>>
>
const cases = Object.entries(modules).flatMap(([prefix, module]) =>
  Object.entries(module).flatMap(([name, f]) =>
    typeof f === 'function' ? [[`${prefix}.${name}`, f as Callable] as const] : [],
  ),
)

/** Arguments with tensors replaced by those that a compiled function is given. */
const withOperands = (
  args: readonly unknown[],
  operands: readonly Tensor[],
): readonly unknown[] => {
  let next = 0
  const replace = (arg: unknown): unknown =>
    Array.isArray(arg)
      ? arg.map(replace)
      : typeof arg === 'object' && arg !== null && 'dtype' in arg
        ? operands[next++]
        : arg
  return args.map(replace)
}
const operandsOf = (args: readonly unknown[]): readonly Tensor[] =>
  args.flatMap((arg) =>
    Array.isArray(arg)
      ? operandsOf(arg)
      : typeof arg === 'object' && arg !== null && 'dtype' in arg
        ? [arg as Tensor]
        : [],
  )

const attempt = (f: () => unknown): readonly Result[] | undefined => {
  try {
    const results = resultsOf(f())
    return results.length > 0 ? results : undefined
  } catch {
    return undefined
  }
}

describe.each([
  ['uint8', bytes],
  ['int8', signed],
  ['bool', bools],
] as const)('of %s', (_, x) => {
  const working = cases.map(([name, f]) => ({
    name,
    f,
    taken: calls(x).flatMap((args) => {
      const eager = attempt(() => f(...args))
      return eager === undefined ? [] : [{ args, eager }]
    }),
  }))

  it('most functions take some', () => {
    expect(working.filter(({ taken }) => taken.length > 0).length).toBeGreaterThan(250)
  })

  it.each(working.filter(({ taken }) => taken.length > 0))(
    '$name gives compiled what it gives eagerly',
    ({ f, taken }) => {
      for (const { args, eager } of taken) {
        const compiled = attempt(() =>
          jit((operands: readonly Tensor[]) => {
            const out = f(...withOperands(args, operands))
            return Array.isArray(out) ? [...out] : out
          })(operandsOf(args)),
        )
        // What needs values while it is traced is refused there.
        if (compiled === undefined) continue
        expect(compiled.map(({ dtype }) => dtype)).toEqual(eager.map(({ dtype }) => dtype))
        compiled.forEach(({ elements }, i) => {
          const wanted = eager[i]!.elements
          expect(elements.length).toBe(wanted.length)
          if (!elements.every((element, k) => isSame(wanted[k], element)))
            expect(elements).toEqual(wanted)
        })
      }
    },
  )
})

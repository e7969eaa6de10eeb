import { np } from '../../src/index.ts'
import { goodArguments } from '../support/good-arguments.ts'

class Instance {}

const cyclic: unknown[] = []
cyclic.push(cyclic)
const sparse = new Array<unknown>(3)
sparse[0] = 1

/** What is no sensible argument of most functions, by what to call it. */
const nonsense: Readonly<Record<string, unknown>> = {
  null: null,
  undefined: undefined,
  NaN: Number.NaN,
  'a symbol': Symbol('nonsense'),
  'a string': 'nonsense',
  'an empty string': '',
  'an empty record': {},
  'an empty list': [],
  'a list of strings': ['a'],
  'a list of null': [null],
  'a function': () => 0,
  '-1': -1,
  '1.5': 1.5,
  '1e12': 1e12,
  Infinity: Number.POSITIVE_INFINITY,
  'a bigint': 1n,
  true: true,
  'a date': new Date(0),
  'a cyclic array': cyclic,
  'a sparse array': sparse,
  'a promise': Promise.resolve(0),
  'an instance': new Instance(),
  'a tensor of booleans': np.array([true, false]),
  'an empty tensor': np.zeros([0]),
  'a tensor with an axis of size 0': np.zeros([2, 0, 3]),
}

export type AnyFunction = (...args: readonly unknown[]) => unknown

export interface NonsenseCall {
  readonly title: string
  readonly run: () => unknown
}

const messageOf = (run: () => unknown): string => {
  try {
    run()
    return ''
  } catch (error) {
    return error instanceof Error ? error.message : ''
  }
}

const listIn = (message: string, pattern: RegExp): readonly string[] =>
  pattern.exec(message)?.[1]?.split(', ') ?? []

/** The parameters that the function names when it is given too many arguments; none where it takes any number. */
const parametersOf = (f: AnyFunction): readonly string[] =>
  listIn(
    messageOf(() => f(...Array.from({ length: 40 }, () => ({ bogus: 1 })))),
    /expected [^(]*argument[^(,]*\(([^()]*)\)/,
  )

/** The options that the function names when it is given one that it does not have. */
const optionsOf = (f: AnyFunction, args: readonly unknown[]): readonly string[] =>
  listIn(
    messageOf(() => f(...args, { bogus: 1 })),
    /expected options among \{ (.*?) \}/,
  )

/** Whether a sensible call hands over a function, whose errors are the caller's. */
export const takesFunctions = (name: string, f: AnyFunction): boolean =>
  goodArguments(name, parametersOf(f)).some((value) => typeof value === 'function')

/** Calls of a function with nonsense in one place each, and what else it needs; every `stride`th of them. */
export const nonsenseCalls = (
  name: string,
  f: AnyFunction,
  stride: number,
): readonly NonsenseCall[] => {
  const parameters = parametersOf(f)
  const good = goodArguments(name, parameters)
  const calls: NonsenseCall[] = []
  for (const [what, value] of Object.entries(nonsense)) {
    for (let i = 0; i < Math.max(good.length, parameters.length); i++) {
      const args = Array.from({ length: Math.max(good.length, i + 1) }, (_, k) =>
        k === i ? value : good[k],
      )
      calls.push({
        title: `${what} for ${parameters[i] ?? `argument ${i}`}`,
        run: () => f(...args),
      })
    }
    if (parameters.at(-1) !== 'options?') continue
    const before = Array.from({ length: parameters.length - 1 }, (_, k) => good[k])
    for (const option of optionsOf(f, before))
      calls.push({
        title: `${what} for the option ${option}`,
        run: () => f(...before, { [option]: value }),
      })
  }
  return calls.filter((_, i) => i % stride === name.length % stride)
}

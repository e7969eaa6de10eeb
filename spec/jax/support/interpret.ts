import { type Tensor, treeLeaves } from '../../../src/index.ts'
import type { Argument, FnCode, Op, Program, Refs } from './language.ts'
import { callOperation } from './operations.ts'
import { applyTransforms, type Fn } from './transforms.ts'

type Environment = unknown[]

type Callable = (...args: readonly unknown[]) => unknown

const read = (tree: Refs, env: Environment): unknown =>
  typeof tree === 'number' ? env[tree] : tree.map((t) => read(t, env))

const execute = (ops: readonly Op[], env: Environment): void => {
  for (const [path, args, options] of ops) {
    const named =
      options === undefined || path === 'const'
        ? options
        : Object.fromEntries(Object.entries(options).map(([k, v]) => [k, option(v, env)]))
    const result = callOperation(
      path,
      args.map((a) => argument(a, env)),
      named,
    )
    env.push(...treeLeaves(result))
  }
}

/** The function that `fn` denotes: its captures are looked up now. */
const closure = (fn: FnCode, env: Environment): Callable => {
  const captured = fn.captures.map((c) => env[c])
  const run: Callable = (...args) => {
    const local = [...captured, ...treeLeaves(args)]
    execute(fn.ops, local)
    return read(fn.out, local)
  }
  if (fn.transforms === undefined) return run
  return applyTransforms((...xs) => treeLeaves(run(...xs)) as Tensor[], fn.transforms) as Callable
}

const numerals: readonly unknown[] = ['Infinity', '-Infinity', 'NaN']

/** JSON has no infinity, which is an order of a norm, and no NaN. */
const literal = (value: unknown): unknown => (numerals.includes(value) ? Number(value) : value)

const argument = (arg: Argument, env: Environment): unknown => {
  if (typeof arg === 'number') return env[arg]
  if (Array.isArray(arg)) return arg.map((a) => argument(a, env))
  if ('fn' in arg) return closure(arg.fn, env)
  return literal((arg as { readonly lit: unknown }).lit)
}

const option = (value: unknown, env: Environment): unknown => {
  if (typeof value !== 'object' || value === null) return literal(value)
  if ('v' in value) return env[value.v as number]
  return 'fn' in value ? closure(value.fn as FnCode, env) : value
}

/** One operation on the given values: the leaves of its result. */
export const runOperation = (op: Op, values: readonly Tensor[]): readonly Tensor[] => {
  const env: Environment = [...values]
  execute([op], env)
  return env.slice(values.length) as Tensor[]
}

/** The function of a program, under its transforms. */
export const programFunction = (p: Program): Fn => {
  const f: Fn = (...xs) => {
    const env: Environment = [...xs]
    execute(p.ops, env)
    return p.out.map((i) => env[i] as Tensor)
  }
  return applyTransforms(f, p.transforms)
}

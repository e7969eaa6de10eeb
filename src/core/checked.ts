// biome-ignore-all lint/complexity/noArguments: rest parameters would allocate in every call.
import { ArgumentError, unreachable } from './errors.ts'
import { leaving } from './thrown.ts'

/** What a function takes, as written: `add(x, y)`, `sum(x, options?)`, `stack(first, ...rest)`. */
export interface Signature {
  readonly op: string
  readonly params: readonly string[]
  readonly least: number
  /** `Infinity` where the last parameter takes all that is left. */
  readonly most: number
}

type Callable = (...args: never[]) => unknown
type AnyFunction = (...args: readonly unknown[]) => unknown

const signatureOf = (op: string, params: readonly string[]): Signature => {
  const firstOptional = params.findIndex((p) => p.endsWith('?') || p.startsWith('...'))
  return {
    op,
    params,
    least: firstOptional < 0 ? params.length : firstOptional,
    most: params.at(-1)?.startsWith('...') === true ? Number.POSITIVE_INFINITY : params.length,
  }
}

/** Signatures from their text: of the function, of what it gives, and so on. */
const signatures = (text: string): readonly Signature[] => {
  const open = text.indexOf('(')
  const lists = text.slice(open + 1, -1).split(')(')
  return lists.map((list) => signatureOf(text.slice(0, open), list === '' ? [] : list.split(', ')))
}

/** A signature from its text. */
export const signature = (text: string): Signature => signatures(text)[0] as Signature

const isRecord = (value: unknown): value is object => {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

const countOf = (n: number): string => `${n === 0 ? 'no' : n} argument${n === 1 ? '' : 's'}`

/** What a signature takes, in words: `2 arguments (x, y)`. */
const taken = ({ params, least, most }: Signature): string => {
  const count =
    least === most
      ? countOf(most)
      : most === Number.POSITIVE_INFINITY
        ? `at least ${countOf(least)}`
        : `${least} to ${countOf(most)}`
  return params.length === 0 ? count : `${count} (${params.join(', ')})`
}

const refuse = (takes: Signature, args: IArguments): never => {
  const { op, params, least, most } = takes
  const expected = `expected ${taken(takes)}`
  const given = Array.from<unknown>(args)
  if (given.length < least)
    throw new ArgumentError(
      op,
      `${expected}, got ${given.length}; give ${params[given.length]} too`,
    )
  const surplus = given.slice(most)
  const record = surplus.find(isRecord)
  if (record !== undefined) {
    const keys = `{ ${Object.keys(record).join(', ')} }`
    throw new ArgumentError(
      op,
      params.at(-1)?.startsWith('options') === true
        ? `${expected}, got also ${keys}; give all options in one record`
        : `${expected} and no options, got also ${keys}; leave it out`,
    )
  }
  const isMapped = surplus.length === 2 && Array.isArray(surplus[1]) && given.length === most + 2
  const variables = params.map((p) => p.replace('?', '')).join(', ')
  throw new ArgumentError(
    op,
    `${expected}, got ${given.length}; ` +
      (isMapped && most > 0
        ? `in map write (${variables}) => ${op}(${variables})`
        : `leave out the last${surplus.length === 1 ? '' : ` ${surplus.length}`}`),
  )
}

/**
 * A function with its arguments counted, for functions that are made at every call. To count the
 * arguments of a fixed arity allocates nothing.
 */
export const counted = <F extends Callable>(takes: Signature, f: F): F =>
  counting(takes, f as unknown as AnyFunction) as unknown as F

/**
 * The function with its arguments counted, and with its name in what it throws. `earlier` are the arguments of the
 * functions that gave it.
 */
const counting = (
  takes: Signature,
  f: AnyFunction,
  earlier: readonly unknown[] = [],
): AnyFunction => {
  const { op, least, most } = takes
  switch (most) {
    case 0:
      return function () {
        if (arguments.length !== 0) return refuse(takes, arguments)
        try {
          return f()
        } catch (error) {
          throw leaving(op, earlier, [], error)
        }
      }
    case 1:
      return function (a) {
        const n = arguments.length
        if (n !== 1 && n !== least) return refuse(takes, arguments)
        try {
          return f(a)
        } catch (error) {
          throw leaving(op, earlier, [a], error)
        }
      }
    case 2:
      return function (a, b) {
        const n = arguments.length
        if (n > 2 || n < least) return refuse(takes, arguments)
        try {
          return f(a, b)
        } catch (error) {
          throw leaving(op, earlier, [a, b], error)
        }
      }
    case 3:
      return function (a, b, c) {
        const n = arguments.length
        if (n > 3 || n < least) return refuse(takes, arguments)
        try {
          return f(a, b, c)
        } catch (error) {
          throw leaving(op, earlier, [a, b, c], error)
        }
      }
    default:
      return function (...args) {
        const n = arguments.length
        if (n > most || n < least) return refuse(takes, arguments)
        try {
          return f(...args)
        } catch (error) {
          throw leaving(op, earlier, args, error)
        }
      }
  }
}

/** What checked functions do and take, for methods that do the same. */
const checkedFunctions = new WeakMap<
  object,
  { readonly f: AnyFunction; readonly takes: Signature }
>()

/** The function, and what it gives if there are more signatures, with arguments counted. */
const curried = (
  levels: readonly Signature[],
  f: AnyFunction,
  earlier: readonly unknown[] = [],
): AnyFunction => {
  const [takes, ...rest] = levels as [Signature, ...Signature[]]
  return counting(
    takes,
    rest.length === 0
      ? f
      : (...args) => curried(rest, f(...args) as AnyFunction, [...earlier, ...args]),
    earlier,
  )
}

/**
 * A public function that counts its arguments before it does anything: JavaScript drops surplus ones in
 * silence, and with them options that the function does not have. `text` names it and its parameters,
 * `sum(x, options?)`, so that messages can, whatever a minifier does to names; a function that gives a
 * function has the parameters of both, `constant(value)(key, shape)`.
 *
 * @throws ArgumentError from the function for a wrong number of arguments
 */
export const checked = <F extends Callable>(text: string, f: F): F => {
  const levels = signatures(text)
  const takes = levels[0] as Signature
  const original = f as unknown as AnyFunction
  const result = curried(levels, original)
  Object.defineProperty(result, 'name', { value: takes.op, configurable: true })
  checkedFunctions.set(result, { f: original, takes })
  return result as unknown as F
}

/** A checked function as a method of its first argument. */
export const checkedMethod = (f: Callable): ((this: unknown, ...args: never[]) => unknown) => {
  const known = checkedFunctions.get(f) ?? unreachable('a method of a function that is not checked')
  const apply = known.f
  const takes = signatureOf(known.takes.op, known.takes.params.slice(1))
  const { op, least, most } = takes
  switch (most) {
    case 0:
      return function (this: unknown) {
        if (arguments.length !== 0) return refuse(takes, arguments)
        try {
          return apply(this)
        } catch (error) {
          throw leaving(op, [], [this], error)
        }
      }
    case 1:
      return function (this: unknown, a?: unknown) {
        const n = arguments.length
        if (n !== 1 && n !== least) return refuse(takes, arguments)
        try {
          return apply(this, a)
        } catch (error) {
          throw leaving(op, [], [this, a], error)
        }
      }
    case 2:
      return function (this: unknown, a?: unknown, b?: unknown) {
        const n = arguments.length
        if (n > 2 || n < least) return refuse(takes, arguments)
        try {
          return apply(this, a, b)
        } catch (error) {
          throw leaving(op, [], [this, a, b], error)
        }
      }
    default:
      return function (this: unknown, ...args: readonly unknown[]) {
        const n = arguments.length
        if (n > most || n < least) return refuse(takes, arguments)
        try {
          return apply(this, ...args)
        } catch (error) {
          throw leaving(op, [], [this, ...args], error)
        }
      }
  }
}

/** A method without arguments. */
export const checkedReader = <R>(name: string, read: () => R): (() => R) => {
  const takes = signature(`${name}()`)
  return function (this: unknown) {
    return arguments.length === 0 ? read.call(this) : refuse(takes, arguments)
  }
}

import { describe } from './convert.ts'
import { ArgumentError } from './errors.ts'
import { isTensor } from './tensor.ts'

/** A name without case and underscores: `in_axes` and `inaxes` are `inAxes`. */
const bare = (name: string): string => name.replaceAll('_', '').toLowerCase()

/** How many letters to insert, delete or change to get from `a` to `b`. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j++)
      next.push(
        Math.min(
          (row[j] as number) + (a[i] === b[j] ? 0 : 1),
          (row[j + 1] as number) + 1,
          (next[j] as number) + 1,
        ),
      )
    row = next
  }
  return row[b.length] as number
}

/** The known name that was meant, if one is near enough. */
const nearest = (key: string, known: readonly string[]): string | undefined => {
  const [best] = known
    .map((name) => ({ name, d: distance(bare(key), bare(name)) }))
    .sort((a, b) => a.d - b.d)
  return best !== undefined && best.d <= Math.floor(key.length / 3) ? best.name : undefined
}

/**
 * Throws `ArgumentError` unless `options` is a record with keys in `known`, or absent. Every public
 * function with options starts with it.
 */
export const checkOptions = (
  op: string,
  options: object | undefined,
  known: readonly string[],
): void => {
  if (options === undefined) return
  if (
    typeof options !== 'object' ||
    options === null ||
    Array.isArray(options) ||
    isTensor(options)
  )
    throw new ArgumentError(
      op,
      `expected options in one record, such as { ${known[0]}: … }, got ` +
        (Array.isArray(options) ? 'an array' : describe(options)),
    )
  // Own keys alone: what a script puts on Object.prototype is no option.
  for (const key of Object.keys(options))
    if (!known.includes(key)) {
      const meant = nearest(key, known)
      throw new ArgumentError(
        op,
        `expected options among { ${known.join(', ')} }, got ${JSON.stringify(key)}` +
          (meant === undefined ? '' : `; write ${meant}`),
      )
    }
}

/**
 * Throws `ArgumentError` where the last of any number of arguments is a record of options that the
 * function has in JAX and not here, which would be taken for one argument more. `advice` says what to do.
 */
export const refuseOptions = (
  op: string,
  args: readonly unknown[],
  names: readonly string[],
  advice: string,
): void => {
  const last = args.at(-1)
  if (typeof last !== 'object' || last === null || isTensor(last)) return
  const keys = Object.keys(last)
  if (keys.length > 0 && keys.every((key) => names.includes(key)))
    throw new ArgumentError(
      op,
      `expected arguments and no options, got also { ${keys.join(', ')} }; ${advice}`,
    )
}

/** Throws `ArgumentError` unless `value` is one of `choices`. */
export const checkChoice = (
  op: string,
  option: string,
  value: string,
  choices: readonly string[],
): void => {
  if (!choices.includes(value))
    throw new ArgumentError(
      op,
      `expected ${option} to be one of ${choices.map((c) => `'${c}'`).join(', ')}, got '${value}'`,
    )
}

/** Throws `ArgumentError` unless `value` is true, false or absent. */
export const checkFlag = (op: string, option: string, value: unknown): void => {
  if (value !== undefined && typeof value !== 'boolean')
    throw new ArgumentError(op, `expected ${option} to be true or false, got ${describe(value)}`)
}

/** Throws `ArgumentError` unless `value` is an integer of at least `least`, or absent. */
export const checkInteger = (
  op: string,
  option: string,
  value: unknown,
  least: number,
  most = Number.POSITIVE_INFINITY,
): void => {
  if (isTensor(value)) value.concrete(`${op} ${option}`)
  if (value === undefined) return
  if (Number.isInteger(value) && Number(value) >= least && Number(value) <= most) return
  const range =
    most === Number.POSITIVE_INFINITY ? `of at least ${least}` : `from ${least} to ${most}`
  throw new ArgumentError(
    op,
    `expected ${option} to be an integer ${range}, got ${describe(value)}`,
  )
}

/** Throws `ArgumentError` unless `value` is an integer or a list of different integers, or absent. */
export const checkPositions = (op: string, option: string, value: unknown): void => {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (value === undefined) return
  for (const position of list)
    if (!Number.isInteger(position))
      throw new ArgumentError(
        op,
        `expected ${option} to be an integer or a list of integers, got ` +
          (Array.isArray(value) ? `${describe(position)} in it` : describe(position)),
      )
  if (new Set(list).size !== list.length)
    throw new ArgumentError(op, `expected different ${option}, got [${list.join(', ')}]`)
}

/** Throws `ArgumentError` unless `f` is a function; `what` is how the caller calls it. */
export const checkFunction = (op: string, f: unknown, what = 'f'): void => {
  if (typeof f !== 'function')
    throw new ArgumentError(
      op,
      `expected ${what} to be a function, got ${describe(f)}; hand over the function itself, not ` +
        'the result of calling it',
    )
}

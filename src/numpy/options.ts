import { describe } from '../core/convert.ts'
import { ArgumentError } from '../core/errors.ts'
import { isTensor } from '../core/tensor.ts'

/** A name without case and underscores, by which a misspelt option is recognized. */
const bare = (name: string): string => name.replaceAll('_', '').toLowerCase()

const unknownOption = (op: string, key: string, known: readonly string[]): ArgumentError => {
  const meant = known.find((name) => bare(name) === bare(key))
  return new ArgumentError(
    op,
    `expected options among { ${known.join(', ')} }, got ${JSON.stringify(key)}` +
      (meant === undefined ? '' : `; write ${meant}`),
  )
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
      `expected options in one record, such as { ${known[0]}: … }, got ${describe(options)}`,
    )
  for (const key in options) if (!known.includes(key)) throw unknownOption(op, key, known)
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

import { describe, isTensorLike } from '../core/convert.ts'
import { ArgumentError } from '../core/errors.ts'
import { checkFlag, checkOptions } from '../core/options.ts'
import { flatten } from '../core/tree-def.ts'

/** Throws `ArgumentError` unless `value` can be the argument `name` of `op`. */
export type Check = (op: string, name: string, value: unknown) => void

/** Tensors pass, as they may be traced; numbers have to be accepted. */
const factor =
  (expected: string, accepts: (value: number) => boolean): Check =>
  (op, name, value) => {
    if (typeof value === 'number' ? accepts(value) : isTensorLike(value)) return
    throw new ArgumentError(op, `expected ${name} to be ${expected}, got ${describe(value)}`)
  }

/** As `factor`, for what has to be known when a schedule is made. */
const plain =
  (expected: string, accepts: (value: number) => boolean): Check =>
  (op, name, value) => {
    if (typeof value === 'number' && accepts(value)) return
    throw new ArgumentError(op, `expected ${name} to be ${expected}, got ${describe(value)}`)
  }

/** A factor of any sign. */
export const finite = factor('a finite number or a tensor', Number.isFinite)

/** What is added to keep a divisor from 0, or where a mean of squares begins. */
export const nonNegative = factor(
  'a finite number of at least 0, or a tensor',
  (value) => Number.isFinite(value) && value >= 0,
)

/** A bound, infinite where there is none. */
export const bound = factor('a number of at least 0, or a tensor', (value) => value >= 0)

/** How much of a mean stays, where its correction divides by `1 − β^t`. */
export const decayBelow1 = factor(
  'a number in [0, 1), or a tensor',
  (value) => value >= 0 && value < 1,
)

/** A number of steps or the first of some. */
export const steps = plain('a finite number', Number.isFinite)

/** What is raised to a power of steps. */
export const base = plain(
  'a finite number of at least 0',
  (value) => Number.isFinite(value) && value >= 0,
)

/** A number that changes with the count, or one for all steps. */
export const finiteOrSchedule: Check = (op, name, value) => {
  if (typeof value === 'function') return
  if (typeof value === 'number' ? Number.isFinite(value) : isTensorLike(value)) return
  throw new ArgumentError(
    op,
    `expected ${name} to be a finite number, a tensor or a schedule, got ${describe(value)}`,
  )
}

/** A factor, or a tree with one for each leaf or subtree of what it multiplies. */
export const finiteTree: Check = (op, name, value) => {
  if (isTensorLike(value)) return finite(op, name, value)
  if (typeof value !== 'object' || value === null)
    throw new ArgumentError(
      op,
      `expected ${name} to be a number, a tensor or a tree of them, got ${describe(value)}`,
    )
  for (const leaf of flatten(value)[0]) finite(op, `all of ${name}`, leaf)
}

/** What every optimizer starts with. */
export const rate: Check = (op, name, value) => {
  if (typeof value === 'function') return
  if (!isTensorLike(value) && (typeof value !== 'object' || value === null))
    throw new ArgumentError(
      op,
      `expected ${name} to be a number, a tensor, a schedule or a tree of rates, got ` +
        describe(value),
    )
  finiteTree(op, name, value)
}

/** A tree of booleans, or a function that gives one. */
export const mask: Check = (op, name, value) => {
  if (typeof value === 'function') return
  for (const leaf of flatten(value)[0])
    if (typeof leaf !== 'boolean')
      throw new ArgumentError(
        op,
        `expected ${name} to be a tree of booleans or a function that gives one, got ` +
          `${describe(leaf)} in it`,
      )
}

/** True or false. */
export const flag: Check = checkFlag

/** The options of a function, with what each has to be. */
export type Checks = Readonly<Record<string, Check>>

/** Throws `ArgumentError` unless `options` is absent, or a record of values that pass their checks. */
export const checkSettings = (op: string, options: object | undefined, checks: Checks): void => {
  checkOptions(op, options, Object.keys(checks))
  if (options === undefined) return
  for (const [name, value] of Object.entries(options))
    if (value !== undefined) (checks[name] as Check)(op, name, value)
}

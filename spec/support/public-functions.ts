import { expect } from 'vitest'
import * as fp from '../../src/fp/index.ts'
import * as root from '../../src/index.ts'
import { ArgumentError } from '../../src/index.ts'
import * as testing from '../../src/testing/index.ts'

export type Loose = (...args: readonly unknown[]) => unknown

export interface PublicFunction {
  readonly name: string
  readonly f: Loose
}

const isNamespace = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, Symbol.toStringTag)

const isClass = (f: unknown): boolean => String(f).startsWith('class')

/** All functions that a module exports, also by its namespaces. */
const functionsOf = (module: object, prefix = ''): readonly PublicFunction[] =>
  Object.entries(module).flatMap(([name, value]) => {
    if (isNamespace(value)) return functionsOf(value, `${prefix}${name}.`)
    return typeof value === 'function' && !isClass(value)
      ? [{ name: `${prefix}${name}`, f: value as Loose }]
      : []
  })

/** Every function that a user can call by its name. */
export const publicFunctions: readonly PublicFunction[] = [
  ...functionsOf(root),
  ...functionsOf(fp, 'fp.'),
  ...functionsOf(testing, 'testing.'),
]

/** A record of options that no function has. */
export const bogus = { bogus: 1 }

export const errorOf = (run: () => unknown): unknown => {
  try {
    return run()
  } catch (error) {
    return error
  }
}

/** The parameters that a function names when it is given far too many arguments. */
export const parametersOf = (f: Loose): readonly string[] => {
  const error = errorOf(() => f(...Array.from({ length: 40 }, () => bogus)))
  expect(error).toBeInstanceOf(ArgumentError)
  const { message } = error as Error
  expect(message).toContain('{ bogus }')
  const [, list] = /expected (?:no|\d+)[^(]*argument[^(,]*(?:\(([^()]*)\))?/.exec(message) ?? []
  return list === undefined || list === '' ? [] : list.split(', ')
}

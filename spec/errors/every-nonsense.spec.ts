import { describe, expect, it } from 'vitest'
import * as fp from '../../src/fp/index.ts'
import * as root from '../../src/index.ts'
import { CotangentError } from '../../src/index.ts'
import { type AnyFunction, nonsenseCalls, takesFunctions } from './nonsense-calls.ts'

/** One call in so many is tried here; all of them take a minute. */
const stride = 5

/** Functions that change settings for all that comes after them. */
const settings = /^(register|setThreads|setRelaxedSimd|setDefaultDevice|debugKeyReuse)/

const isNamespace = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, Symbol.toStringTag)

const functionsOf = (module: object, prefix = ''): readonly (readonly [string, AnyFunction])[] =>
  Object.entries(module).flatMap(([name, value]: readonly [string, unknown]) => {
    if (isNamespace(value)) return functionsOf(value, `${prefix}${name}.`)
    const isFunction = typeof value === 'function' && !String(value).startsWith('class')
    return isFunction ? [[`${prefix}${name}`, value as AnyFunction] as const] : []
  })

const all = [...functionsOf(root), ...functionsOf(fp, 'fp.')].filter(
  ([name]) => !settings.test(name),
)

/** What is wrong with what a call throws; empty where nothing is. */
const complaint = (error: unknown, name: string, f: AnyFunction): string => {
  if (!(error instanceof CotangentError)) return `throws ${String(error)}`
  if (error.message.includes('please report'))
    return `finds a fault of the library: ${error.message}`
  // What a callback throws names what the callback called.
  const isNamed = error.op === f.name || name.includes(error.op) || error.op.includes(f.name)
  return isNamed || takesFunctions(name, f) ? '' : `names ${error.op}: ${error.message}`
}

describe('nonsense for any argument of any function is taken, or refused in its name', () => {
  it.each(all)('%s', (name, f) => {
    const complaints = nonsenseCalls(name, f, stride).flatMap(({ title, run }) => {
      try {
        run()
        return []
      } catch (error) {
        const isOfCallback = error instanceof TypeError && takesFunctions(name, f)
        const found = isOfCallback ? '' : complaint(error, name, f)
        return found === '' ? [] : [`${title}: ${found}`]
      }
    })
    expect(complaints.join('\n')).toBe('')
  })
})

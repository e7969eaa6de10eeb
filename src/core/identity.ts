import { getOrCreate } from './maps.ts'

const ids = new WeakMap<object, number>()
let next = 0

/** A number that no other live object has. */
export const identityOf = (value: object): number => getOrCreate(ids, value, () => next++)

/** Equal for parameters that are equal by value; functions and class instances count by identity. */
export const parameterKey = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(parameterKey).join()}]`
  if (typeof value === 'function') return `#${identityOf(value)}`
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string'
      ? JSON.stringify(value)
      : Object.is(value, -0)
        ? '-0'
        : String(value)
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype || 'equations' in value) return `#${identityOf(value)}`
  return `{${Object.entries(value)
    .map(([key, v]) => `${key}:${parameterKey(v)}`)
    .join()}}`
}

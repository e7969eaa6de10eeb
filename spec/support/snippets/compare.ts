import { isTensor } from '../../../src/core/tensor.ts'
import { tolerance } from '../tolerance.ts'

/** A value as plain data: tensors and typed arrays as nested arrays. */
const plainOf = (value: unknown): unknown => {
  if (isTensor(value)) return value.toArray()
  if (ArrayBuffer.isView(value)) return [...(value as Uint8Array)]
  if (Array.isArray(value)) return value.map(plainOf)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, plainOf(v)]))
  return value
}

const { rtol } = tolerance('float32', 'grad')

/** Documents print a few digits, so numbers are compared to as many. */
const isNear = (actual: number, expected: number): boolean => {
  if (Object.is(actual, expected) || actual === expected) return true
  const decimals = /\.(\d+)/.exec(String(expected))?.[1]?.length ?? 0
  const written = String(expected).includes('e') ? 0 : 0.51 * 10 ** -Math.max(decimals, 3)
  return Math.abs(actual - expected) <= Math.max(written, rtol * Math.abs(expected))
}

const same = (actual: unknown, expected: unknown): boolean => {
  if (typeof actual === 'number' && typeof expected === 'number') return isNear(actual, expected)
  if (Array.isArray(actual) && Array.isArray(expected))
    return actual.length === expected.length && actual.every((v, i) => same(v, expected[i]))
  if (
    typeof actual !== 'object' ||
    typeof expected !== 'object' ||
    actual === null ||
    expected === null
  )
    return Object.is(actual, expected)
  const [a, b] = [actual as Record<string, unknown>, expected as Record<string, unknown>]
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length && keys.every((key) => key in b && same(a[key], b[key]))
  )
}

const show = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))

/** What is wrong with a value, or `null`. A text that prints a tensor is compared with its printing. */
export const differenceOf = (actual: unknown, expected: unknown): string | null => {
  const printed = typeof expected === 'string' && isTensor(actual)
  const plain = printed ? String(actual) : plainOf(actual)
  return same(plain, expected) ? null : `expected ${show(expected)}, got ${show(plain)}`
}

import { ArgumentError } from './errors.ts'
import { getOrCreate } from './maps.ts'

const ids = new WeakMap<object, number>()
// Engines that hold symbols weakly came after the types of this language version.
const weakSymbolIds = new WeakMap() as unknown as Map<symbol, number>
const symbolIds = new Map<symbol, number>()
let next = 0

/** A number that no other object ever has. */
export const identityOf = (value: object): number => getOrCreate(ids, value, () => next++)

/** What no other symbol has: the key of a registered one, else a number. */
const symbolKey = (value: symbol): string => {
  const registered = Symbol.keyFor(value)
  if (registered !== undefined) return `@${JSON.stringify(registered)}`
  try {
    return `@${getOrCreate(weakSymbolIds, value, () => next++)}`
  } catch {
    return `@${getOrCreate(symbolIds, value, () => next++)}`
  }
}

const primitiveKey = (value: unknown): string => {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value)
    case 'bigint':
      return `${value}n`
    case 'symbol':
      return symbolKey(value)
    default:
      return String(value)
  }
}

const propertyKey = (key: string | symbol): string =>
  typeof key === 'symbol' ? symbolKey(key) : JSON.stringify(key)

/** Data that is compared by value: how it begins, the values in it, and the labels that go before them. */
interface Parts {
  readonly open: string
  readonly labels: readonly string[]
  readonly items: readonly unknown[]
}

const noLabels: readonly string[] = []

const isPlainArray = (value: readonly unknown[]): boolean => {
  for (let i = 0; i < value.length; i++) if (value[i] === undefined && !(i in value)) return false
  return Reflect.ownKeys(value).length === value.length + 1
}

/** All own properties of an object but those in `except`, in their order, which programs may depend on. */
const ownParts = (open: string, value: object, except: readonly string[] = []): Parts => {
  const keys = Reflect.ownKeys(value).filter((key) => !except.includes(key as string))
  return {
    open,
    labels: keys.map((key) =>
      Object.prototype.propertyIsEnumerable.call(value, key)
        ? `${propertyKey(key)}:`
        : `!${propertyKey(key)}:`,
    ),
    items: keys.map((key) => (value as Record<string | symbol, unknown>)[key]),
  }
}

/** What a container of the language holds, by its prototype; `undefined` for other classes. */
const contents: ReadonlyMap<unknown, (value: never) => Parts> = new Map<
  unknown,
  (value: never) => Parts
>([
  [Object.prototype, (value: object) => ownParts('{', value)],
  [null, (value: object) => ownParts('null{', value)],
  [
    Array.prototype,
    (value: readonly unknown[]) =>
      isPlainArray(value)
        ? { open: '[', labels: noLabels, items: value }
        : ownParts(`${value.length}[`, value, ['length']),
  ],
  [
    Map.prototype,
    (value: ReadonlyMap<unknown, unknown>) => ({
      open: 'Map{',
      labels: noLabels,
      items: [...value].flat(1),
    }),
  ],
  [
    Set.prototype,
    (value: ReadonlySet<unknown>) => ({ open: 'Set{', labels: noLabels, items: [...value] }),
  ],
  [
    Date.prototype,
    (value: Date) => ({ open: 'Date{', labels: noLabels, items: [value.getTime()] }),
  ],
  [
    RegExp.prototype,
    (value: RegExp) => ({
      open: 'RegExp{',
      labels: noLabels,
      items: [value.source, value.flags, value.lastIndex],
    }),
  ],
  ...[Number, String, Boolean, BigInt, Symbol].map(
    ({ name, prototype }) =>
      [
        prototype,
        (value: { readonly valueOf: () => unknown }) => ({
          open: `${name}{`,
          labels: noLabels,
          items: [value.valueOf()],
        }),
      ] as const,
  ),
  ...[
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
  ].map(
    ({ name, prototype }) =>
      [
        prototype,
        (value: Iterable<number | bigint>) => ({
          open: `${name}{`,
          labels: noLabels,
          items: [...value],
        }),
      ] as const,
  ),
])

/** A container that is being written, and how far that is. */
interface Frame extends Parts {
  readonly value: object
  at: number
}

/** The key of a value in which objects that are `whole` count by identity, whatever is in them. */
const keyOf = (root: unknown, isWhole: (value: object) => boolean): string => {
  let text = ''
  const frames: Frame[] = []
  const open = new Set<object>()
  const write = (value: unknown): void => {
    if (typeof value === 'function') {
      text += `#${identityOf(value)}`
      return
    }
    if (typeof value !== 'object' || value === null) {
      text += primitiveKey(value)
      return
    }
    const partsOf = isWhole(value) ? undefined : contents.get(Object.getPrototypeOf(value))
    if (partsOf === undefined) {
      text += `#${identityOf(value)}`
      return
    }
    if (open.has(value))
      throw new ArgumentError(
        'parameters',
        'expected a value that does not hold itself, got a cyclic one; what is compared by value must end',
      )
    const parts = partsOf(value as never)
    open.add(value)
    frames.push({ ...parts, value, at: 0 })
    text += parts.open
  }
  write(root)
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    const { at, items, labels, value } = frame
    if (at === items.length) {
      text += ';'
      open.delete(value)
      frames.pop()
      continue
    }
    if (at > 0) text += ','
    frame.at += 1
    text += labels[at] ?? ''
    write(items[at])
  }
  return text
}

const isProgram = (value: object): boolean => 'equations' in value
const isNothing = (): boolean => false

/** How deep parameters of primitives lie. What is deeper is written without recursion. */
const shallow = 8

/** The key of what is shallow and plain, as most parameters are; `undefined` for all else, so that a value has one key. */
const plainKey = (
  value: unknown,
  isWhole: (value: object) => boolean,
  depth = 0,
): string | undefined => {
  if (typeof value === 'number' && value !== 0) return `${value}`
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (typeof value === 'function') return `#${identityOf(value)}`
  if (typeof value !== 'object' || value === null) return primitiveKey(value)
  if (depth === shallow) return undefined
  if (isWhole(value)) return `#${identityOf(value)}`
  const prototype: unknown = Object.getPrototypeOf(value)
  let text = ''
  if (prototype === Array.prototype) {
    const items = value as readonly unknown[]
    if (Reflect.ownKeys(items).length !== items.length + 1) return undefined
    for (let i = 0; i < items.length; i++) {
      if (items[i] === undefined && !(i in items)) return undefined
      const key = plainKey(items[i], isWhole, depth + 1)
      if (key === undefined) return undefined
      text += `${key},`
    }
    return `[${text}]`
  }
  if (prototype !== Object.prototype) return undefined
  const names = Object.keys(value)
  if (Reflect.ownKeys(value).length !== names.length) return undefined
  for (const name of names) {
    const key = plainKey((value as Readonly<Record<string, unknown>>)[name], isWhole, depth + 1)
    if (key === undefined) return undefined
    text += `${JSON.stringify(name)}:${key},`
  }
  return `{${text}}`
}

const keyBy =
  (isWhole: (value: object) => boolean) =>
  (value: unknown): string =>
    plainKey(value, isWhole) ?? `deep ${keyOf(value, isWhole)}`

/**
 * Equal exactly for parameters of primitives that are equal by value. Records, arrays and the containers of the
 * language are taken apart, with the order of their keys; programs, functions and instances of other classes
 * count by identity.
 *
 * @throws ArgumentError for a value that holds itself
 */
export const parameterKey: (value: unknown) => string = keyBy(isProgram)

/** As `parameterKey`, for values of users, of which none is a program. */
export const valueKey: (value: unknown) => string = keyBy(isNothing)

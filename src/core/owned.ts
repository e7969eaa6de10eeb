/** An empty container of the same kind, and what fills it once what it holds is copied. */
type Copier = (
  value: never,
  copy: (held: unknown) => unknown,
) => readonly [shell: object, fill: () => void]

/** Copies of all own properties of an object but the length of an array, which follows. */
const fillProperties =
  (shell: object, value: object, copy: (held: unknown) => unknown) => (): void => {
    for (const key of Reflect.ownKeys(value))
      if (key !== 'length' || !Array.isArray(value))
        Object.defineProperty(shell, key, {
          value: copy((value as Record<string | symbol, unknown>)[key]),
          enumerable: Object.prototype.propertyIsEnumerable.call(value, key),
          writable: true,
          configurable: true,
        })
  }

const nothing = (): void => undefined

/** The containers of the language that can be changed, by their prototype. */
const copiers: ReadonlyMap<unknown, Copier> = new Map<unknown, Copier>([
  ...[Object.prototype, null].map((prototype): [unknown, Copier] => [
    prototype,
    (value: object, copy) => {
      const shell: object = Object.create(prototype)
      return [shell, fillProperties(shell, value, copy)]
    },
  ]),
  [
    Array.prototype,
    (value: readonly unknown[], copy) => {
      const shell = new Array<unknown>(value.length)
      return [shell, fillProperties(shell, value, copy)]
    },
  ],
  [
    Map.prototype,
    (value: ReadonlyMap<unknown, unknown>, copy) => {
      const shell = new Map<unknown, unknown>()
      const fill = (): void => {
        for (const [key, held] of value) shell.set(copy(key), copy(held))
      }
      return [shell, fill]
    },
  ],
  [
    Set.prototype,
    (value: ReadonlySet<unknown>, copy) => {
      const shell = new Set<unknown>()
      const fill = (): void => {
        for (const held of value) shell.add(copy(held))
      }
      return [shell, fill]
    },
  ],
  [Date.prototype, (value: Date) => [new Date(value), nothing]],
  [
    RegExp.prototype,
    (value: RegExp) => [Object.assign(new RegExp(value), { lastIndex: value.lastIndex }), nothing],
  ],
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
  ].map(({ prototype }): [unknown, Copier] => [
    prototype,
    (value: Int8Array) => [value.slice(), nothing],
  ]),
])

type Other = (value: object) => object

const copyDeep = (root: object, other: Other): object => {
  const copies = new Map<unknown, object>()
  const waiting: (() => void)[] = []
  const copy = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    const known = copies.get(value)
    if (known !== undefined) return known
    const copier = copiers.get(Object.getPrototypeOf(value))
    if (copier === undefined) return other(value)
    const [shell, fill] = copier(value as never, copy)
    copies.set(value, shell)
    waiting.push(fill)
    return shell
  }
  const result = copy(root)
  for (let fill = waiting.pop(); fill !== undefined; fill = waiting.pop()) fill()
  return result as object
}

/** Whether a value cannot be changed, or is not a container. */
const isConstant = (value: unknown): boolean => typeof value !== 'object' || value === null

/** A copy of a list of such values; `undefined` for any other. */
const listCopy = (list: readonly unknown[]): readonly unknown[] | undefined =>
  list.every(isConstant) &&
  Object.getPrototypeOf(list) === Array.prototype &&
  Reflect.ownKeys(list).length === list.length + 1
    ? list.slice()
    : undefined

/** A copy of a record of such values and lists of them, as most options are; `undefined` for any other. */
const recordCopy = (record: Readonly<Record<string, unknown>>): object | undefined => {
  const keys = Object.keys(record)
  if (Reflect.ownKeys(record).length > keys.length || keys.includes('__proto__')) return undefined
  const copy: Record<string, unknown> = {}
  for (const key of keys) {
    const value = record[key]
    const held = Array.isArray(value) ? listCopy(value) : isConstant(value) ? value : undefined
    if (held === undefined && value !== undefined) return undefined
    copy[key] = held
  }
  return copy
}

/**
 * A copy that whoever gave the value cannot change: records, arrays and the other containers of the language are
 * copied as deep as they go. Functions, tensors and instances of other classes are themselves, or what `other` makes
 * of them.
 */
export const owned = <T>(root: T, other: Other = (value) => value): T => {
  if (typeof root !== 'object' || root === null) return root
  const isRecord = Object.getPrototypeOf(root) === Object.prototype
  const simple = isRecord
    ? recordCopy(root as never)
    : Array.isArray(root)
      ? listCopy(root)
      : undefined
  return (simple ?? copyDeep(root, other)) as T
}

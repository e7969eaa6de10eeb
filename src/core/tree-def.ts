import { describe } from './convert.ts'
import { ArgumentError, TreeError, unreachable } from './errors.ts'
import { isTensor } from './tensor.ts'

/** How instances of a class are taken apart and put together again. */
export interface NodeType<T = unknown, Aux = unknown> {
  readonly name: string
  readonly flatten: (value: T) => readonly [children: readonly unknown[], aux: Aux]
  readonly unflatten: (aux: Aux, children: readonly unknown[]) => T
}

/** The structure of a tree without its leaves. */
export type TreeDef =
  | { readonly kind: 'leaf' }
  | { readonly kind: 'null' }
  | { readonly kind: 'array'; readonly children: readonly TreeDef[] }
  | {
      readonly kind: 'record'
      readonly keys: readonly string[]
      readonly children: readonly TreeDef[]
    }
  | {
      readonly kind: 'custom'
      readonly type: NodeType
      readonly aux: unknown
      readonly children: readonly TreeDef[]
    }

/** One step from a node to its child: a record's key or a position. */
export type PathKey = string | number

const leafDef: TreeDef = { kind: 'leaf' }
const nullDef: TreeDef = { kind: 'null' }

type Constructor<T> = abstract new (...args: never[]) => T

const registry = new Map<unknown, NodeType>()

/**
 * Makes a class a tree node. `flatten` gives its children and what else is needed to rebuild it, `aux`,
 * which is part of the structure and compared as JSON.
 *
 * @example
 * class Pair { constructor(readonly a: unknown, readonly b: unknown) {} }
 * registerPytreeNode(Pair, (p) => [[p.a, p.b], null], (_, [a, b]) => new Pair(a, b))
 * treeLeaves(new Pair(1, { x: 2 })) // => [1, 2]
 */
export const registerPytreeNode = <T, Aux>(
  type: Constructor<T>,
  flatten: (value: T) => readonly [children: readonly unknown[], aux: Aux],
  unflatten: (aux: Aux, children: readonly unknown[]) => T,
): void => {
  if (registry.has(type))
    throw new ArgumentError(
      'registerPytreeNode',
      `expected a new class, got ${type.name}, which is registered already`,
    )
  // The registry looks nodes up by class, so each is only ever used with its own type.
  registry.set(type, { name: type.name, flatten, unflatten } as unknown as NodeType)
}

/** Whether to stop at a node and take it for a leaf. */
export type IsLeaf = (value: unknown) => boolean

const isRecord = (value: object): value is Record<string, unknown> => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** A node taken apart: its children, and what it is with other children. */
interface Node {
  readonly children: readonly unknown[]
  readonly def: (children: readonly TreeDef[]) => TreeDef
}

/** The node at the top of a tree; `undefined` for a leaf. */
const nodeOf = (value: unknown): Node | undefined => {
  if (typeof value !== 'object' || value === null || isTensor(value)) return undefined
  if (Array.isArray(value))
    return { children: value, def: (children) => ({ kind: 'array', children }) }
  if (isRecord(value)) {
    const keys = Object.keys(value).sort()
    return {
      children: keys.map((key) => value[key]),
      def: (children) => ({ kind: 'record', keys, children }),
    }
  }
  const type = registry.get(value.constructor)
  if (type === undefined) return undefined
  const [children, aux] = type.flatten(value)
  return { children, def: (defs) => ({ kind: 'custom', type, aux, children: defs }) }
}

/** Appends the leaves of a tree; gives its structure. */
const flattenInto = (value: unknown, leaves: unknown[], isLeaf: IsLeaf | undefined): TreeDef => {
  const isStopped = isLeaf?.(value) === true
  if (value === null && !isStopped) return nullDef
  const node = isStopped ? undefined : nodeOf(value)
  if (node === undefined) {
    leaves.push(value)
    return leafDef
  }
  const defs = new Array<TreeDef>(node.children.length)
  for (let i = 0; i < defs.length; i++) defs[i] = flattenInto(node.children[i], leaves, isLeaf)
  return node.def(defs)
}

/** Leaves in order, and the structure. Records are taken in sorted key order; `null` has no leaves. */
export const flatten = (
  tree: unknown,
  isLeaf?: IsLeaf,
): readonly [leaves: unknown[], def: TreeDef] => {
  const leaves: unknown[] = []
  const def = flattenInto(tree, leaves, isLeaf)
  return [leaves, def]
}

export const leafCount = (def: TreeDef): number =>
  def.kind === 'leaf'
    ? 1
    : def.kind === 'null'
      ? 0
      : def.children.reduce((sum, child) => sum + leafCount(child), 0)

/** Leaves that are put back one after the other. */
interface Cursor {
  readonly leaves: readonly unknown[]
  next: number
}

const build = (def: TreeDef, cursor: Cursor): unknown => {
  switch (def.kind) {
    case 'leaf':
      return cursor.leaves[cursor.next++]
    case 'null':
      return null
    case 'array':
      return def.children.map((child) => build(child, cursor))
    case 'record':
      return Object.fromEntries(
        def.keys.map((key, i) => [key, build(def.children[i] as TreeDef, cursor)]),
      )
    case 'custom':
      return def.type.unflatten(
        def.aux,
        def.children.map((child) => build(child, cursor)),
      )
  }
}

/** Puts leaves back into a structure. */
export const unflatten = (def: TreeDef, leaves: readonly unknown[]): unknown => {
  const cursor = { leaves, next: 0 }
  const tree = build(def, cursor)
  if (cursor.next !== leaves.length)
    throw new TreeError(
      'treeUnflatten',
      `expected ${cursor.next} leaves for the structure ${showDef(def)}, got ${leaves.length}`,
    )
  return tree
}

const identifier = /^[A-Za-z_$][\w$]*$/

const showKey = (key: string): string => (identifier.test(key) ? key : JSON.stringify(key))

/** Prints a structure: `{ b: *, w: [*, null] }`. */
export const showDef = (def: TreeDef): string => {
  switch (def.kind) {
    case 'leaf':
      return '*'
    case 'null':
      return 'null'
    case 'array':
      return `[${def.children.map(showDef).join(', ')}]`
    case 'record':
      return def.keys.length === 0
        ? '{}'
        : `{ ${def.keys.map((key, i) => `${showKey(key)}: ${showDef(def.children[i] as TreeDef)}`).join(', ')} }`
    case 'custom':
      return `${def.type.name}(${JSON.stringify(def.aux)})[${def.children.map(showDef).join(', ')}]`
  }
}

/** How messages name a structure. */
export const describeDef = (def: TreeDef): string =>
  def.kind === 'leaf' ? 'one leaf' : showDef(def)

const sameAux = (a: unknown, b: unknown): boolean =>
  Object.is(a, b) || JSON.stringify(a) === JSON.stringify(b)

/** Whether two nodes are of one kind, whatever is below them. */
const sameNode = (a: TreeDef, b: TreeDef): boolean => {
  if (a.kind === 'record' && b.kind === 'record')
    return a.keys.length === b.keys.length && a.keys.every((key, i) => key === b.keys[i])
  if (a.kind === 'custom' && b.kind === 'custom') return a.type === b.type && sameAux(a.aux, b.aux)
  return a.kind === b.kind
}

const childrenOf = (def: TreeDef): readonly TreeDef[] =>
  def.kind === 'leaf' || def.kind === 'null' ? [] : def.children

export const sameDef = (a: TreeDef, b: TreeDef): boolean => {
  if (a === b) return true
  const [left, right] = [childrenOf(a), childrenOf(b)]
  return (
    sameNode(a, b) &&
    left.length === right.length &&
    left.every((child, i) => sameDef(child, right[i] as TreeDef))
  )
}

/** Prints a path as one would write it: `params.layers[0].w`. */
export const showPath = (path: readonly PathKey[], root = ''): string => {
  let text = root
  for (const key of path)
    text +=
      typeof key === 'number'
        ? `[${key}]`
        : identifier.test(key)
          ? text === ''
            ? key
            : `.${key}`
          : `[${JSON.stringify(key)}]`
  return text
}

/** Paths of the leaves, in order. */
export const leafPaths = (def: TreeDef): readonly (readonly PathKey[])[] => {
  const paths: PathKey[][] = []
  const walk = (d: TreeDef, path: readonly PathKey[]): void => {
    if (d.kind === 'leaf') paths.push([...path])
    else if (d.kind !== 'null')
      d.children.forEach((child, i) => {
        walk(child, [...path, d.kind === 'record' ? (d.keys[i] as string) : i])
      })
  }
  walk(def, [])
  return paths
}

const describeNode = (value: unknown): string =>
  nodeOf(value) === undefined ? describe(value) : showDef(flatten(value)[1])

/**
 * The subtrees of `tree` at the leaves of `def`: `def` must be a prefix of its structure.
 *
 * @throws TreeError naming `op` and the first path at which they differ
 */
export const flattenUpTo = (def: TreeDef, tree: unknown, op: string, root = ''): unknown[] => {
  const found: unknown[] = []
  const fail = (path: readonly PathKey[], expected: string, got: string): never => {
    const where = showPath(path, root)
    throw new TreeError(
      op,
      `expected trees of one structure, got different ones${where === '' ? '' : ` at ${where}`}: ` +
        `expected ${expected}, got ${got}`,
      where,
    )
  }
  const walk = (d: TreeDef, value: unknown, path: readonly PathKey[]): void => {
    if (d.kind === 'leaf') {
      found.push(value)
      return
    }
    if (d.kind === 'null') {
      if (value !== null) fail(path, 'null', describeNode(value))
      return
    }
    const node = nodeOf(value) ?? fail(path, showDef(d), describeNode(value))
    const own = node.def(node.children.map(() => leafDef))
    if (own.kind !== d.kind) fail(path, showDef(d), describeNode(value))
    if (own.kind === 'record' && d.kind === 'record') {
      const missing = d.keys.filter((key) => !own.keys.includes(key))
      const extra = own.keys.filter((key) => !d.keys.includes(key))
      if (missing.length + extra.length > 0)
        fail(
          path,
          `the keys {${d.keys.join(', ')}}`,
          `{${own.keys.join(', ')}}` +
            ` (${[
              ...(missing.length > 0 ? [`missing ${missing.join(', ')}`] : []),
              ...(extra.length > 0 ? [`unexpected ${extra.join(', ')}`] : []),
            ].join('; ')})`,
        )
    } else if (node.children.length !== d.children.length)
      fail(path, `${d.children.length} elements`, `${node.children.length}`)
    else if (own.kind === 'custom' && !sameNode(own, d)) fail(path, showDef(d), describeNode(value))
    d.children.forEach((child, i) => {
      walk(child, node.children[i], [...path, own.kind === 'record' ? (own.keys[i] as string) : i])
    })
  }
  walk(def, tree, [])
  if (found.length !== leafCount(def)) unreachable('flattenUpTo lost leaves')
  return found
}

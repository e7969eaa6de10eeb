import { describe } from './convert.ts'
import { ArgumentError, TreeError, unreachable } from './errors.ts'
import { identityOf, valueKey } from './identity.ts'
import { owned } from './owned.ts'
import { isTensor } from './tensor.ts'
import { callFunction, callGiven } from './thrown.ts'

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
      /** Equal for equal `aux`, as it was when the tree was taken apart. */
      readonly auxKey: string
      readonly children: readonly TreeDef[]
    }

/** One step from a node to its child: a record's key or a position. */
export type PathKey = string | number

// Frozen, as all structures hold them, and callers have structures.
const leafDef: TreeDef = Object.freeze({ kind: 'leaf' })
const nullDef: TreeDef = Object.freeze({ kind: 'null' })

type Constructor<T> = abstract new (...args: never[]) => T

const registry = new Map<unknown, NodeType>()

/**
 * Makes a class a tree node. `flatten` gives its children and what else is needed to rebuild it, `aux`,
 * which is part of the structure: plain data in it is compared by value, functions and class instances by identity.
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
  const [children, given] = callGiven(type.flatten, value)
  // The structure outlives the instance, which may go on changing what it gave.
  const aux = owned(given)
  const auxKey = valueKey(aux)
  return { children, def: (defs) => ({ kind: 'custom', type, aux, auxKey, children: defs }) }
}

/** A node whose children are being visited. */
interface Visit {
  readonly value: unknown
  readonly node: Node
  readonly defs: TreeDef[]
}

/** How much deeper a tree gets before it is worth looking whether it holds itself. */
const suspectDepth = 1000
/** No tree is this deep; classes that make new children at every look are. */
const maxDepth = 1_000_000

const refuseCycle = (visits: readonly Visit[], value: unknown): void => {
  if (visits.length < maxDepth && !visits.some((visit) => visit.value === value)) return
  throw new TreeError(
    'tree',
    'expected a tree, got a value that holds itself; break the cycle, or keep it out of the tree',
  )
}

/** The node at the top of a tree, or the structure of a leaf, which is appended, or of `null`. */
const begin = (value: unknown, leaves: unknown[], isLeaf: IsLeaf | undefined): Node | TreeDef => {
  const isStopped = isLeaf !== undefined && callFunction(isLeaf, value) === true
  if (value === null && !isStopped) return nullDef
  const node = isStopped ? undefined : nodeOf(value)
  if (node !== undefined) return node
  leaves.push(value)
  return leafDef
}

/** Appends the leaves of a tree of any depth; gives its structure. */
const flattenDeep = (tree: unknown, leaves: unknown[], isLeaf: IsLeaf | undefined): TreeDef => {
  const visits: Visit[] = []
  /** The structure of a leaf; `undefined` where a node begins, whose children come next. */
  const enter = (value: unknown): TreeDef | undefined => {
    const node = begin(value, leaves, isLeaf)
    if ('kind' in node) return node
    if (visits.length > 0 && visits.length % suspectDepth === 0) refuseCycle(visits, value)
    visits.push({ value, node, defs: [] })
    return undefined
  }
  let finished = enter(tree)
  while (visits.length > 0) {
    const { node, defs } = visits[visits.length - 1] as Visit
    if (finished !== undefined) defs.push(finished)
    finished = undefined
    if (defs.length < node.children.length) finished = enter(node.children[defs.length])
    else {
      finished = node.def(defs)
      visits.pop()
    }
  }
  return finished as TreeDef
}

/** Nodes of a tree above each other that recursion, which is fastest, takes; what is deeper goes on without. */
const recursionDepth = 50

/** Appends the leaves of a tree; gives its structure. */
const flattenInto = (
  value: unknown,
  leaves: unknown[],
  isLeaf: IsLeaf | undefined,
  depth: number,
): TreeDef => {
  if (depth === recursionDepth) return flattenDeep(value, leaves, isLeaf)
  const node = begin(value, leaves, isLeaf)
  if ('kind' in node) return node
  const defs = new Array<TreeDef>(node.children.length)
  for (let i = 0; i < defs.length; i++)
    defs[i] = flattenInto(node.children[i], leaves, isLeaf, depth + 1)
  return node.def(defs)
}

/**
 * Leaves in order, and the structure. Records are taken in sorted key order; `null` has no leaves.
 *
 * @throws TreeError for a tree that holds itself
 */
export const flatten = (
  tree: unknown,
  isLeaf?: IsLeaf,
): readonly [leaves: unknown[], def: TreeDef] => {
  const leaves: unknown[] = []
  const def = flattenInto(tree, leaves, isLeaf, 0)
  return [leaves, def]
}

type NodeDef = Extract<TreeDef, { readonly children: unknown }>

/** Combines a structure from the leaves up, in order and without recursion: trees may be deeper than the stack. */
const fold = <T>(
  root: TreeDef,
  end: (def: TreeDef) => T,
  combine: (def: NodeDef, children: T[]) => T,
): T => {
  if (root.kind === 'leaf' || root.kind === 'null') return end(root)
  const open: { readonly def: NodeDef; readonly results: T[] }[] = [{ def: root, results: [] }]
  for (;;) {
    const { def, results } = open[open.length - 1]!
    const child = def.children[results.length]
    if (child === undefined) {
      const result = combine(def, results)
      open.pop()
      if (open.length === 0) return result
      open[open.length - 1]!.results.push(result)
    } else if (child.kind === 'leaf' || child.kind === 'null') results.push(end(child))
    else open.push({ def: child, results: [] })
  }
}

export const leafCount = (def: TreeDef): number =>
  fold<number>(
    def,
    ({ kind }) => (kind === 'leaf' ? 1 : 0),
    (_, counts) => counts.reduce((sum, count) => sum + count, 0),
  )

/** Puts leaves back into a structure. */
export const unflatten = (def: TreeDef, leaves: readonly unknown[]): unknown => {
  let next = 0
  const tree = fold<unknown>(
    def,
    ({ kind }) => (kind === 'leaf' ? leaves[next++] : null),
    (node, children) => {
      if (node.kind === 'array') return children
      if (node.kind === 'custom') return callGiven(node.type.unflatten, owned(node.aux), children)
      return Object.fromEntries(node.keys.map((key, i) => [key, children[i]]))
    },
  )
  if (next !== leaves.length)
    throw new TreeError(
      'treeUnflatten',
      `expected ${next} leaves for the structure ${showDef(def)}, got ${leaves.length}`,
    )
  return tree
}

const identifier = /^[A-Za-z_$][\w$]*$/

const showKey = (key: string): string => (identifier.test(key) ? key : JSON.stringify(key))

const showAux = (aux: unknown): string => {
  try {
    return JSON.stringify(aux)
  } catch {
    return String(aux)
  }
}

/** Prints a structure: `{ b: *, w: [*, null] }`. */
export const showDef = (def: TreeDef): string =>
  fold<string>(
    def,
    ({ kind }) => (kind === 'leaf' ? '*' : 'null'),
    (node, children) => {
      if (node.kind === 'record')
        return children.length === 0
          ? '{}'
          : `{ ${node.keys.map((key, i) => `${showKey(key)}: ${children[i]}`).join(', ')} }`
      const list = `[${children.join(', ')}]`
      return node.kind === 'array' ? list : `${node.type.name}(${showAux(node.aux)})${list}`
    },
  )

/** How messages name a structure. */
export const describeDef = (def: TreeDef): string =>
  def.kind === 'leaf' ? 'one leaf' : showDef(def)

/** Whether two nodes are of one kind, whatever is below them. */
const sameNode = (a: TreeDef, b: TreeDef): boolean => {
  if (a.kind === 'record' && b.kind === 'record')
    return a.keys.length === b.keys.length && a.keys.every((key, i) => key === b.keys[i])
  if (a.kind === 'custom' && b.kind === 'custom')
    return a.type === b.type && a.auxKey === b.auxKey && a.children.length === b.children.length
  if (a.kind === 'array' && b.kind === 'array') return a.children.length === b.children.length
  return a.kind === b.kind
}

const childrenOf = (def: TreeDef): readonly TreeDef[] =>
  def.kind === 'leaf' || def.kind === 'null' ? [] : def.children

export const sameDef = (a: TreeDef, b: TreeDef, depth = 0): boolean => {
  if (a === b) return true
  if (depth === recursionDepth) return sameDeepDef(a, b)
  if (!sameNode(a, b)) return false
  const [left, right] = [childrenOf(a), childrenOf(b)]
  for (let i = 0; i < left.length; i++) if (!sameDef(left[i]!, right[i]!, depth + 1)) return false
  return true
}

const sameDeepDef = (a: TreeDef, b: TreeDef): boolean => {
  const [left, right] = [[a], [b]]
  for (let x = left.pop(), y = right.pop(); x && y; x = left.pop(), y = right.pop()) {
    if (x === y) continue
    if (!sameNode(x, y)) return false
    const [ours, theirs] = [childrenOf(x), childrenOf(y)]
    for (let i = 0; i < ours.length; i++) {
      left.push(ours[i]!)
      right.push(theirs[i]!)
    }
  }
  return true
}

const nodeKey = (def: NodeDef): string => {
  switch (def.kind) {
    case 'array':
      return `[${def.children.length}`
    case 'record':
      return `{${def.keys.map((key) => JSON.stringify(key))}`
    case 'custom':
      return `<${identityOf(def.type)} ${def.children.length} ${def.auxKey}`
  }
}

/** Equal exactly for structures that are the same by `sameDef`. */
export const defKey = (root: TreeDef): string => {
  let text = ''
  const waiting = [root]
  for (let def = waiting.pop(); def !== undefined; def = waiting.pop()) {
    if (def.kind === 'leaf') text += '*'
    else if (def.kind === 'null') text += '-'
    else {
      text += `${nodeKey(def)};`
      for (let i = def.children.length - 1; i >= 0; i--) waiting.push(def.children[i]!)
    }
  }
  return text
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

/** A node on the way from the root, and which of its children comes next. */
interface Step {
  readonly def: TreeDef
  next: number
}

const pathTo = (steps: readonly Step[]): PathKey[] =>
  steps.map(({ def, next }) => (def.kind === 'record' ? (def.keys[next - 1] as string) : next - 1))

/** Calls `visit` for each leaf in order, with what gives its path, until that returns true. */
const walkLeaves = (root: TreeDef, visit: (path: () => PathKey[]) => boolean): void => {
  const steps: Step[] = []
  const path = (): PathKey[] => pathTo(steps)
  let def: TreeDef | undefined = root
  while (def !== undefined) {
    if (def.kind === 'leaf' && visit(path)) return
    if (def.kind !== 'leaf' && def.kind !== 'null') steps.push({ def, next: 0 })
    def = undefined
    while (def === undefined && steps.length > 0) {
      const step: Step = steps[steps.length - 1]!
      def = childrenOf(step.def)[step.next]
      if (def === undefined) steps.pop()
      else step.next += 1
    }
  }
}

/** Paths of the leaves, in order. */
export const leafPaths = (def: TreeDef): readonly (readonly PathKey[])[] => {
  const paths: PathKey[][] = []
  walkLeaves(def, (path) => {
    paths.push(path())
    return false
  })
  return paths
}

/** The path of one leaf; that of all leaves takes the square of the depth in a tree that is a chain. */
export const leafPath = (def: TreeDef, index: number): readonly PathKey[] => {
  let found: readonly PathKey[] = []
  let count = 0
  walkLeaves(def, (path) => {
    if (count++ < index) return false
    found = path()
    return true
  })
  return found
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
  const steps: Step[] = []
  /** Checks one node against the structure; gives its children. */
  const match = (d: TreeDef, value: unknown): readonly unknown[] => {
    const path = (): readonly PathKey[] => pathTo(steps)
    if (d.kind === 'leaf') {
      found.push(value)
      return []
    }
    if (d.kind === 'null') {
      if (value !== null) fail(path(), 'null', describeNode(value))
      return []
    }
    const node = nodeOf(value) ?? fail(path(), showDef(d), describeNode(value))
    const own = node.def(node.children.map(() => leafDef))
    if (own.kind !== d.kind) fail(path(), showDef(d), describeNode(value))
    if (own.kind === 'record' && d.kind === 'record') {
      if (!sameNode(own, d)) failKeys(d.keys, own.keys)
    } else if (node.children.length !== d.children.length)
      fail(path(), `${d.children.length} elements`, `${node.children.length}`)
    else if (own.kind === 'custom' && !sameNode(own, d))
      fail(path(), showDef(d), describeNode(value))
    return node.children
  }
  const failKeys = (expected: readonly string[], got: readonly string[]): never => {
    const missing = expected.filter((key) => !got.includes(key))
    const extra = got.filter((key) => !expected.includes(key))
    return fail(
      pathTo(steps),
      `the keys {${expected.join(', ')}}`,
      `{${got.join(', ')}}` +
        ` (${[
          ...(missing.length > 0 ? [`missing ${missing.join(', ')}`] : []),
          ...(extra.length > 0 ? [`unexpected ${extra.join(', ')}`] : []),
        ].join('; ')})`,
    )
  }
  const values: (readonly unknown[])[] = []
  const enter = (d: TreeDef, value: unknown): void => {
    const children = match(d, value)
    if (children.length === 0) return
    steps.push({ def: d, next: 0 })
    values.push(children)
  }
  enter(def, tree)
  while (steps.length > 0) {
    const step = steps[steps.length - 1]!
    const children = childrenOf(step.def)
    if (step.next === children.length) {
      steps.pop()
      values.pop()
    } else {
      const i = step.next++
      enter(children[i]!, values[values.length - 1]![i])
    }
  }
  if (found.length !== leafCount(def)) unreachable('flattenUpTo lost leaves')
  return found
}

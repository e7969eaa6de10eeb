interface Node<T> {
  readonly args: readonly T[]
}

/** All nodes of a DAG, each after its arguments. Does not recurse, as chains may be long. */
export const inOrder = <T extends Node<T>>(roots: readonly T[]): readonly T[] => {
  const found = new Set<T>()
  const seen = new Set<T>()
  const open = [...roots].reverse()
  for (let node = open.at(-1); node !== undefined; node = open.at(-1)) {
    // What is seen and on top again has its arguments behind it.
    if (seen.has(node)) {
      found.add(node)
      open.pop()
      continue
    }
    seen.add(node)
    for (let i = node.args.length - 1; i >= 0; i--) open.push(node.args[i]!)
  }
  return [...found]
}

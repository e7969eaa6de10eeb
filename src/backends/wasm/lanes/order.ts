interface Node<T> {
  readonly args: readonly T[]
}

/** All nodes of a DAG, each after its arguments. Does not recurse, as chains may be long. */
export const inOrder = <T extends Node<T>>(roots: readonly T[]): readonly T[] => {
  const found = new Set<T>()
  const open: { readonly node: T; next: number }[] = []
  const visit = (node: T): void => {
    if (!found.has(node)) open.push({ node, next: 0 })
  }
  for (const root of roots) {
    visit(root)
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const arg = top.node.args[top.next++]
      if (arg !== undefined) visit(arg)
      else found.add(open.pop()!.node)
    }
  }
  return [...found]
}

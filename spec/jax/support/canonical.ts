/** Parameters that one side prints and the other does not. */
const foreign = [/num_consts=\d+/g, /shape=\([^)]*\)/g, /broadcast_dimensions=\(\)/g]

const token = /\{ lambda|\}|[A-Za-z_][\w-]*|[^A-Za-z_{}]+|./g

const isBinder = (text: string, end: number): boolean =>
  /^:[a-z]\w*\[/.test(text.slice(end, end + 12))

/** Names variables by the order in which they are bound, and those that are never used `_`. */
const renamed = (text: string): string => {
  const scopes: Map<string, number>[] = []
  const uses: number[] = []
  const pieces = [...text.matchAll(token)].map((match): string | number => {
    const [word] = match
    const scope = scopes.at(-1)
    if (word === '{ lambda') scopes.push(new Map())
    else if (word === '}') scopes.pop()
    else if (scope !== undefined && isBinder(text, match.index + word.length)) {
      uses.push(0)
      scope.set(word, uses.length - 1)
      return uses.length - 1
    } else {
      const bound = scope?.get(word)
      if (bound !== undefined) {
        uses[bound] = (uses[bound] ?? 0) + 1
        return bound
      }
    }
    return word
  })
  return pieces.map((p) => (typeof p === 'string' ? p : uses[p] === 0 ? '_' : `v${p}`)).join('')
}

/** A program's text up to layout, names of variables, and parameters of one side alone. */
export const canonical = (text: string): string =>
  renamed(foreign.reduce((t, pattern) => t.replace(pattern, ''), text.replace(/\s+/g, ' ')))
    .replace(/;/g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([[\](){}]) ?/g, '$1')
    .replace(/(?<=[= ])([a-z_]\w*)\[\]/g, '$1 ')
    .trim()

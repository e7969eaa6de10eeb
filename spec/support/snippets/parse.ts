import ts from 'typescript'

/** What a comment says of the statement that it ends. */
export interface Expectation {
  readonly kind: 'value' | 'throws'
  /** An expression, or the text that a message contains, after the error's name. */
  readonly text: string
}

/** A statement at the top of a snippet. */
export interface Statement {
  readonly node: ts.Statement
  /** From 0. */
  readonly line: number
  readonly expectation: Expectation | undefined
}

export interface Parsed {
  readonly source: ts.SourceFile
  readonly statements: readonly Statement[]
}

const marker = /\/\/ (=>|throws) (.*)$/

/**
 * Takes expectations out of the text: `// => value`, where a template literal may go on for several
 * lines, and `// throws Name: message`. Lines stay where they are.
 */
const expectationsOf = (
  code: string,
): { readonly text: string; readonly byLine: ReadonlyMap<number, Expectation> } => {
  const byLine = new Map<number, Expectation>()
  const lines = code.split('\n')
  for (let i = 0; i < lines.length; i++) {
    const found = marker.exec(lines[i] as string)
    if (found === null) continue
    const at = i
    let text = (found[2] as string).trim()
    lines[i] = (lines[i] as string).slice(0, found.index)
    while (text.startsWith('`') && !text.slice(1).includes('`') && i + 1 < lines.length) {
      i++
      text += `\n${lines[i]}`
      lines[i] = ''
    }
    byLine.set(at, { kind: found[1] === '=>' ? 'value' : 'throws', text })
  }
  return { text: lines.join('\n'), byLine }
}

/** The statements of a snippet, with what is expected of them. */
export const parse = (code: string): Parsed => {
  const { text, byLine } = expectationsOf(code)
  const source = ts.createSourceFile('snippet.ts', text, ts.ScriptTarget.ES2022, true)
  const lineOf = (position: number): number => source.getLineAndCharacterOfPosition(position).line
  const remaining = new Map(byLine)
  const statements = source.statements.map((node): Statement => {
    const last = lineOf(node.end)
    const expectation = remaining.get(last)
    remaining.delete(last)
    return { node, line: lineOf(node.getStart(source)), expectation }
  })
  const [stray] = remaining.keys()
  if (stray !== undefined)
    throw new Error(`the expectation on line ${stray + 1} of the snippet ends no statement`)
  return { source, statements }
}

/** Names that a snippet declares or imports itself. */
export const declaredNames = ({ statements }: Parsed): ReadonlySet<string> => {
  const names = new Set<string>()
  const bind = (name: ts.BindingName): void => {
    if (ts.isIdentifier(name)) names.add(name.text)
    else for (const element of name.elements) if (ts.isBindingElement(element)) bind(element.name)
  }
  for (const { node } of statements)
    if (ts.isVariableStatement(node)) {
      for (const { name } of node.declarationList.declarations) bind(name)
    } else if (ts.isImportDeclaration(node)) {
      const { importClause } = node
      if (importClause?.name !== undefined) names.add(importClause.name.text)
      const bindings = importClause?.namedBindings
      if (bindings !== undefined && ts.isNamespaceImport(bindings)) names.add(bindings.name.text)
      else for (const { name } of bindings?.elements ?? []) names.add(name.text)
    } else if (
      (ts.isFunctionDeclaration(node) ||
        ts.isClassDeclaration(node) ||
        ts.isInterfaceDeclaration(node) ||
        ts.isTypeAliasDeclaration(node)) &&
      node.name !== undefined
    )
      names.add(node.name.text)
  return names
}

/** Identifiers that a snippet uses, of values and types alike; properties do not count. */
export const usedNames = ({ source }: Parsed): ReadonlySet<string> => {
  const names = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const { parent } = node
      const isProperty =
        (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
        (ts.isPropertyAssignment(parent) && parent.name === node) ||
        (ts.isQualifiedName(parent) && parent.right === node)
      if (!isProperty) names.add(node.text)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return names
}

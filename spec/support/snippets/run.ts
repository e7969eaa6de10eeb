import ts from 'typescript'
import { differenceOf } from './compare.ts'
import type { Snippet } from './extract.ts'
import { type Expectation, type Parsed, parse, type Statement, usedNames } from './parse.ts'

/** Names to values, and specifiers of imports to modules. */
export interface Scope {
  readonly names: Readonly<Record<string, unknown>>
  readonly modules: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** `import { a as b } from 'x'` as `const { a: b } = modules['x']`. */
const importText = (node: ts.ImportDeclaration, source: ts.SourceFile): string => {
  const { importClause } = node
  const from = `$modules[${node.moduleSpecifier.getText(source)}]`
  if (importClause === undefined || importClause.phaseModifier === ts.SyntaxKind.TypeKeyword)
    return ''
  const parts: string[] = []
  if (importClause.name !== undefined)
    parts.push(`const ${importClause.name.text} = ${from}.default`)
  const bindings = importClause.namedBindings
  if (bindings !== undefined && ts.isNamespaceImport(bindings))
    parts.push(`const ${bindings.name.text} = ${from}`)
  else if (bindings !== undefined)
    for (const element of bindings.elements.filter((e) => !e.isTypeOnly))
      parts.push(
        `const ${element.name.text} = ${from}.${(element.propertyName ?? element.name).text}`,
      )
  return parts.join('; ')
}

/** The expression of which a comment gives the value: that of a call of `console.log` is its argument. */
const valueText = (node: ts.Statement, source: ts.SourceFile, throws: boolean): string => {
  if (ts.isVariableStatement(node)) {
    const [declaration] = node.declarationList.declarations
    return (throws ? declaration?.initializer : declaration?.name)?.getText(source) ?? 'undefined'
  }
  if (!ts.isExpressionStatement(node)) throw new Error('an expectation wants an expression')
  const { expression } = node
  if (!ts.isCallExpression(expression) || expression.expression.getText(source) !== 'console.log')
    return expression.getText(source)
  const values = expression.arguments.map((argument) => argument.getText(source))
  return values.length === 1 ? (values[0] as string) : `[${values.join(', ')}]`
}

const expectedText = ({ kind, text }: Expectation): string =>
  kind === 'throws' || text.startsWith('Tensor(') ? JSON.stringify(text) : text

interface Located {
  readonly line: number
  readonly parsed: Parsed
}

const statementText = (
  { node, line, expectation }: Statement,
  source: ts.SourceFile,
  start: number,
): string => {
  const head = `$at(${start + line});`
  if (ts.isImportDeclaration(node)) return `${head} ${importText(node, source)}`
  const text = node.getText(source).replace(/^export /, '')
  if (expectation === undefined) return `${head} ${text}`
  const throws = expectation.kind === 'throws'
  const value = valueText(node, source, throws)
  const check = `await $check('${expectation.kind}', async () => (${value}), () => (${expectedText(expectation)}))`
  return ts.isVariableStatement(node) && !throws ? `${head} ${text}\n${check}` : `${head} ${check}`
}

/** The blocks nested in each other, so that a name may be declared again. */
const compile = (blocks: readonly Located[]): string => {
  const body = blocks
    .map(({ line, parsed }) =>
      parsed.statements.map((s) => statementText(s, parsed.source, line)).join('\n'),
    )
    .join('\n{\n')
    .concat('\n}'.repeat(blocks.length - 1))
  return ts.transpileModule(`const $main = async () => {\n${body}\n}`, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  }).outputText
}

const checkThrows = async (actual: () => Promise<unknown>, expected: string): Promise<void> => {
  const value = await actual().catch((error: unknown) => error)
  const [name = '', ...message] = expected.split(': ')
  if (
    !(value instanceof Error) ||
    value.name !== name ||
    !value.message.includes(message.join(': '))
  )
    throw new Error(`expected ${expected}, got ${String(value)}`)
}

const checkValue = async (actual: () => Promise<unknown>, expected: unknown): Promise<void> => {
  const value = await actual()
  const difference = differenceOf(value, expected)
  if (difference !== null) throw new Error(difference)
}

/** Runs a snippet and throws, with its file and line, unless all in it is as it says. */
export const run = async ({ file, blocks }: Snippet, scope: Scope): Promise<void> => {
  let at = blocks[0].line
  const own = {
    $at: (n: number) => {
      at = n
    },
    $check: async (
      kind: Expectation['kind'],
      actual: () => Promise<unknown>,
      expected: () => unknown,
    ) =>
      kind === 'throws'
        ? checkThrows(actual, expected() as string)
        : checkValue(actual, expected()),
    $modules: scope.modules,
    console: { log: () => undefined },
  }
  try {
    const located = blocks.map(({ line, code }): Located => {
      at = line
      return { line, parsed: parse(code) }
    })
    const used = located
      .flatMap(({ parsed }) => [...usedNames(parsed)])
      .filter((name) => name in scope.names)
    const values = { ...own, ...Object.fromEntries(used.map((name) => [name, scope.names[name]])) }
    const make = new Function(...Object.keys(values), `${compile(located)}\nreturn $main`)
    await (make(...Object.values(values)) as () => Promise<void>)()
  } catch (error) {
    throw new Error(`${file}:${at}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}

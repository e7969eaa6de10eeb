import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import type { Block, Snippet } from './extract.ts'
import { declaredNames, type Parsed, parse, usedNames } from './parse.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** Modules whose exports are in scope, by precedence. */
const sources: readonly (readonly [specifier: string, file: string])[] = [
  ['cotangent', 'src/index.ts'],
  ['cotangent/testing', 'src/testing/index.ts'],
]

const namesOf = (file: string): readonly string[] => {
  const text = ts.sys.readFile(root + file) ?? ''
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022)
  return source.statements.flatMap((node): readonly string[] => {
    if (ts.isExportDeclaration(node)) {
      const { exportClause } = node
      if (exportClause === undefined) return []
      return ts.isNamespaceExport(exportClause)
        ? [exportClause.name.text]
        : exportClause.elements.map(({ name }) => name.text)
    }
    const isExported =
      ts.canHaveModifiers(node) &&
      ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true
    if (!isExported) return []
    if (ts.isVariableStatement(node))
      return node.declarationList.declarations.flatMap(({ name }) =>
        ts.isIdentifier(name) ? [name.text] : [],
      )
    const { name } = node as { readonly name?: ts.Identifier }
    return name === undefined ? [] : [name.text]
  })
}

const fptsNames = ['array', 'either', 'eq', 'monoid', 'number', 'option', 'semigroup', 'string']

/** One line that imports what a snippet uses and does not declare. */
const headerOf = (file: string, parsed: readonly Parsed[], known: Known): string => {
  const declared = new Set(parsed.flatMap((p) => [...declaredNames(p)]))
  const used = new Set(
    parsed.flatMap((p) => [...usedNames(p)]).filter((name) => !declared.has(name)),
  )
  const lines: string[] = []
  const take = (specifier: string, names: readonly string[]): void => {
    const found = names.filter((name) => used.delete(name))
    if (found.length > 0) lines.push(`import { ${found.join(', ')} } from '${specifier}'`)
  }
  for (const [specifier] of sources) take(specifier, known.get(specifier) ?? [])
  if (used.delete('F')) lines.push("import { function as F } from 'fp-ts'")
  if (used.delete('fp')) lines.push("import * as fp from 'cotangent/fp'")
  if (used.delete('fc')) lines.push("import fc from 'fast-check'")
  take('fp-ts', fptsNames)
  if (file.startsWith('src/')) take(`../../${file}`, namesOf(file))
  return `export {}; ${lines.join('; ')};`
}

type Known = ReadonlyMap<string, readonly string[]>

/** The text of a block without its imports, and these; lines stay where they are. */
const splitImports = ({ statements, source }: Parsed): readonly [string, string] => {
  let rest = source.text
  const imports: string[] = []
  for (const { node } of statements) {
    if (!ts.isImportDeclaration(node)) continue
    const text = node.getText(source)
    imports.push(text.replaceAll('\n', ' '))
    rest = rest.replace(text, () => text.replace(/[^\n]/g, ''))
  }
  return [rest, imports.join('; ')]
}

/** Blanks, so that a block stands on the line that it has in its file. */
const moduleOf = ({ file, blocks }: Snippet, known: Known): string => {
  const parsed = blocks.map(({ code }) => parse(code))
  const split = parsed.map(splitImports)
  const imports = [...new Set(split.map(([, text]) => text))].join('; ')
  let text = `${headerOf(file, parsed, known)} ${imports}`
  let line = 1
  blocks.forEach((block: Block, i) => {
    text +=
      `\n`.repeat(block.line - line) + (i === 0 ? '' : '{ ') + (split[i] as [string, string])[0]
    line = block.line + block.code.split('\n').length - 1
  })
  return `${text}\n${'}'.repeat(blocks.length - 1)}`
}

/** What the compiler says of the snippets, with the files and lines that they stand in. */
export const typeErrors = (snippets: readonly Snippet[]): readonly string[] => {
  const known: Known = new Map(sources.map(([specifier, file]) => [specifier, namesOf(file)]))
  const files = new Map(
    snippets.map((snippet, i) => [
      `${root}spec/.snippets/${i}.ts`,
      { snippet, text: moduleOf(snippet, known) },
    ]),
  )
  const config = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root)
  const compilerOptions: ts.CompilerOptions = {
    ...options,
    verbatimModuleSyntax: false,
    erasableSyntaxOnly: false,
    paths: {
      cotangent: [`${root}src/index.ts`],
      'cotangent/fp': [`${root}src/fp/index.ts`],
      'cotangent/testing': [`${root}src/testing/index.ts`],
    },
  }
  const host = ts.createCompilerHost(compilerOptions)
  const { fileExists, readFile } = host
  host.fileExists = (name) => files.has(name) || fileExists(name)
  host.readFile = (name) => files.get(name)?.text ?? readFile(name)
  const getSourceFile = host.getSourceFile.bind(host)
  host.getSourceFile = (name, version, ...rest) => {
    const text = files.get(name)?.text
    return text === undefined
      ? getSourceFile(name, version, ...rest)
      : ts.createSourceFile(name, text, version, true)
  }
  const program = ts.createProgram([...files.keys()], compilerOptions, host)
  return [...files].flatMap(([name, { snippet }]) => {
    const source = program.getSourceFile(name)
    return [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ].map(({ start, messageText }) => {
      const line = source === undefined ? 0 : source.getLineAndCharacterOfPosition(start ?? 0).line
      return `${snippet.file}:${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
    })
  })
}

import { posix } from 'node:path'
import ts from 'typescript'
import { entryFiles, maxLines, mayImport, packages, setupFiles, topFiles } from './layers.ts'

interface Import {
  readonly specifier: string
  readonly line: number
  readonly kind: 'value' | 'type' | 'dynamic'
}

const isTypeOnly = (node: ts.ImportDeclaration | ts.ExportDeclaration): boolean =>
  ts.isImportDeclaration(node)
    ? node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
    : node.isTypeOnly

function importsOf(source: ts.SourceFile): readonly Import[] {
  const found: Import[] = []
  const visit = (node: ts.Node): void => {
    const isStatement = ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
    const target = isStatement
      ? node.moduleSpecifier
      : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
        ? node.arguments[0]
        : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
          ? node.argument.literal
          : undefined
    if (target !== undefined && ts.isStringLiteralLike(target)) {
      const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1
      const typeOnly = isStatement ? isTypeOnly(node) : ts.isImportTypeNode(node)
      const kind = ts.isCallExpression(node) ? 'dynamic' : typeOnly ? 'type' : 'value'
      found.push({ specifier: target.text, line, kind })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** The key of `mayImport` that a path below `src/` belongs to, or the file itself directly in `src/`. */
function folderOf(path: string): string {
  const [first = '', second = ''] = path.split('/')
  return first === 'backends' && path.split('/').length > 2 ? `${first}/${second}` : first
}

function relativeOffence(file: string, specifier: string): string | undefined {
  const target = posix.join(posix.dirname(file), specifier)
  const from = folderOf(file)
  const to = folderOf(target)
  if (target.startsWith('..')) return 'leaves src/'
  if (!specifier.endsWith('.ts')) return 'names no .ts file'
  if (from === to || topFiles.includes(from)) return undefined
  if (setupFiles.includes(target) && (from === 'entries' || entryFiles.includes(file)))
    return undefined
  if (mayImport[from]?.includes(to)) return undefined
  return `${from} may import ${mayImport[from]?.join(', ') || 'no other folder'}`
}

function packageOffence(file: string, { specifier, kind }: Import): string | undefined {
  // Loaded on demand and behind a check of the platform; a static import would break browsers.
  if (specifier.startsWith('node:')) {
    return kind === 'dynamic' ? undefined : 'Node modules are only imported dynamically'
  }
  const rule = packages.find((candidate) => candidate.specifier === specifier)
  if (rule === undefined) return 'this specifier is not in the table of packages'
  if (rule.typeOnly && kind !== 'type') return 'is for `import type` only'
  if (rule.folders.includes(folderOf(file)) || topFiles.includes(file)) return undefined
  return `belongs in ${rule.folders.join(', ')}`
}

function hasDefaultExport(source: ts.SourceFile): boolean {
  return source.statements.some(
    (node) =>
      (ts.isExportAssignment(node) && !node.isExportEquals) ||
      (ts.canHaveModifiers(node) &&
        ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)) ||
      (ts.isExportDeclaration(node) &&
        node.exportClause !== undefined &&
        ts.isNamedExports(node.exportClause) &&
        node.exportClause.elements.some(({ name }) => name.text === 'default')),
  )
}

/** What one file below `src/` (its path from there, and its text) breaks, one line an offence. */
export function offencesOf(file: string, text: string): readonly string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022)
  const folder = folderOf(file)
  const lines = text.replace(/\n$/, '').split('\n').length
  const edges = importsOf(source).flatMap((edge) => {
    const { specifier, line } = edge
    const reason = specifier.startsWith('.')
      ? relativeOffence(file, specifier)
      : packageOffence(file, edge)
    return reason === undefined ? [] : [`src/${file}:${line} → ${specifier}: ${reason}`]
  })
  return [
    ...(folder in mayImport || topFiles.includes(file)
      ? []
      : [`src/${file}: ${folder} is not in the table of layers`]),
    ...(lines > maxLines ? [`src/${file}: ${lines} lines, at most ${maxLines}`] : []),
    ...(hasDefaultExport(source) ? [`src/${file}: has a default export`] : []),
    ...edges,
  ]
}

import { readdirSync, readFileSync } from 'node:fs'

/** A piece of code in a document, at a line of its file, from 1. */
export interface Block {
  readonly line: number
  readonly code: string
}

/** What `spec/docs.spec.ts` runs at once: blocks of which each sees the names of those before it. */
export interface Snippet {
  /** From the root of the repository. */
  readonly file: string
  readonly blocks: readonly [Block, ...Block[]]
}

const root = new URL('../../../', import.meta.url)

const read = (file: string): readonly string[] =>
  readFileSync(new URL(file, root), 'utf8').split('\n')

const list = (folder: string, ending: string): readonly string[] =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}${file.replaceAll('\\', '/')}`)
    .filter((file) => file.endsWith(ending))
    .sort()

/** The `@example`s of the doc comments of a file, each for itself. */
const examplesOf = (file: string): readonly Snippet[] => {
  const snippets: Snippet[] = []
  let current: { line: number; code: string[] } | undefined
  const close = (): void => {
    if (current !== undefined)
      snippets.push({ file, blocks: [{ line: current.line, code: current.code.join('\n') }] })
    current = undefined
  }
  read(file).forEach((text, i) => {
    const content = /^\s*\* ?(?!\/)(.*)$/.exec(text)?.[1]
    if (content === undefined || /^\s*@/.test(content)) close()
    if (content?.trim() === '@example') current = { line: i + 2, code: [] }
    else if (content !== undefined) current?.code.push(content)
  })
  close()
  return snippets
}

/** The blocks of a Markdown file that are marked `ts`, together; those marked `ts skip` are only read. */
const documentOf = (file: string): readonly Snippet[] => {
  const blocks: Block[] = []
  let current: { line: number; code: string[] } | undefined
  read(file).forEach((text, i) => {
    if (current === undefined) {
      if (text === '```ts') current = { line: i + 2, code: [] }
    } else if (text === '```') {
      blocks.push({ line: current.line, code: current.code.join('\n') })
      current = undefined
    } else current.code.push(text)
  })
  const [first, ...rest] = blocks
  return first === undefined ? [] : [{ file, blocks: [first, ...rest] }]
}

/** All snippets of the sources and the documents. */
export const snippets = (): readonly Snippet[] => [
  ...list('src/', '.ts').flatMap(examplesOf),
  ...['README.md', ...list('docs/', '.md')].flatMap(documentOf),
]

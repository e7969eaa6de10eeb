import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { offencesOf } from './support/imports.ts'
import { mayImport } from './support/layers.ts'

const src = new URL('../src/', import.meta.url)
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts'))
  .sort()

const globOf = (folder: string): string => `**/${folder.replace('backends/', '')}/**`

describe('src/', () => {
  it('keeps its layers, packages, sizes and named exports', () => {
    const offences = files.flatMap((file) =>
      offencesOf(file, readFileSync(new URL(file, src), 'utf8')),
    )
    expect(files.length).toBeGreaterThan(0)
    expect(offences.join('\n')).toBe('')
  })

  it('has a lint rule that forbids the same edges', () => {
    const text = readFileSync(new URL('../biome.jsonc', import.meta.url), 'utf8')
    const { overrides } = JSON.parse(text.replace(/^\s*\/\/.*$/gm, '')) as Biome
    const forbidden = Object.fromEntries(
      overrides.flatMap(({ includes, linter }) => {
        const groups = linter?.rules.style?.noRestrictedImports?.options.patterns[0].group ?? []
        return groups.length === 0
          ? []
          : includes.map((glob) => {
              const folder = glob.slice('src/'.length, -'/**'.length)
              return [folder, groups.filter((group) => group !== globOf(folder)).sort()]
            })
      }),
    )
    const folders = Object.keys(mayImport)
    const expected = Object.fromEntries(
      folders.map((folder) => [
        folder,
        folders
          .filter((other) => other !== folder && !mayImport[folder]?.includes(other))
          .map(globOf)
          .sort(),
      ]),
    )
    expect(forbidden).toEqual(expected)
  })
})

describe('the check itself', () => {
  const reported = (file: string, text: string) => offencesOf(file, text).join('\n')

  it.each([
    ['core/a.ts', "import { x } from '../primitives/x.ts'", 'src/core/a.ts:1 → ../primitives/x.ts'],
    ['core/a.ts', "export type { X } from '../numpy/x.ts'", 'core may import no other folder'],
    ['nn/a.ts', "\nimport { x } from '../meta/x.ts'", 'src/nn/a.ts:2 → ../meta/x.ts'],
    ['meta/a.ts', "import { x } from '../tasks/x.ts'", 'meta may import core, primitives'],
    ['backends/ndarray/a.ts', "import { x } from '../../control/x.ts'", 'may import core'],
    ['backends/wasm/a.ts', "import { x } from '../ndarray/x.ts'", 'may import core, compiler'],
    ['transforms/a.ts', "const x = import('../backends/wasm/x.ts')", 'transforms may import'],
    ['numpy/a.ts', "import '../setup.ts'", 'numpy may import'],
    ['core/a.ts', "import { x } from './b.js'", 'names no .ts file'],
    ['core/a.ts', "import { either } from 'fp-ts'", 'belongs in fp, io, testing'],
    ['fp/a.ts', "import { map } from 'fp-ts/Either'", 'not in the table of packages'],
    ['fp/a.ts', "import { Kind } from 'fp-ts/HKT'", '`import type` only'],
    ['backends/wasm/a.ts', "import compile from 'cwise-compiler'", 'belongs in'],
    ['backends/ndarray/a.ts', "import cwise from 'cwise'", 'not in the table of packages'],
    ['nn/a.ts', "import nd from 'ndarray'", 'belongs in core, backends/ndarray'],
    ['io/a.ts', "import { readFileSync } from 'node:fs'", 'only imported dynamically'],
    ['core/a.ts', 'export default 1', 'has a default export'],
    ['core/a.ts', 'export default function f() {}', 'has a default export'],
    ['core/a.ts', 'const a = 1\nexport { a as default }', 'has a default export'],
    ['core/a.ts', '\n'.repeat(502), '502 lines, at most 500'],
    ['other/a.ts', '', 'not in the table of layers'],
    ['other.ts', '', 'not in the table of layers'],
  ])('reports %s: %j', (file, text, message) => {
    expect(reported(file, text)).toContain(message)
  })

  it.each([
    ['numpy/a.ts', "import { x } from '../lax/x.ts'"],
    ['meta/deep/a.ts', "import { x } from '../../core/x.ts'"],
    ['fp/a.ts', "import type { Kind } from 'fp-ts/HKT'\nimport { either } from 'fp-ts'"],
    ['testing/index.ts', "import '../setup.ts'\nimport fc from 'fast-check'"],
    ['setup.ts', "import { x } from './backends/wasm/x.ts'"],
    ['io/a.ts', "const fs = () => import('node:fs/promises')"],
    ['core/a.ts', "/** import { x } from '../nn/x.ts' */\nexport const a = 1"],
    ['core/a.ts', '\n'.repeat(500)],
  ])('accepts %s: %j', (file, text) => {
    expect(reported(file, text)).toBe('')
  })
})

interface Biome {
  readonly overrides: readonly {
    readonly includes: readonly string[]
    readonly linter?: {
      readonly rules: {
        readonly style?: {
          readonly noRestrictedImports?: {
            readonly options: {
              readonly patterns: readonly [{ readonly group: readonly string[] }]
            }
          }
        }
      }
    }
  }[]
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build as esbuildOf } from 'esbuild'
import { loadRolldown } from '../../bench/support/bundle.ts'
import { root } from './consumer.ts'

/** Bundles the text of a program on the built package. */
export type Bundler = (program: string) => Promise<string>

const fileOf = (path: string): string => fileURLToPath(new URL(path, root))

/** The program with the files of the built package in place of its names. */
const withEntry = (program: string): string =>
  program
    .replaceAll("'cotangent'", JSON.stringify(fileOf('dist/index.js')))
    .replaceAll(/'cotangent\/(\w+)'/g, (_, name) =>
      JSON.stringify(fileOf(`dist/entries/${name}.js`)),
    )

const esbuild: Bundler = async (program) => {
  const { outputFiles } = await esbuildOf({
    stdin: { contents: withEntry(program), resolveDir: fileOf('.') },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
  })
  return outputFiles.map(({ text }) => text).join('\n')
}

const rolldown: Bundler = async (program) => {
  const { build } = await loadRolldown()
  const folder = mkdtempSync(join(tmpdir(), 'cotangent-bundle-'))
  try {
    const input = join(folder, 'program.js')
    writeFileSync(input, withEntry(program))
    const output = { format: 'esm', minify: true } as const
    const bundled = await build({ input, write: false, platform: 'node', output })
    return bundled.output.map(({ code }) => code).join('\n')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const bundlers: Readonly<Record<string, Bundler>> = { esbuild, rolldown }

/** What a program exports as `result` once it is bundled. */
export const resultOf = async (bundler: Bundler, program: string): Promise<unknown> => {
  const code = await bundler(program)
  const { result } = (await import(
    `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`
  )) as { readonly result: unknown }
  return result
}

/** Bytes of a bundled program, compressed. */
export const gzipped = async (bundler: Bundler, program: string): Promise<number> =>
  gzipSync(await bundler(program), { level: 9 }).length

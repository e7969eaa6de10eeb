import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'

/** What is used of rolldown, which comes with vitest. */
interface Rolldown {
  readonly build: (options: {
    readonly input: string
    readonly write: boolean
    readonly platform: 'browser' | 'node'
    readonly output: { readonly format: 'esm'; readonly minify?: true; readonly file?: string }
  }) => Promise<{ readonly output: readonly Chunk[] }>
}
interface Chunk {
  readonly code: string
  readonly modules: Readonly<Record<string, { readonly renderedLength: number }>>
}

export interface Bundle {
  /** What the bundle exports when it runs. */
  readonly run: () => Promise<Readonly<Record<string, unknown>>>
  /** Bytes, and bytes after gzip. */
  readonly minified: number
  readonly gzipped: number
  /** The modules that are left, relative to the package: characters of each before minification. */
  readonly modules: Readonly<Record<string, number>>
}

const root = fileURLToPath(new URL('../../', import.meta.url))

/** The bundler that comes with vitest. */
export const loadRolldown = async (): Promise<Rolldown> => {
  const near = (require: NodeJS.Require, name: string): NodeJS.Require =>
    createRequire(require.resolve(`${name}/package.json`))
  const vite = near(near(createRequire(import.meta.url), 'vitest'), 'vite')
  return (await import(pathToFileURL(vite.resolve('rolldown')).href)) as Rolldown
}

/** Bundles a program for Node, as applications are shipped; gives the file, which goes with this process. */
export const bundleForNode = async (input: string): Promise<string> => {
  const { build } = await loadRolldown()
  const folder = mkdtempSync(join(tmpdir(), 'cotangent-bench-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'program.mjs')
  await build({ input, write: true, platform: 'node', output: { format: 'esm', file } })
  return file
}

/** Builds the package in a folder of its own and gives `use` a function that bundles a program on it. */
export const withBundler = async (
  use: (bundle: (program: string) => Promise<Bundle>) => Promise<void>,
): Promise<void> => {
  const { build } = await loadRolldown()
  const folder = mkdtempSync(join(tmpdir(), 'cotangent-size-'))
  try {
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    // Types are `npm run check`'s business, and have no size.
    const options = ['--noCheck', '--declaration', 'false', '--declarationMap', 'false']
    const args = [tsc, '-p', 'tsconfig.build.json', '--outDir', join(folder, 'dist'), ...options]
    const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' })
    if (status !== 0) throw new Error('the package does not build')
    cpSync(join(root, 'package.json'), join(folder, 'package.json'))
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    const input = join(folder, 'program.js')
    await use(async (program) => {
      writeFileSync(input, program)
      const { output } = await build({
        input,
        write: false,
        platform: 'browser',
        output: { format: 'esm', minify: true },
      })
      const code = output.map((chunk) => chunk.code).join('\n')
      const modules = output.flatMap((chunk) => Object.entries(chunk.modules))
      return {
        run: async () => {
          const file = join(folder, 'bundle.mjs')
          writeFileSync(file, code)
          return import(pathToFileURL(file).href)
        },
        minified: Buffer.byteLength(code),
        gzipped: gzipSync(code, { level: 9 }).length,
        modules: Object.fromEntries(
          modules
            .filter(([, { renderedLength }]) => renderedLength > 0)
            .map(([id, { renderedLength }]) => [
              id.replace(`${folder}/`, '').replace(root, ''),
              renderedLength,
            ]),
        ),
      }
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

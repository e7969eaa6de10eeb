/**
 * Installs the built package as a consumer does, and runs README's program and `program.ts` in every runtime that npm has
 * here, by `import` and by `require`: `npm run check:runtimes`. It needs a registry, and writes to a folder of its own only.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { ModuleKind, ScriptTarget, transpile } from 'typescript'
import { readmeProgram } from '../support/readme-program.ts'
import { readText, root } from './consumer.ts'

interface Runtime {
  readonly name: string
  /** What npm installs, and the program in it. */
  readonly spec: string
  readonly bin: string
  readonly args: readonly string[]
}

const runtimes: readonly Runtime[] = [
  ...[20, 22, 24].map((version) => ({
    name: `Node ${version}`,
    spec: `node@${version}`,
    bin: 'node',
    args: [],
  })),
  { name: 'Deno', spec: 'deno', bin: 'deno', args: ['run', '--allow-all', '--quiet'] },
  { name: 'Bun', spec: 'bun', bin: 'bun', args: [] },
]

const folder = mkdtempSync(join(tmpdir(), 'cotangent-runtimes-'))
const consumer = join(folder, 'consumer')

const npm = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('npm', [...args, '--no-audit', '--no-fund'], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })

const makeFolder = (path: string, manifest: object): void => {
  mkdirSync(path, { recursive: true })
  writeFileSync(join(path, 'package.json'), JSON.stringify(manifest))
}

/** The package as it is published, with the peers of its other entries. */
const installPackage = (): void => {
  const packed = npm(
    fileURLToPath(root),
    'pack',
    '--ignore-scripts',
    '--json',
    '--pack-destination',
    folder,
  )
  const [{ filename }] = JSON.parse(packed) as readonly [{ readonly filename: string }]
  const { devDependencies } = JSON.parse(readText('package.json')) as {
    readonly devDependencies: Readonly<Record<string, string>>
  }
  const peers = ['fast-check', 'fp-ts'].map((name) => `${name}@${devDependencies[name]}`)
  makeFolder(consumer, { private: true })
  npm(consumer, 'install', join(folder, filename), ...peers)
}

/** Source that imports the project's entries, as code that imports the package's. */
const asConsumer = (source: string): string =>
  source.replaceAll(/'\.\.\/\.\.\/src\/(?:(\w+)\/)?index\.ts'/g, (_, entry?: string) =>
    entry === undefined ? "'cotangent'" : `'cotangent/${entry}'`,
  )

const threads = (): string => {
  const path = join(consumer, 'node_modules/cotangent/dist/backends/wasm/threads/index.js')
  return pathToFileURL(path).href
}

/** Both programs as a module and as CommonJS. */
const writePrograms = (): void => {
  const broad = asConsumer(readFileSync(new URL('program.ts', import.meta.url), 'utf8'))
  const write = (name: string, code: string, module: ModuleKind): void =>
    writeFileSync(join(consumer, name), transpile(code, { target: ScriptTarget.ES2022, module }))
  const { code } = readmeProgram()
  write('readme.mjs', code, ModuleKind.ES2022)
  write('readme.cjs', code, ModuleKind.CommonJS)
  const importing = `import { sharedCalls } from '${threads()}'\n`
  const requiring = `const { sharedCalls } = require(${JSON.stringify(fileURLToPath(threads()))})\n`
  const undeclared = broad.replace(/^declare .*\n/m, '')
  write('program.mjs', importing + undeclared, ModuleKind.ES2022)
  write('program.cjs', requiring + undeclared, ModuleKind.CommonJS)
}

/** The program of a runtime, or `undefined` where it cannot be installed. */
const install = ({ name, spec, bin }: Runtime): string | undefined => {
  const own = join(folder, spec.replace('@', '-'))
  makeFolder(own, { private: true })
  try {
    npm(own, 'install', spec)
    const program = join(own, 'node_modules/.bin', bin)
    const version = execFileSync(program, ['--version'], { encoding: 'utf8' })
    console.log(`${name}: ${version.split('\n')[0]?.trim()}`)
    return program
  } catch (error) {
    console.log(`${name}: skipped, as npm install ${spec} failed: ${String(error).split('\n')[0]}`)
    return undefined
  }
}

type Results = Readonly<Record<string, readonly number[]>>

const isClose = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-5 * (1 + Math.abs(b))

/** What of some results differs from the first ones. */
const differences = (results: Results, expected: Results): readonly string[] =>
  Object.entries(expected).flatMap(([name, numbers]) => {
    const got = results[name] ?? []
    const same = got.length === numbers.length && got.every((y, i) => isClose(y, numbers[i]!))
    return same ? [] : [`${name}: [${got.join(', ')}] instead of [${numbers.join(', ')}]`]
  })

/** Those of the first runtime, which the others are held to. */
let first: Results | undefined
const problems: string[] = []

const check = (runtime: Runtime, program: string): void => {
  for (const [how, ending] of [
    ['import', 'mjs'],
    ['require', 'cjs'],
  ] as const) {
    const run = (file: string): string =>
      execFileSync(program, [...runtime.args, `${file}.${ending}`], {
        cwd: consumer,
        encoding: 'utf8',
        env: { ...process.env, DENO_DIR: join(folder, 'deno-cache') },
      }).trim()
    try {
      const printed = Number(run('readme'))
      const results = JSON.parse(run('program')) as Results
      first ??= results
      const { promised } = readmeProgram()
      const found = [
        ...(Math.abs(printed - promised) <= 0.001
          ? []
          : [`README: ${printed} instead of ${promised}`]),
        ...differences(results, first),
      ]
      const isSame = JSON.stringify(results) === JSON.stringify(first)
      console.log(
        `  ${how}: README prints ${printed}, ${Object.keys(results).length} results ${isSame ? 'equal' : 'close'}, ` +
          `on ${results['two threads']?.at(-1)} threads`,
      )
      problems.push(...found.map((problem) => `${runtime.name}, ${how}: ${problem}`))
    } catch (error) {
      problems.push(`${runtime.name}, ${how}: ${String(error)}`)
    }
  }
}

try {
  installPackage()
  writePrograms()
  for (const runtime of runtimes) {
    const program = install(runtime)
    if (program !== undefined) check(runtime, program)
  }
  console.log(problems.length > 0 ? problems.join('\n') : 'the package runs in all of them')
  process.exitCode = problems.length > 0 ? 1 : 0
} finally {
  rmSync(folder, { recursive: true, force: true })
}

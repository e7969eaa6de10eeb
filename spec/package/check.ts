/** Checks the built package: `npm run check:package` runs it after the build. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { bundlers, gzipped, resultOf } from './bundles.ts'
import { bytesBelow, mostBytes, mostPackages, root, runtimePackages } from './consumer.ts'

interface Packed {
  readonly unpackedSize: number
  readonly files: readonly { readonly path: string }[]
}

const pack = (): Packed => {
  const text = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: fileURLToPath(root),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return (JSON.parse(text) as readonly [Packed])[0]
}

const problems: string[] = []
const require = (holds: boolean, problem: string): void => {
  if (!holds) problems.push(problem)
}

const { unpackedSize, files } = pack()
const strays = files.filter(
  ({ path }) =>
    !/^dist\/.*(?<!\.map)$/.test(path) && !['LICENSE', 'README.md', 'package.json'].includes(path),
)
require(strays.length === 0, `files that help nobody: ${strays.map(({ path }) => path)}`)

const packages = runtimePackages()
const bytes = packages.reduce((sum, folder) => sum + bytesBelow(folder), unpackedSize)
const count = packages.length + 1
require(count <= mostPackages, `${count} packages, at most ${mostPackages}`)
require(bytes <= mostBytes, `${bytes} bytes, at most ${mostBytes}`)

const peer = fileURLToPath(new URL('bare.peer.ts', import.meta.url))
const dist = new URL('dist/', root).href
for (const flags of [[], ['--disallow-code-generation-from-strings']]) {
  const args = [...flags, '--import', 'tsx', peer, dist, 'js']
  const { atImport } = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as {
    readonly atImport: number
  }
  require(atImport === 0, `code is generated ${atImport} times when the package is imported`)
}

/** Programs, what they give once they are bundled, and how many bytes of them a page loads at most, compressed. */
const programs: readonly (readonly [program: string, result: unknown, most: number])[] = [
  [
    "import { grad } from 'cotangent'\nexport const result = grad((x) => x.mul(x))(3).device.name",
    'ndarray',
    70e3,
  ],
  [
    "import { jit } from 'cotangent'\nexport const result = jit((x) => x.mul(x))(3).device.name",
    'wasm',
    145e3,
  ],
  ["import { sin } from 'cotangent/numpy'\nexport const result = sin(0).item()", 0, 65e3],
]
for (const [name, bundler] of Object.entries(bundlers))
  for (const [program, result, most] of programs) {
    const [got, size] = [await resultOf(bundler, program), await gzipped(bundler, program)]
    require(got === result, `bundled by ${name}, this gives ${got} and not ${result}:\n${program}`)
    require(size <=
      most, `bundled by ${name}, this has ${size} bytes, at most ${most}:\n${program}`)
  }

console.log(
  problems.length > 0
    ? problems.join('\n')
    : `a consumer installs ${count} packages, ${(bytes / 1e6).toFixed(1)} MB`,
)
process.exitCode = problems.length > 0 ? 1 : 0

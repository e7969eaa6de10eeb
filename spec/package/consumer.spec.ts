import { describe, expect, it } from 'vitest'
import {
  bytesBelow,
  lockFile,
  mostBytes,
  mostPackages,
  readText,
  runtimePackages,
} from './consumer.ts'

interface Manifest {
  readonly [field: string]: unknown
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional?: boolean }>>
}

const manifest = JSON.parse(readText('package.json')) as Manifest

describe('a consumer', () => {
  it('installs few packages, and none that only builds', () => {
    const packages = runtimePackages()
    expect(packages.length + 1).toBeLessThanOrEqual(mostPackages)
    expect(packages).toEqual([
      'node_modules/@types/ndarray',
      'node_modules/cwise-compiler',
      'node_modules/iota-array',
      'node_modules/is-buffer',
      'node_modules/ndarray',
      'node_modules/ndarray-ops',
      'node_modules/uniq',
    ])
    const bytes = packages.reduce((sum, folder) => sum + bytesBelow(folder), bytesBelow('src'))
    expect(bytes).toBeLessThan(mostBytes)
  })

  it('brings the packages of the entries that it uses', () => {
    expect(manifest.peerDependenciesMeta).toEqual({
      'fast-check': { optional: true },
      'fp-ts': { optional: true },
    })
  })

  it('is told where the package comes from, and finds it by its oldest fields too', () => {
    const home = 'https://github.com/cotangent-js/cotangent'
    expect(manifest).toMatchObject({
      homepage: `${home}#readme`,
      bugs: { url: `${home}/issues` },
      repository: { url: `git+${home}.git` },
      main: './dist/index.js',
      types: './dist/index.d.ts',
      files: ['dist'],
    })
  })

  it('reads links that hold outside of the repository', () => {
    const readme = readText('README.md')
    const targets = [...readme.matchAll(/\]\(([^)]+)\)|^\[[^\]]+\]: (.+)$/gm)].map(
      ([, inline, reference]) => inline ?? reference ?? '',
    )
    expect(targets.length).toBeGreaterThan(10)
    expect(targets.filter((target) => !target.startsWith('https://'))).toEqual([])
    const files = targets.flatMap((target) => target.split('/blob/main/').slice(1))
    for (const file of files) expect(() => readText(file), file).not.toThrow()
    const used = [...readme.matchAll(/\]\[([^\]]+)\]/g)].map(([, name]) => name)
    for (const name of used) expect(readme).toContain(`\n[${name}]: `)
  })
})

describe('the dependencies', () => {
  it('are pinned, and locked without addresses', () => {
    const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies })
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
    expect(Object.values(lockFile().packages).filter((locked) => 'resolved' in locked)).toEqual([])
  })
})

import { readdirSync, readFileSync, statSync } from 'node:fs'

export const root = new URL('../../', import.meta.url)

export const readText = (path: string): string => readFileSync(new URL(path, root), 'utf8')

interface Locked {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly dev?: boolean
  readonly resolved?: string
}

interface Lock {
  readonly packages: Readonly<Record<string, Locked>>
}

export const lockFile = (): Lock => JSON.parse(readText('package-lock.json')) as Lock

/** Where the lock file has a package that one at `from` depends on: as deep as possible. */
const placeOf = ({ packages }: Lock, from: string, name: string): string => {
  for (
    let folder = from;
    ;
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))
  ) {
    const place = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`
    if (place in packages) return place
    if (folder === '') throw new Error(`${name} is not in the lock file`)
  }
}

/** Folders of all packages that are installed with this one, which it needs at run time. */
export const runtimePackages = (): readonly string[] => {
  const lock = lockFile()
  const found = new Set<string>()
  const visit = (from: string): void => {
    for (const name of Object.keys(lock.packages[from]?.dependencies ?? {})) {
      const place = placeOf(lock, from, name)
      if (found.has(place)) continue
      found.add(place)
      visit(place)
    }
  }
  visit('')
  return [...found].sort()
}

/** Bytes of all files below a folder of the project. */
export const bytesBelow = (folder: string): number => {
  const url = new URL(`${folder}/`, root)
  return readdirSync(url, { withFileTypes: true }).reduce(
    (sum, entry) =>
      sum +
      (entry.isDirectory()
        ? bytesBelow(`${folder}/${entry.name}`)
        : statSync(new URL(entry.name, url)).size),
    0,
  )
}

/** What a consumer installs at most. */
export const mostPackages = 12
export const mostBytes = 10e6

/** Folders of `src/` from the ground up; a folder imports the levels below its own. */
const levels: readonly (readonly string[])[] = [
  ['core'],
  ['primitives'],
  ['interpreters', 'compiler'],
  ['control'],
  ['transforms'],
  ['numpy', 'lax', 'random', 'nn', 'optim', 'linalg', 'scipy'],
  ['meta', 'tasks'],
  ['fp'],
  ['io', 'testing'],
  ['entries'],
]

/** The library's level, where folders may import each other as long as no cycle of files arises. */
const mutual = 5

/** The folders each folder may import beside itself. `backends/` stand outside the levels, and `compiler/` takes less than its own. */
export const mayImport: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    levels.flatMap((folders, level) => {
      const below = levels.slice(0, level).flat()
      return folders.map((folder) => [
        folder,
        level === mutual ? [...below, ...folders.filter((other) => other !== folder)] : below,
      ])
    }),
  ),
  compiler: ['core'],
  'backends/ndarray': ['core', 'compiler'],
  'backends/wasm': ['core', 'compiler'],
  'backends/webgpu': ['core', 'compiler'],
  'backends/xla': ['core', 'compiler'],
}

/** Files directly in `src/`: the only ones that may import everything. */
export const topFiles: readonly string[] = ['index.ts', 'jit.ts', 'setup.ts', 'setup-wasm.ts']

/** Files that register devices: the one that runs kernels, and the one that compiles as well. */
export const setupFiles: readonly string[] = ['setup.ts', 'setup-wasm.ts']

/** Files that may import those: the public entries, those in `entries/` among them. */
export const entryFiles: readonly string[] = ['index.ts', 'fp/index.ts', 'testing/index.ts']

/** Where each npm package may be imported from, and by which specifiers. All other packages are barred from `src/`. */
export const packages: readonly {
  readonly specifier: string
  readonly folders: readonly string[]
  readonly typeOnly?: true
}[] = [
  { specifier: 'ndarray', folders: ['core', 'backends/ndarray'] },
  { specifier: 'ndarray-ops', folders: ['backends/ndarray'] },
  { specifier: 'cwise-compiler', folders: ['backends/ndarray'] },
  { specifier: 'fp-ts', folders: ['fp', 'io', 'testing'] },
  { specifier: 'fp-ts/HKT', folders: ['fp', 'io', 'testing'], typeOnly: true },
  { specifier: 'fast-check', folders: ['testing'] },
]

export const maxLines = 500

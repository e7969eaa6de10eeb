/**
 * Compiles strict projects against the built package, with no types but its own: `npm run check:consumer`
 * runs it after the build.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from './consumer.ts'

/** Exports what public functions return, so that every type in their declarations needs a name. */
const source = `
import {
  checkpoint, customJvp, customLinearSolve, customRoot, customVjp, elementwise, evalShape, grad,
  hessian, jacfwd, jacrev, jit, jvp, lax, linearize, linearTranspose, makeJaxpr, meta, nn, np, optim,
  random, ravelPytree, registerDevice, scalar, scipy, ShapeDtypeStruct, stopGradient, tasks, type Tensor,
  treeFlatten, treeMap, treeMapWithPath, treeReduce, treeStructure, valueAndGrad, vjp, vmap,
} from 'cotangent'

interface Params { readonly w: Tensor; readonly b: Tensor | null; readonly layers: readonly Tensor[] }
declare const params: Params

export const cube = elementwise('cube', {
  scalar: ([x = scalar.constant(0, 'float32')]) => scalar.binary('mul', scalar.binary('mul', x, x), x),
  tangents: [(dx, [x = dx]) => dx.mul(x).mul(x).mul(3)],
})
export const loss = (p: Params, x: Tensor) => p.w.mul(x).sum()
export const step = jit(loss)
export const lowered = step.lower(params, np.ones(3))
export const { compiled } = lowered
export const derivative = grad(loss)
export const both = valueAndGrad(loss)
export const second = hessian((x: Tensor) => x.pow(2).sum())
export const forward = jacfwd((x: Tensor) => x.pow(2))
export const reverse = jacrev((x: Tensor) => x.pow(2))
export const batched = vmap(loss, { inAxes: [null, 0] })
export const composed = jit(vmap(grad((x: Tensor) => x.sum())))
export const ruled = customJvp((x: Tensor) => x.exp())
export const reversed = customVjp((x: Tensor) => x.exp())
export const kept = checkpoint(loss)
export const pushed = jvp((x: Tensor) => x.sin(), [np.ones(2)], [np.ones(2)])
export const pulled = vjp((x: Tensor) => x.sin(), np.ones(2))
export const linear = linearize((x: Tensor) => x.sin(), np.ones(2))
export const transposed = linearTranspose((x: Tensor) => x.mul(2), np.ones(2))
export const printed = makeJaxpr(loss)
export const jaxpr = printed(params, np.ones(3))
export const shapes = evalShape(loss, params, np.ones(3))
export const struct = new ShapeDtypeStruct([3], 'float32')
export const raveled = ravelPytree(params)
export const stopped = stopGradient(params)
export const flattened = treeFlatten(params)
export const structure = treeStructure(params)
export const doubled = treeMap((x: Tensor) => x.mul(2), params)
export const named = treeMapWithPath((path, x: Tensor) => [path.join('/'), x.ndim] as const, params)
export const count = treeReduce((n: number, x: Tensor) => n + x.size, params, 0)
export const optimizer = optim.adam(optim.cosineDecaySchedule(1e-3, 100), { b1: 0.9 })
export const chained = optim.chain(optim.clipByGlobalNorm(1), optim.sgd(0.1, { momentum: 0.9 }))
export const [updates, state] = optimizer.update(params, optimizer.init(params), params)
export const net = nn.mlp([1, 40, 1])
export const weights = net.init(random.key(0))
export const convolutional = nn.sequential(nn.dense(1, 2), nn.relu, nn.dense(2, 1))
export const scanned = lax.scan((c: Tensor, x: Tensor) => [c.add(x), c] as const, np.zeros([]), np.ones(3))
export const looped = lax.foriLoop(0, 3, (_i, x: Tensor) => x.add(1), np.zeros([]))
export const { x: draws } = { x: random.normal(random.key(1), { shape: [2] }) }
export const value = scipy.special.erf(0.5)
export const at = np.zeros(3).at(0)
export const vectorized = np.vectorize((x: Tensor) => x.sum(), { signature: '(n)->()' })
export const sinusoids = tasks
export const learning = meta
export const libraries = { customLinearSolve, customRoot, registerDevice }
export const special = { np, lax, random, scipy, nn, optim }
export type Loaded = Awaited<ReturnType<Tensor['readAsync']>>
`

const testing = `
import { checkGrads } from 'cotangent/testing'
export * from 'cotangent/testing'
export const check = checkGrads
`

const functional = `
import { tree } from 'cotangent/fp'
import type { Tensor } from 'cotangent'
export * as fp from 'cotangent/fp'
export const doubled = tree.map((x: Tensor) => x.mul(2))
`

/** Exports what each function of some namespaces returns. */
const exported = async (): Promise<string> => {
  const library = (await import(new URL('dist/index.js', root).href)) as Record<string, unknown>
  const namesOf = (value: unknown, path: string): readonly string[] =>
    typeof value === 'function'
      ? [path]
      : Object.prototype.toString.call(value) === '[object Module]'
        ? Object.entries(value as object).flatMap(([name, member]) =>
            namesOf(member, `${path}.${name}`),
          )
        : []
  const names = namesOf(library, 'cotangent').filter((name) => !/\.[A-Z]/.test(name))
  return [
    "import * as cotangent from 'cotangent'",
    'declare const returned: <R>(f: (...args: never[]) => R) => R',
    ...names.map((name) => `export const ${name.replaceAll('.', '_')} = returned(${name})`),
  ].join('\n')
}

const compilerOptions = {
  target: 'ES2022',
  lib: ['ES2022'],
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  skipLibCheck: false,
  declaration: true,
  outDir: 'out',
}
const resolutions = {
  node: { module: 'NodeNext' },
  bundler: { module: 'ESNext', moduleResolution: 'bundler' },
}

const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc')
const folder = mkdtempSync(join(tmpdir(), 'cotangent-consumer-'))
const write = (name: string, text: string): void => writeFileSync(join(folder, name), text)

try {
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(fileURLToPath(root), join(folder, 'node_modules/cotangent'))
  for (const name of ['fast-check', 'fp-ts'])
    symlinkSync(
      fileURLToPath(new URL(`node_modules/${name}`, root)),
      join(folder, 'node_modules', name),
    )
  write('package.json', JSON.stringify({ type: 'module' }))
  write('main.ts', source)
  write('exported.ts', await exported())
  write('testing.ts', testing)
  write('functional.ts', functional)
  for (const [name, resolution] of Object.entries(resolutions)) {
    const config = { compilerOptions: { ...compilerOptions, ...resolution }, include: ['*.ts'] }
    write(`tsconfig.${name}.json`, JSON.stringify(config))
    execFileSync(process.execPath, [compiler, '-p', `tsconfig.${name}.json`], {
      cwd: folder,
      stdio: 'inherit',
    })
  }
  console.log(`a strict consumer compiles with ${Object.keys(resolutions).join(' and ')}`)
} catch (error) {
  if (!(error instanceof Error && 'status' in error)) throw error
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true })
}

import { describe, expect, it } from 'vitest'
import { jit } from '../../src/index.ts'
import { checkProgram } from './support/check.ts'
import { readFixture } from './support/data.ts'
import { compositionText, type FnCode, type Op, type Program } from './support/language.ts'

const families = [
  'pointwise',
  'structure',
  'contraction',
  'reduction',
  'cumulative',
  'sort',
  'indexing',
  'linalg',
  'scipy',
  'control',
  'custom',
  'nested',
]

const programsOf = (family: string): readonly Program[] =>
  readFixture<{ readonly programs: readonly Program[] }>(`programs-${family}`).programs

describe.each(families)(
  'random %s programs under random transforms give what JAX gives',
  (family) => {
    const titled = programsOf(family).map((p) => ({
      p,
      title: `${p.name}: ${compositionText(p.transforms)}, seed ${p.seed}`,
    }))

    it.each(titled)('$title', ({ p }) => checkProgram(p))

    it.each(titled)('jit of $title', ({ p }) => checkProgram(p, (f) => jit(f)))
  },
)

const isReverse = (name: string): boolean => ['grad', 'vjp', 'jacrev', 'adapt'].includes(name)

const hasCode = (value: unknown): value is { readonly fn: FnCode } =>
  typeof value === 'object' && value !== null && 'fn' in value

/** Paths of all operations, those in bodies of functions among them. */
const pathsOf = (ops: readonly Op[]): readonly string[] =>
  ops.flatMap(([path, args, options = {}]) => [
    path,
    ...[...args, ...Object.values(options)].filter(hasCode).flatMap(({ fn }) => pathsOf(fn.ops)),
  ])

describe('the programs together', () => {
  const all = families.flatMap(programsOf)
  const twice = all.filter(({ transforms }) => transforms.filter(([t]) => isReverse(t)).length > 1)
  const reached = new Set(twice.flatMap(({ ops }) => pathsOf(ops)))

  it('are many, under at least three transforms each', () => {
    expect(all.length).toBeGreaterThan(500)
    expect(all.filter(({ transforms }) => transforms.length < 3)).toEqual([])
  })

  it.each([
    'np.matmul',
    'np.max',
    'np.sort',
    'np.take',
    'get',
    'lax.scan',
    'lax.cond',
    'np.linalg.cholesky',
    'np.linalg.solve',
  ])('go through %s in reverse over reverse', (path) => {
    expect(reached).toContain(path)
  })
})

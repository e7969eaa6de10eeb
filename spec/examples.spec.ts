import { readdirSync, readFileSync } from 'node:fs'
import { afterEach, describe, expect, it, vi } from 'vitest'

const folder = new URL('../examples/', import.meta.url)
const number = String.raw`-?(\d+(\.\d+)?(e[-+]?\d+)?|Infinity|NaN)`
const losses = (name: string, ...steps: readonly number[]): RegExp =>
  new RegExp(`^${name} *: ${steps.map((n) => `${n} steps ${number}`).join(', ')}$`, 'm')

/** What each example prints, with as few iterations as show it. */
const examples: Readonly<Record<string, readonly RegExp[]>> = {
  '01-grad.ts': [/^step 0: loss 3\.56/m, /^fitted .*slope/m, /of t³: 12,12,6$/m],
  '02-vmap.ts': [/^gradients of 5 examples 5,3$/m, /the mean: true$/m, /distances 5,5$/m],
  '03-jit.ts': [/b:f32\[\] = tanh a/, /^eager: /m, /^jit: .*traced 1 time$/m],
  '04-your-own-primitive.ts': [/ = gauss a/, /^derivatives agree/m],
  '05-implicit-differentiation.ts': [
    /^implicit derivative 0\.598/m,
    /^finite difference {3}0\.598/m,
    /^validation loss 11\.999.* → /m,
  ],
  '10-maml.ts': [losses('untrained', 0, 1, 5), losses('MAML', 0, 1, 5)],
  '11-fomaml.ts': [/^equal losses: true$/m, losses('FOMAML', 0, 1, 5)],
  '12-reptile.ts': [losses('Reptile', 0, 1, 5)],
  '13-imaml.ts': [losses('iMAML', 0, 16), /linear residual 0\.\d/],
  '14-anil.ts': [losses('ANIL', 0, 1, 5)],
  '15-meta-sgd.ts': [losses('Meta-SGD', 0, 1), /^rates from -?0\.0\d+ to 0\.0\d+$/m],
}

const files = readdirSync(folder).filter((file) => file.endsWith('.ts'))

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

describe('examples', () => {
  it('are all expected to print something', () => {
    expect(files).toEqual(Object.keys(examples))
  })

  it.each(files)('%s is short, and says first what it shows', (file) => {
    const text = readFileSync(new URL(file, folder), 'utf8')
    expect(text.split('\n').length).toBeLessThan(80)
    expect(text).toMatch(/^\/\/ /)
  })

  it.each(files)('%s runs and prints its result', async (file) => {
    vi.stubEnv('ITERATIONS', '2')
    const lines: string[] = []
    vi.spyOn(console, 'log').mockImplementation((...values: readonly unknown[]) => {
      lines.push(
        values
          .map((v) => (Object.getPrototypeOf(v) === Object.prototype ? JSON.stringify(v) : `${v}`))
          .join(' '),
      )
    })
    await import(/* @vite-ignore */ new URL(file, folder).href)
    for (const pattern of examples[file] ?? []) expect(lines.join('\n')).toMatch(pattern)
  })
})

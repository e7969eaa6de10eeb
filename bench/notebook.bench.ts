/**
 * How long does a whole notebook on meta-learning take, from the start of the process to its last figure, and how
 * long does JAX take to compile the notebook's five training steps and nothing else?
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compileNotebook } from './notebook/compiled.ts'
import { median } from './support/statistics.ts'

/** What `bench/notebook/run.ts` prints. */
interface Report {
  readonly times: Readonly<Record<string, number>>
  readonly losses: Readonly<Record<string, readonly [number, number]>>
  readonly errors: Readonly<Record<string, readonly number[]>>
}
/** Milliseconds of `lower` and of `compile`, for each of JAX's steps. */
type Compiled = Readonly<Record<string, readonly [number, number]>>

const rounds = process.argv.includes('--quick') ? 1 : 3
const source = fileURLToPath(new URL('./notebook/run.ts', import.meta.url))
const peer = fileURLToPath(new URL('./peers/notebook.py', import.meta.url))
const python = process.env['JAX_PYTHON']
const numFigures = 7

const run = <T>(command: string, args: readonly string[]): { wall: number; printed: T } => {
  const begin = performance.now()
  const { status, error, stdout } = spawnSync(command, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  })
  const wall = performance.now() - begin
  if (status !== 0)
    throw new Error(`${command} ${args.join(' ')}: ${error ?? `ended with ${status}`}`)
  return { wall, printed: JSON.parse(stdout) as T }
}

const folder = mkdtempSync(join(tmpdir(), 'cotangent-notebook-'))
try {
  const program = compileNotebook(folder)
  const notebook = (...script: readonly string[]): { wall: number; printed: Report } => {
    const figures = join(folder, 'figures')
    mkdirSync(figures)
    const result = run<Report>(process.execPath, [...script, figures])
    const written = readdirSync(figures)
    if (written.length !== numFigures)
      throw new Error(`${written.length} figures, not ${numFigures}`)
    rmSync(figures, { recursive: true })
    return result
  }
  const load = (): string => loadavg()[0]?.toFixed(1) ?? '?'

  const ours: { wall: number; printed: Report }[] = []
  const through: number[] = []
  const peers: Readonly<Record<string, Compiled[]>> = { 'one core': [], 'all cores': [] }
  const before = load()
  for (let round = 0; round < rounds; round++) {
    ours.push(notebook(program))
    through.push(notebook('--import', 'tsx', source).wall)
    if (python === undefined) continue
    peers['one core']?.push(run<Compiled>(python, ['-B', peer, '1']).printed)
    peers['all cores']?.push(run<Compiled>(python, ['-B', peer, '0']).printed)
  }
  console.log(`the notebook, median of ${rounds}; load of the machine ${before}, then ${load()}`)

  const row = (name: string, ms: number, more = ''): void =>
    console.log(`  ${name.padEnd(32)} ${ms.toFixed(0).padStart(6)} ms${more}`)
  const list = (sample: readonly number[]): string =>
    sample.length > 1 ? `  [${sample.map((ms) => ms.toFixed(0)).join(', ')}]` : ''

  const walls = ours.map(({ wall }) => wall)
  const whole = median(walls)
  // All rounds compute the same.
  const [{ times, losses, errors }] = ours.map(({ printed }) => printed) as [Report]
  row('ours, from start to exit', whole, list(walls))
  for (const part of Object.keys(times))
    row(`  ${part}`, median(ours.map(({ printed }) => printed.times[part] as number)))
  row('ours, run through tsx', median(through), list(through))
  for (const [name, [first, last]] of Object.entries(losses))
    console.log(`  ${name.padEnd(32)} loss ${first.toFixed(2)} → ${last.toFixed(2)}`)
  for (const [name, curve] of Object.entries(errors)) {
    const [first, last] = [curve[0], curve.at(-1)].map((error) => error?.toFixed(2))
    console.log(`  ${name.padEnd(32)} fine-tuned ${first} → ${last}`)
  }

  if (python === undefined) console.log('left out JAX: set JAX_PYTHON to a Python that has it')
  else
    for (const [where, all] of Object.entries(peers)) {
      const [lower, compile] = [0, 1].map((k) =>
        all.map((steps) => Object.values(steps).reduce((sum, pair) => sum + (pair[k] ?? 0), 0)),
      ) as [number[], number[]]
      const both = lower.map((ms, i) => ms + (compile[i] as number))
      const ratio = `  ×${(median(both) / whole).toFixed(2)}`
      row(`JAX compiles, ${where}`, median(both), `${ratio}${list(both)}`)
      row('  of that, tracing and lowering', median(lower))
      for (const step of Object.keys(all[0] ?? {}))
        row(`  compiling ${step}`, median(all.map((steps) => steps[step]?.[1] as number)))
    }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

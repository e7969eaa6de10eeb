/**
 * The main job: trains pretraining, MAML, FOMAML, Reptile, iMAML, ANIL and Meta-SGD on sine waves, prints
 * their test errors in tables, and writes `sine.json` and `sine.svg`. In the JSON an error that is no
 * finite number, of an adaptation that diverged, is `null`.
 */
import { either as E } from 'fp-ts'
import { jit, np, random, type Tensor, tasks } from '../../src/index.ts'
import type { Algorithm } from './algorithm.ts'
import { drawFigure, type Predictions, type Wave } from './figure.ts'
import { makeFolder, writeSafely } from './files.ts'
import { pick } from './mode.ts'
import { loss, predict } from './model.ts'
import { decodeOptions, explain, type Options } from './options.ts'
import { startProgress } from './progress.ts'
import { formatTable, type Result } from './table.ts'
import { type Errors, test, testSize } from './test.ts'
import { train } from './train.ts'

/** The unseen wave of the figure, `3.5 sin(x − 0.8)`, and ten points of it to adapt to. */
const amplitude = 3.5
const phase = 0.8
const shots = 10
const grid = np.linspace(-5, 5, { num: 101 }).reshape([101, 1])
const xs = [...grid.data()]

const samplePoints = (seed: number): tasks.Points => {
  const { support } = tasks.sinusoids(random.foldIn(random.key(seed), 3), {
    tasks: 1,
    shots,
    amplitude: [amplitude, amplitude],
    phase: [phase, phase],
  })
  return { x: support.x.get(0), y: support.y.get(0) }
}

/** The errors with as many support points as in the training and in the figure. */
const usualOf = (tests: readonly Errors[]): Errors =>
  tests.find((errors) => errors.shots === shots) as Errors

/** The longest adaptation of the test that did not diverge. */
const mostSteps = ({ steps, mean }: Errors): number =>
  steps.filter((_, i) => Number.isFinite(mean[i])).at(-1) ?? 0

const predictions = <M>(
  { name, inner }: Algorithm<M>,
  theta: M,
  points: tasks.Points,
  steps: number,
): Predictions => {
  const after = (count: number): readonly number[] => {
    const adapted = jit((trained: M, support: tasks.Points) =>
      predict(inner(count)(loss)(trained, support), grid),
    )
    return [...(adapted(theta, points) as Tensor).data()]
  }
  return { name, x: xs, before: after(0), after: after(steps), steps }
}

const run = async ({ mode, seed, iterations, only, out }: Options): Promise<void> => {
  const points = samplePoints(seed)
  const results: Result[] = []
  const shown: Predictions[] = []
  const writeResults = () =>
    writeSafely(out, 'sine.json', `${JSON.stringify({ seed, results }, null, 2)}\n`)
  for (const use of pick(mode, only)) {
    use((algorithm) => {
      const { theta, seconds } = train(algorithm, seed, iterations, startProgress)
      const tests = mode.shots.map((count) => test(algorithm, theta, seed, count, mode.steps))
      results.push({
        name: algorithm.name,
        iterations: iterations ?? algorithm.iterations,
        seconds,
        tests,
      })
      shown.push(predictions(algorithm, theta, points, mostSteps(usualOf(tests))))
    })
    // What is done is kept, should the rest be interrupted.
    await writeResults()
  }
  const wave: Wave = {
    x: xs,
    y: xs.map((x) => amplitude * Math.sin(x - phase)),
    supportX: [...points.x.data()],
    supportY: [...points.y.data()],
  }
  console.log(`\nTest MSE on ${testSize.tasks} unseen tasks: mean ± 95 % CI (median)`)
  for (const count of mode.shots) {
    console.log(`\nafter gradient steps on ${count} points`)
    console.log(formatTable(results, count))
  }
  const errors = results.map(({ name, tests }) => ({ name, errors: usualOf(tests) }))
  const files = [
    await writeResults(),
    await writeSafely(out, 'sine.svg', await drawFigure(wave, shown, errors)),
  ]
  console.log(`\nwrote ${files.join(' and ')}`)
}

const complain = (message: string): void => {
  console.error(message)
  console.error('see npm start -- --help')
  process.exitCode = 2
}

const options = decodeOptions(process.argv.slice(2))
if (E.isRight(options)) {
  const folder = await makeFolder(options.right.out)
  if (E.isRight(folder)) await run(options.right)
  else complain(`--out: expected a folder to write to, got '${options.right.out}': ${folder.left}`)
} else if (options.left._tag === 'Help') console.log(explain(options.left))
else complain(explain(options.left))

/**
 * The main job: trains pretraining, MAML, FOMAML, Reptile, iMAML, ANIL and Meta-SGD on sine waves, prints
 * their test errors in one table, and writes `sine.json` and `sine.svg`. In the JSON an error that is no
 * finite number, of an adaptation that diverged, is `null`.
 */
import { either as E } from 'fp-ts'
import { np, random, tasks } from '../../src/index.ts'
import { forAlgorithms } from './algorithms.ts'
import { drawFigure, type Wave } from './figure.ts'
import { makeFolder, writeSafely } from './files.ts'
import { decodeOptions, explain, type Options } from './options.ts'
import { startProgress } from './progress.ts'
import { formatTable, type Result } from './table.ts'
import { train } from './train.ts'

/** The unseen wave of the figure, `3.5 sin(x − 0.8)`, and ten points of it to adapt to. */
const amplitude = 3.5
const phase = 0.8
const grid = np.linspace(-5, 5, { num: 101 }).reshape([101, 1])

const samplePoints = (seed: number): tasks.Points => {
  const { support } = tasks.sinusoids(random.foldIn(random.key(seed), 3), {
    tasks: 1,
    shots: 10,
    amplitude: [amplitude, amplitude],
    phase: [phase, phase],
  })
  return { x: support.x.get(0), y: support.y.get(0) }
}

/** The longest adaptation of the test that did not diverge. */
const mostSteps = ({ steps, mean }: Result): number =>
  steps.filter((_, i) => Number.isFinite(mean[i])).at(-1) ?? 0

const run = async ({ seed, iterations, only, out }: Options): Promise<void> => {
  const points = samplePoints(seed)
  const xs = [...grid.data()]
  const trained = forAlgorithms(only, (algorithm) =>
    train(algorithm, seed, iterations, startProgress),
  )
  const results = trained.map(({ result }) => result)
  const wave: Wave = {
    x: xs,
    y: xs.map((x) => amplitude * Math.sin(x - phase)),
    supportX: [...points.x.data()],
    supportY: [...points.y.data()],
  }
  const predictions = trained.map(({ result, predict }) => {
    const steps = mostSteps(result)
    return {
      name: result.name,
      x: xs,
      before: predict(points, 0, grid),
      after: predict(points, steps, grid),
      steps,
    }
  })
  console.log('\nTest MSE on 600 unseen tasks: mean ± 95 % CI (median)\n')
  console.log(formatTable(results))
  const files = [
    await writeSafely(out, 'sine.json', `${JSON.stringify({ seed, results }, null, 2)}\n`),
    await writeSafely(out, 'sine.svg', await drawFigure(wave, predictions, results)),
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

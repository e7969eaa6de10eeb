/**
 * The experiments of a notebook on meta-learning, from its data to its figures: `tsx run.ts FOLDER` writes the
 * figures as SVG and prints, as one line of JSON, the milliseconds that every part took and the errors reached.
 * Throws where a result is not what the notebook shows.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Tensor } from '../../src/index.ts'
import {
  fineTune,
  fomaml,
  grid,
  maml,
  numSteps,
  overfit,
  predict,
  pretrain,
  reptile,
  type Trained,
  unseen,
  wave,
} from './experiments.ts'
import { draw, type Panel, type Series } from './figures.ts'

const folder = process.argv[2] as string
const times: Record<string, number> = { loading: performance.now() }
const timed = <T>(part: string, run: () => T): T => {
  const begin = performance.now()
  const result = run()
  times[part] = (times[part] ?? 0) + performance.now() - begin
  return result
}

const require = (holds: boolean, claim: string): void => {
  if (!holds) throw new Error(`expected ${claim}`)
}
const mean = (values: Float32Array): number => values.reduce((a, b) => a + b, 0) / values.length

/** The mean losses at the first and the last fifty iterations. */
const checked = (name: string, { params, losses }: Trained) => {
  require(losses.every(Number.isFinite), `finite losses of ${name}`)
  const [first, last] = [mean(losses.subarray(0, 50)), mean(losses.subarray(-50))]
  require(last < first, `the loss of ${name} to fall, got ${first} and ${last}`)
  return { params, losses: [first, last] as const }
}

const xs = grid.data()
const line = (label: string, y: Tensor): Series => ({ label, x: xs, y: y.data() })
const points = (label: string, x: Tensor, y: Tensor): Series => ({
  label,
  x: x.data(),
  y: y.data(),
  points: true,
})

const { support } = unseen
const truth = points('ground truth', support.x.get(0), support.y.get(0))

const figures: Record<string, readonly Panel[]> = {
  tasks: [
    {
      title: 'Four tasks',
      series: [0, 1, 2, 3].map((i) => points(`task ${i}`, support.x.get(i), support.y.get(i))),
    },
  ],
}
const losses: Record<string, readonly number[]> = {}

const fitted = checked('overfitting', timed('overfitting', overfit))
losses['overfitting'] = fitted.losses
require((losses['overfitting'][1] as number) < 0.1, 'one wave to be fitted')
figures['overfitting'] = [
  {
    title: 'Overfitted',
    series: [points('ground truth', wave.x, wave.y), line('prediction', predict(fitted.params))],
  },
]

const trainings = { 'naive pretraining': pretrain, MAML: maml, FOMAML: fomaml, Reptile: reptile }
const errors: Record<string, readonly number[]> = {}
for (const [name, training] of Object.entries(trainings)) {
  const trained = checked(name, timed(name, training))
  losses[name] = trained.losses
  const tuned = timed('fine-tuning', () => fineTune(trained.params, unseen))
  errors[name] = [...tuned.errors.data()]
  figures[name] = [
    { title: name, series: [truth, line('base prediction', tuned.before)] },
    { title: `${name}, fine-tuned`, series: [truth, line('prediction', tuned.after)] },
  ]
}
const after = (name: string): number => errors[name]?.[numSteps] as number
// After 1000 iterations of FOMAML the error is between the others', in JAX too.
for (const [name, share] of [
  ['MAML', 0.2],
  ['FOMAML', 0.9],
  ['Reptile', 0.4],
] as const)
  require(after(name) <
    share * after('naive pretraining'), `${name} to adapt better than naive pretraining`)

const steps = Array.from({ length: numSteps + 1 }, (_, i) => i)
figures['fine-tuning'] = [
  {
    title: 'Error on unseen waves after gradient steps',
    series: Object.entries(errors).map(([label, y]) => ({ label, x: steps, y })),
  },
]

const begin = performance.now()
for (const [name, panels] of Object.entries(figures))
  writeFileSync(join(folder, `${name.replaceAll(' ', '-')}.svg`), await draw(panels))
times['figures'] = performance.now() - begin
console.log(JSON.stringify({ times, losses, errors }))

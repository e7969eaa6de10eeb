/**
 * How fast is an eager, second-order MAML meta-gradient, beside TensorFlow.js with tasks batched by hand?
 * Needs TensorFlow.js in `$PEERS_DIR/tfjs` (default `../shared/peers/tfjs`); without it only ours is timed.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { grad } from '../src/index.ts'
import { flatGradient, looped, mamlInputs, mapped, relativeError } from './support/maml.ts'
import { startPeer } from './support/peer.ts'
import { batchOf, interleaved } from './support/suite.ts'

const peers = process.env['PEERS_DIR'] ?? '../shared/peers'
const folder = `${peers}/tfjs`
const { params, tasks } = mamlInputs()
const exact = mamlInputs('float64')

for (const steps of [1, 5]) {
  const reference = flatGradient(grad(mapped(steps))(exact.params, exact.tasks))
  const agree = (name: string, got: readonly number[]): void => {
    const error = relativeError(got, reference)
    console.log(`  ${name}: ${error.toExponential(1)} of max |g| from float64`)
    if (!(error <= 5e-6)) throw new Error(`${name} disagrees with the float64 gradient`)
  }
  const variants = {
    'ours, vmap': () => grad(mapped(steps))(params, tasks),
    'ours, loop over tasks': () => grad(looped(steps))(params, tasks),
  }
  for (const [name, run] of Object.entries(variants)) agree(name, flatGradient(run()))
  const ours = Object.fromEntries(
    Object.entries(variants).map(([name, run]) => [
      name,
      batchOf(() => run().map((g) => g.data())),
    ]),
  )
  const question = `maml-sine, ${steps} inner steps, eager`
  if (!existsSync(`${folder}/node_modules/@tensorflow/tfjs`)) {
    console.log(`TensorFlow.js is not in ${folder}: timing ours alone`)
    await interleaved(question, ours)
    continue
  }
  const script = fileURLToPath(new URL('peers/tfjs.peer.ts', import.meta.url))
  const peer = startPeer(process.execPath, ['--import', 'tsx', script, folder, 'wasm'])
  agree('tfjs-wasm, batched by hand', await peer.value(`maml-${steps}`))
  await interleaved(question, {
    'tfjs-wasm, batched by hand': peer.batch(`maml-${steps}`),
    ...ours,
  })
  peer.close()
}

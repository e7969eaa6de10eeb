/**
 * How long does the first call of a jitted training step of MAML take, from tracing to the result, in a fresh
 * process whose libraries and inputs are loaded?
 */
import { agreeing, close, running } from './support/compare.ts'
import { contenders } from './support/contenders.ts'
import { firstCalls } from './support/first-calls.ts'
import { median, quantile } from './support/statistics.ts'
import { proof } from './workloads/proof.ts'

const rounds = process.argv.includes('--quick') ? 3 : 9
const all = contenders(['C to wasm', 'JAX, one core', 'JAX, two cores', 'jax-js', 'tfjs-wasm'])

for (const steps of [1, 5]) {
  const name = `first-${steps}`
  const checked = running(all)
  const kept = await agreeing(checked, proof(name, 1e-5))
  close(checked)
  const fit = all.filter((contender) => kept.some((other) => other.name === contender.name))
  const times = await firstCalls(fit, name, rounds)
  const ours = median(times[0] as readonly number[])
  console.log(`maml-sine, ${steps} inner steps, first call`)
  fit.forEach((contender, k) => {
    const sample = times[k] as readonly number[]
    const [low, high] = [0.25, 0.75].map((q) => quantile(sample, q).toFixed(1))
    const [middle, ratio] = [median(sample).toFixed(1), (median(sample) / ours).toFixed(2)]
    console.log(`  ${contender.name.padEnd(32)} ${middle} ms [${low}, ${high}]  ×${ratio}`)
  })
}

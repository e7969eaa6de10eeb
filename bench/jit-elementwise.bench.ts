/**
 * What does an elementwise function cost per element, jitted: on 4096 floats in one call, on 4096 floats in a
 * loop inside of one call, which leaves the call out and has an addition and a multiplication by a constant
 * besides, and on a million floats?
 */
import { cached, functionNames, loopLength, million } from './support/array-data.ts'
import { close, compare, running } from './support/compare.ts'
import { contenders } from './support/contenders.ts'
import { proof } from './workloads/proof.ts'

const group = running(contenders(['JAX, one core', 'JAX, two cores', 'jax-js', 'tfjs-wasm']))
const variants = [
  ['cached', '4096 floats, one call', cached],
  ['loop', '4096 floats, in a loop', cached * loopLength],
  ['million', '1e6 floats, one call', million],
] as const

for (const name of functionNames)
  for (const [suffix, what, elements] of variants) {
    const workload = `${name}-${suffix}`
    const rows = await compare(`${name}, ${what}`, workload, group, [proof(workload, 5e-6)])
    for (const row of rows)
      console.log(
        `  ${row.name.padEnd(32)} ${((row.micros * 1e3) / elements).toFixed(3)} ns/element`,
      )
  }
close(group)

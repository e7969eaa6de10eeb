/** How long does a jitted training step of a 784-256-256-10 classifier take, batch 128, beside peers? */
import { close, compare, running } from './support/compare.ts'
import { contenders } from './support/contenders.ts'
import { proof } from './workloads/proof.ts'

const group = running(
  contenders(['C to wasm', 'JAX, one core', 'JAX, two cores', 'jax-js', 'tfjs-wasm']),
)
await compare('mlp-train, a training step', 'mlp', group, [proof('mlp', 1e-5)])
close(group)

/** Does `jit` fuse ten elementwise operations on a million numbers into one pass, beside peers? */
import { close, compare, running } from './support/compare.ts'
import { contenders } from './support/contenders.ts'
import { proof } from './workloads/proof.ts'

const group = running(
  contenders(['C to wasm', 'JAX, one core', 'JAX, two cores', 'NumPy', 'jax-js', 'tfjs-wasm']),
)
await compare('ten operations on 1e6 floats', 'chain', group, [proof('chain', 5e-6)])
close(group)

/** How long does a jitted Hessian-vector product of a 1-40-40-1 network on 256 points take, beside peers? */
import { close, compare, running } from './support/compare.ts'
import { contenders } from './support/contenders.ts'
import { proof } from './workloads/proof.ts'

const group = running(
  contenders(['C to wasm', 'JAX, one core', 'JAX, two cores', 'jax-js', 'tfjs-wasm']),
)
await compare('Hessian-vector product, 256 points', 'hvp', group, [proof('hvp', 5e-6)])
close(group)

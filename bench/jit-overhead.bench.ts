/** What does a call of a jitted function cost beyond its work: of one number, and of twelve small arrays? */
import { close, compare, running } from './support/compare.ts'
import { contenders } from './support/contenders.ts'
import { proof } from './workloads/proof.ts'

const group = running(contenders(['JAX, one core', 'JAX, two cores', 'jax-js', 'tfjs-wasm']))
for (const [name, question] of [
  ['tiny-number', '2 x + 1 of a number, jitted'],
  ['tiny-parameters', 'gradient descent on six small arrays, jitted'],
] as const)
  await compare(question, name, group, [proof(name, 1e-6)])
close(group)

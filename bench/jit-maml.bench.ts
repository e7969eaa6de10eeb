/**
 * How long does a jitted training step of MAML take, second-order meta-gradient and Adam, beside peers?
 * Peers are found by $JAX_PYTHON, $NATIVE_WASM_DIR and $PEERS_DIR.
 */
import { close, compare, running } from './support/compare.ts'
import { contenders } from './support/contenders.ts'
import { proof } from './workloads/proof.ts'

const group = running(
  contenders(['C to wasm', 'JAX, one core', 'JAX, two cores', 'jax-js', 'tfjs-wasm']),
)
// Adam takes steps of full size along small gradients too, so losses drift apart by more than rounding.
for (const [steps, gradientTolerance, lossTolerance] of [
  [1, 5e-6, 1e-4],
  [5, 2e-5, 1e-3],
] as const) {
  await compare(`maml-sine, ${steps} inner steps, a training step`, `train-${steps}`, group, [
    proof(`maml-${steps}`, gradientTolerance),
    proof(`train-${steps}`, lossTolerance),
  ])
}
close(group)

/** How many floating-point operations a second does a jitted matrix product reach, however its operands lie? */
import { matmulSizes, transposes } from './support/array-data.ts'
import { close, compare, running } from './support/compare.ts'
import { contenders } from './support/contenders.ts'
import { proof } from './workloads/proof.ts'

const group = running(
  contenders(['C to wasm', 'JAX, one core', 'JAX, two cores', 'jax-js', 'tfjs-wasm']),
)
const quick = process.argv.includes('--quick')
for (const n of matmulSizes)
  for (const how of transposes) {
    const name = `matmul-${n}-${how}`
    // A call of the largest lasts longer than a batch anyway.
    const rounds = n >= 1024 ? { rounds: quick ? 3 : 11 } : {}
    const question = `${name} (n: as it is, t: transposed)`
    const rows = await compare(question, name, group, [proof(name, 1e-5)], rounds)
    for (const row of rows)
      console.log(
        `  ${row.name.padEnd(32)} ${((2 * n ** 3) / row.micros / 1e3).toFixed(2)} GFLOP/s`,
      )
  }
close(group)

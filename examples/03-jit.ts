// jit runs a function once with tracers to record its program, simplifies that, and runs the program
// from then on. makeJaxpr prints what was recorded.
import { grad, jit, makeJaxpr, nn, np, random, type Tensor, treeMap } from '../src/index.ts'

const f = (x: Tensor): Tensor => np.tanh(x).mul(2)
console.log(String(makeJaxpr(grad(f))(np.array(1))))

const net = nn.mlp([8, 32, 32, 1])
type Params = ReturnType<typeof net.init>
const loss = (params: Params, x: Tensor): Tensor => np.mean(np.square(net.apply(params, x)))
const step = (params: Params, x: Tensor) =>
  treeMap((p, g) => p.sub(g.mul(0.01)), params, grad(loss)(params, x))

const params = net.init(random.key(0))
const x = random.normal(random.key(1), { shape: [16, 8] })
const repeats = Number(process.env['ITERATIONS'] ?? 200)

/** Milliseconds per call, after one call to warm up. */
const timeOf = (run: (p: Params, x: Tensor) => unknown): number => {
  run(params, x)
  const start = performance.now()
  for (let i = 0; i < repeats; i++) run(params, x)
  return (performance.now() - start) / repeats
}

let traced = 0
const jitted = jit((p: Params, data: Tensor) => {
  traced++
  return step(p, data)
})
console.log(`eager: ${timeOf(step).toFixed(2)} ms a step`)
console.log(`jit:   ${timeOf(jitted).toFixed(2)} ms a step, traced ${traced} time`)

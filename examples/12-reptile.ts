// Reptile: adapt to each task, and move the initialization a part of the way towards the mean of the
// results. No query data, and no derivative of the adaptation.
import { jit, meta, np, optim, random, type Tensor } from '../src/index.ts'
import { batchOf, iterations, loss, type Params, report, theta } from './support/sine.ts'

const inner = (steps: number) => meta.gradientSteps(optim.sgd(0.01), steps)
const reptile = meta.reptile(loss, inner(10))

const step = jit((current: Params, key: Tensor, epsilon: Tensor) =>
  reptile(current, batchOf(key), epsilon),
)

// The part of the way shrinks from all to nothing.
const count = iterations(3000)
let current = theta
for (let i = 0; i < count; i++) current = step(current, random.key(i), np.array(1 - i / count))

report('Reptile', inner, current)

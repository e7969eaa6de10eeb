// iMAML: adapt to the minimum of the loss plus a pull towards the initialization, and differentiate the
// minimum by the implicit function theorem. How it was found does not matter to the meta-gradient, so
// nothing of the search is stored.
import { meta, random, type tasks, vmap } from '../src/index.ts'
import { batchOf, loss, report, theta, train } from './support/sine.ts'

const options = (steps: number) => ({
  lambda: 10,
  minimize: meta.lineSearchDescent({ steps }),
  linearSolve: { maxiter: 5 },
})
const inner = (steps: number) => meta.proximal(options(steps))
const imaml = meta.objective(loss, inner(16))

const trained = train(imaml, theta, 1000)
report('iMAML', inner, trained, [0, 16])

// An implicit meta-gradient is as good as its two solves: residuals tell.
const residuals = vmap((support: tasks.Points, query: tasks.Points) =>
  meta.proximalResiduals(loss, options(16))(trained, { support, query }),
)
const { support, query } = batchOf(random.key(7))
const { inner: slope, linear } = residuals(support, query)
console.log(`slope at the minimum ${slope.mean().item()}, linear residual ${linear.mean().item()}`)

// Meta-SGD: learn a learning rate for every parameter beside the initialization. Rates are values like any
// other, so the same meta-objective differentiates them too.
import { meta, np, treeReduce } from '../src/index.ts'
import { loss, report, theta, train } from './support/sine.ts'

const metaSgd = meta.objective(loss, meta.learnedRates(1))
const trained = train(metaSgd, meta.withRates(theta, 0.01), 3000)

report('Meta-SGD', meta.learnedRates, trained, [0, 1])

const extreme = (f: typeof np.max, start: number): number =>
  treeReduce((value, rates) => f(np.stack([f(rates), value])).item(), trained.rates, start)
console.log(`rates from ${extreme(np.min, 1).toFixed(3)} to ${extreme(np.max, 0).toFixed(3)}`)

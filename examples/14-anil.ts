// ANIL: the inner loop moves the head alone, the outer loop everything. What is frozen is a lens on the
// tree of parameters: adaptOnly('head', …) works with any adaptation.
import { meta, optim } from '../src/index.ts'
import { loss, report, theta, train } from './support/sine.ts'

const steps = (count: number) => meta.gradientSteps(optim.sgd(0.01), count)
const inner = (count: number) => meta.adaptOnly('head', steps(count))
const anil = meta.objective(loss, inner(5))

report('ANIL', inner, train(anil, theta, 3000))

// MAML: find an initialization from which a few gradient steps on a new task go far. The meta-gradient is
// grad of a function that calls grad; the tasks are mapped by vmap, and all of it is one jit program.
import { meta, optim } from '../src/index.ts'
import { loss, report, theta, train } from './support/sine.ts'

const inner = (steps: number) => meta.gradientSteps(optim.sgd(0.01), steps)

// Mean over tasks of the query loss after one step on the support, differentiated through the step.
const maml = meta.objective(loss, inner(1))

report('untrained', inner, theta)
report('MAML     ', inner, train(maml, theta, 3000))

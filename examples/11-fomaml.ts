// FOMAML: MAML without second derivatives. The order is a property of the adaptation, not a flag: firstOrder
// gives the same values with the identity for a derivative.
import { grad, meta, optim, random, treeDot } from '../src/index.ts'
import { batchOf, loss, report, theta, train } from './support/sine.ts'

const inner = (steps: number) => meta.gradientSteps(optim.sgd(0.01), steps)

const maml = meta.objective(loss, inner(5))
const fomaml = meta.objective(loss, meta.firstOrder(inner(5)))

// The values are equal; the gradients point somewhat apart.
const batch = batchOf(random.key(7))
const [exact, cheap] = [grad(maml)(theta, batch), grad(fomaml)(theta, batch)]
const cosine = treeDot(exact, cheap).div(treeDot(exact, exact).mul(treeDot(cheap, cheap)).sqrt())
console.log(`equal losses: ${maml(theta, batch).item() === fomaml(theta, batch).item()}`)
console.log(`cosine of the meta-gradients: ${cosine.item().toFixed(2)}`)

report('FOMAML', inner, train(fomaml, theta, 3000))

// customRoot differentiates the result of a solver, not the solver: at a minimum the gradient vanishes,
// and the implicit function theorem gives the derivative of where that happens. Here it gives the slope
// of a validation loss in the strength of the regularization.
import { customRoot, grad, jacrev, lax, np, random, type Tensor } from '../src/index.ts'

const [dataKey, noiseKey] = random.split(random.key(0))
const truth = np.array([1, 2, 0, 0, 0])
const inputs = random.normal(dataKey, { shape: [24, 5] })
const targets = np.matmul(inputs, truth).add(random.normal(noiseKey, { shape: [24] }).mul(2))
const [train, test] = [':12', '12:'].map((part) => ({ x: inputs.get(part), y: targets.get(part) }))

type Data = { readonly x: Tensor; readonly y: Tensor }
const squares = (w: Tensor, { x, y }: Data): Tensor => np.mean(np.square(np.matmul(x, w).sub(y)))

/** The weights that minimize the regularized training loss, by plain gradient descent. */
const fit = (lambda: Tensor): Tensor => {
  const energy = (w: Tensor): Tensor =>
    squares(w, train as Data).add(np.exp(lambda).mul(np.dot(w, w)))
  return customRoot(
    grad(energy),
    np.zeros([5]),
    (slope, w) => lax.foriLoop(0, 400, (_, v: Tensor) => v.sub(slope(v).mul(0.1)), w),
    (hessian, v) => np.linalg.solve(jacrev(hessian)(v), v),
  )
}

const validation = (lambda: Tensor): Tensor => squares(fit(lambda), test as Data)
const at = np.array(-1)
const h = 0.05
const difference = validation(at.add(h))
  .sub(validation(at.sub(h)))
  .div(2 * h)
console.log('implicit derivative', grad(validation)(at).item())
console.log('finite difference  ', difference.item())

let lambda = at
const steps = Number(process.env['ITERATIONS'] ?? 20)
for (let i = 0; i < steps; i++) lambda = lambda.sub(grad(validation)(lambda).mul(0.5))
console.log(`validation loss ${validation(at).item()} → ${validation(lambda).item()}`)

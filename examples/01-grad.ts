// grad turns a scalar function of a record of parameters into the function of its gradient, a record of
// the same shape. Applied twice it gives second derivatives.
import { grad, np, type Tensor, treeMap, valueAndGrad } from '../src/index.ts'

const x = np.linspace(-1, 1, { num: 20 })
const y = x.mul(3).add(0.5)

interface Line {
  readonly slope: Tensor
  readonly offset: Tensor
}

const loss = ({ slope, offset }: Line): Tensor => {
  const residual = x.mul(slope).add(offset).sub(y)
  return np.mean(residual.mul(residual))
}

let line: Line = { slope: np.array(0), offset: np.array(0) }
const steps = Number(process.env['ITERATIONS'] ?? 200)
for (let step = 0; step < steps; step++) {
  const [value, gradient] = valueAndGrad(loss)(line)
  if (step % 50 === 0) console.log(`step ${step}: loss ${value.item()}`)
  line = treeMap((p, g) => p.sub(g.mul(0.2)), line, gradient)
}
console.log('fitted', line)

const cube = (t: Tensor): Tensor => t.pow(3)
const derivatives = [grad(cube), grad(grad(cube)), grad(grad(grad(cube)))]
console.log(
  "f'(2), f''(2), f'''(2) of t³:",
  derivatives.map((f) => f(np.array(2)).item()),
)

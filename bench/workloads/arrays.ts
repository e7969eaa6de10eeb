import { lax, nn, np, type Tensor } from '../../src/index.ts'
import {
  cached,
  chainInputs,
  type FunctionName,
  functionInputs,
  functionNames,
  loopFeedback,
  loopLength,
  matmulOperands,
  matmulSizes,
  million,
  sampleOf,
  transposes,
} from '../support/array-data.ts'
import type { Case, Setting, Workloads } from './case.ts'

/** A call ends when its result is there; nothing reads it, as nothing reads JAX's and NumPy's. */
const whole = (run: () => Tensor): Case => ({
  call: run,
  value: () => sampleOf(run().data()),
})

const matmul =
  (n: number, how: (typeof transposes)[number]) =>
  ({ dtype, compile }: Setting): Case => {
    const [a, b] = matmulOperands(n).map((values) =>
      np.reshape(np.array(values, { dtype }), [n, n]),
    ) as [Tensor, Tensor]
    const product = compile((x: Tensor, y: Tensor) =>
      np.matmul(how[0] === 't' ? x.T : x, how[1] === 't' ? y.T : y),
    )
    return whole(() => product(a, b) as Tensor)
  }

const tenOperations = (x: Tensor, y: Tensor): Tensor => {
  const root = np.sqrt(np.maximum(x.mul(y).add(x), 0.1))
  const distance = np.abs(root.mul(0.5).add(y)).sub(x)
  return distance.mul(distance).add(1)
}

const chain = ({ dtype, compile }: Setting): Case => {
  const [x, y] = chainInputs().map((values) => np.array(values, { dtype })) as [Tensor, Tensor]
  const run = compile(tenOperations)
  return whole(() => run(x, y) as Tensor)
}

const functions: Readonly<Record<FunctionName, (x: Tensor) => Tensor>> = {
  exp: np.exp,
  log: np.log,
  tanh: np.tanh,
  logistic: nn.sigmoid,
  sin: np.sin,
}

const elementwise =
  (name: FunctionName, count: number) =>
  ({ dtype, compile }: Setting): Case => {
    const x = np.array(functionInputs(name, count), { dtype })
    const run = compile((values: Tensor) => functions[name](values))
    return whole(() => run(x) as Tensor)
  }

const looped =
  (name: FunctionName) =>
  ({ dtype, compile }: Setting): Case => {
    const x = np.array(functionInputs(name, cached), { dtype })
    const run = compile((values: Tensor) =>
      lax.foriLoop(
        0,
        loopLength,
        (_, y: Tensor) => functions[name](values.add(y.mul(loopFeedback))),
        np.zerosLike(values),
      ),
    )
    return whole(() => run(x) as Tensor)
  }

export const arrayWorkloads: Workloads = {
  chain,
  ...Object.fromEntries(
    matmulSizes.flatMap((n) => transposes.map((how) => [`matmul-${n}-${how}`, matmul(n, how)])),
  ),
  ...Object.fromEntries(
    functionNames.flatMap((name) => [
      [`${name}-cached`, elementwise(name, cached)],
      [`${name}-million`, elementwise(name, million)],
      [`${name}-loop`, looped(name)],
    ]),
  ),
}

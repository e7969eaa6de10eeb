import {
  cached,
  chainInputs,
  functionInputs,
  functionNames,
  matmulOperands,
  matmulSizes,
  million,
  sampleOf,
  transposes,
} from '../../support/array-data.ts'
import { batchSize, mlpData, mlpShapes, numClasses, numInputs } from '../../support/mlp-data.ts'
import { shapes, sineData } from '../../support/sine-data.ts'
import type { Case } from '../../workloads/case.ts'
import { type JArray, type JaxJs, type Params, read, refs } from './load.ts'
import { network } from './maml.ts'
import { training } from './training.ts'

/** `mlp-train`, matrix products, elementwise functions and small programs. */
export const arrayCases = (jax: JaxJs): Readonly<Record<string, () => Case>> => {
  const { numpy, nn, jit, valueAndGrad } = jax
  const whole = (run: () => JArray): Case => {
    const call = (): Float32Array => run().dataSync()
    return { call, value: () => sampleOf(call()) }
  }

  const mlp = (): Case => {
    const data = mlpData()
    const x = numpy.array(data.x).reshape([batchSize, numInputs])
    const y = numpy.array(data.y).reshape([batchSize, numClasses])
    const loss = (params: Params, inputs: JArray, labels: JArray): JArray =>
      nn.logSoftmax(network(jax)(params, inputs), -1).mul(labels).sum(1).mean().mul(-1)
    const step = jit((params: Params, inputs: JArray, labels: JArray) => {
      const [value, gradient] = valueAndGrad(loss)(refs(params), inputs, labels)
      return [params.map((p, k) => p.sub((gradient[k] as JArray).mul(0.1))), value] as const
    })
    const start = (): Params =>
      data.params.map((p, k) => numpy.array(p).reshape(mlpShapes[k] as readonly number[]))
    return training(start, (params) => step(params, x.ref, y.ref))
  }

  const matmul = (n: number, how: string) => (): Case => {
    const [a, b] = matmulOperands(n).map((values) => numpy.array(values).reshape([n, n])) as [
      JArray,
      JArray,
    ]
    const run = jit((x: JArray, y: JArray) =>
      numpy.matmul(how[0] === 't' ? x.transpose() : x, how[1] === 't' ? y.transpose() : y),
    )
    return whole(() => run(a.ref, b.ref))
  }

  const chain = (): Case => {
    const [x, y] = chainInputs().map((values) => numpy.array(values)) as [JArray, JArray]
    const run = jit((a: JArray, b: JArray) => {
      const root = numpy.sqrt(numpy.maximum(a.ref.mul(b.ref).add(a.ref), 0.1))
      const distance = numpy.abs(root.mul(0.5).add(b)).sub(a)
      return numpy.square(distance).add(1)
    })
    return whole(() => run(x.ref, y.ref))
  }

  const functions = {
    exp: numpy.exp,
    log: numpy.log,
    tanh: numpy.tanh,
    logistic: nn.sigmoid,
    sin: numpy.sin,
  } as const
  const elementwise = (name: keyof typeof functions, count: number) => (): Case => {
    const x = numpy.array(functionInputs(name, count))
    const run = jit((values: JArray) => functions[name](values))
    return whole(() => run(x.ref))
  }

  const tinyNumber = (): Case => {
    const x = numpy.array(3)
    const run = jit((t: JArray) => t.mul(2).add(1))
    return whole(() => run(x.ref))
  }
  const tinyParameters = (): Case => {
    const theta = sineData().params.map((p, k) =>
      numpy.array(p).reshape(shapes[k] as readonly number[]),
    )
    const run = jit((p: Params, g: Params) => p.map((a, k) => a.sub((g[k] as JArray).mul(0.01))))
    const call = () => read(run(refs(theta), refs(theta)))
    return { call, value: () => call().flatMap((p) => [...p]) }
  }

  return {
    mlp,
    chain,
    'tiny-number': tinyNumber,
    'tiny-parameters': tinyParameters,
    ...Object.fromEntries(
      matmulSizes.flatMap((n) => transposes.map((how) => [`matmul-${n}-${how}`, matmul(n, how)])),
    ),
    ...Object.fromEntries(
      functionNames.flatMap((name) => [
        [`${name}-cached`, elementwise(name, cached)],
        [`${name}-million`, elementwise(name, million)],
      ]),
    ),
  }
}

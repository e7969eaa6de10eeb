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
import { readInTidy, type Tf, type TfTensor } from './load.ts'
import { training } from './training.ts'

/** `mlp-train`, matrix products, elementwise functions and small programs. */
export const arrayCases = (tf: Tf): Readonly<Record<string, () => Case>> => {
  const vector = (values: Float32Array): TfTensor => tf.tensor(values, [values.length])
  const whole = (run: () => TfTensor): Case => {
    const read = (): Float32Array => readInTidy(tf, () => [run()])[0] as Float32Array
    return { call: read, value: () => sampleOf(read()) }
  }

  const mlp = (): Case => {
    const data = mlpData()
    const x = tf.tensor(data.x, [batchSize, numInputs])
    const y = tf.tensor(data.y, [batchSize, numClasses])
    const start = data.params.map((p, k) => tf.tensor(p, mlpShapes[k] as readonly number[]))
    const loss = (params: readonly TfTensor[]): TfTensor => {
      const [w1, b1, w2, b2, w3, b3] = params as [
        TfTensor,
        TfTensor,
        TfTensor,
        TfTensor,
        TfTensor,
        TfTensor,
      ]
      const h1 = tf.relu(tf.add(tf.matMul(x, w1), b1))
      const h2 = tf.relu(tf.add(tf.matMul(h1, w2), b2))
      return tf.losses.softmaxCrossEntropy(y, tf.add(tf.matMul(h2, w3), b3))
    }
    return training(tf, start, () => tf.train.sgd(0.1), loss)
  }

  const matmul = (n: number, how: string) => (): Case => {
    const [a, b] = matmulOperands(n).map((values) => tf.tensor(values, [n, n])) as [
      TfTensor,
      TfTensor,
    ]
    return whole(() => tf.matMul(a, b, how[0] === 't', how[1] === 't'))
  }

  const chain = (): Case => {
    const [x, y] = chainInputs().map(vector) as [TfTensor, TfTensor]
    return whole(() => {
      const root = tf.sqrt(tf.maximum(tf.add(tf.mul(x, y), x), 0.1))
      const distance = tf.sub(tf.abs(tf.add(tf.mul(root, 0.5), y)), x)
      return tf.add(tf.mul(distance, distance), 1)
    })
  }

  const functions = {
    exp: tf.exp,
    log: tf.log,
    tanh: tf.tanh,
    logistic: tf.sigmoid,
    sin: tf.sin,
  } as const
  const elementwise = (name: keyof typeof functions, count: number) => (): Case => {
    const x = vector(functionInputs(name, count))
    return whole(() => functions[name](x))
  }

  const tinyNumber = (): Case => {
    const x = tf.scalar(3)
    return whole(() => tf.add(tf.mul(x, 2), 1))
  }
  const tinyParameters = (): Case => {
    const theta = sineData().params.map((p, k) => tf.tensor(p, shapes[k] as readonly number[]))
    const call = (): readonly Float32Array[] =>
      readInTidy(tf, () => theta.map((p) => tf.sub(p, tf.mul(p, 0.01))))
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
